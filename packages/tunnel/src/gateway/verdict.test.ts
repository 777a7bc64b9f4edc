import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@fz/bytes";
import { icmpError, PacketView, translate, translateIcmpError } from "@fz/ip";
import { GatewayResourceSchema } from "@fz/wire";
import { describe, expect, it } from "vitest";
import { isControlPacket } from "../control-packet.ts";
import { ClientPeer } from "./client-peer.ts";
import type { NatProtocol } from "./nat-table.ts";
import { judgeClientPacket, judgeTunPacket } from "./verdict.ts";

interface Case {
  readonly name: string;
  readonly why: string;
  readonly direction: "from_client" | "from_tun";
  readonly resources: readonly { id: string; type: string; address?: string; filters: unknown[] }[];
  readonly translations: readonly { proxy_ip: string; real_ip: string | null; domain: string; resources: string[] }[];
  readonly nat_sessions?: readonly {
    proto: NatProtocol;
    client_port: number;
    proxy_ip: string;
    outside_port: number;
    real_ip: string;
  }[];
  readonly packet_hex: string;
  readonly expect: {
    verdict: string;
    icmp?: "prohibited" | "network-unreachable";
    resource?: string | null;
    packet_hex?: string;
  };
}

const vectors = JSON.parse(readFileSync(new URL("../../vectors/gateway-verdicts.json", import.meta.url), "utf8")) as {
  client: { ipv4: string; ipv6: string };
  gateway: { ipv4: string; ipv6: string };
  cases: Case[];
  hardening: Hardening[];
};

interface Hardening {
  readonly name: string;
  readonly resources: Case["resources"];
  readonly then_packet_hex: string;
}

const { client, gateway } = vectors;

function bytes(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function peerOf({ resources, translations = [], nat_sessions = [] }: Partial<Case>): ClientPeer {
  const peer = new ClientPeer("client", client.ipv4, client.ipv6);
  const held = new Set(resources?.map((resource) => resource.id));
  // A translation outlives its resource: it is set up under one that is taken away again.
  for (const { resources: ids } of translations) {
    for (const id of ids) {
      if (held.has(id)) continue;
      peer.authorize({ id, type: "dns", address: "**", name: id, filters: [] }, Number.POSITIVE_INFINITY, "");
    }
  }
  for (const resource of resources ?? []) {
    peer.authorize(GatewayResourceSchema.parse({ name: resource.id, ...resource }), Number.POSITIVE_INFINITY, "");
  }
  for (const { proxy_ip, real_ip, domain, resources: ids } of translations) {
    for (const id of ids) peer.translate(id, domain, [proxy_ip], real_ip === null ? [] : [real_ip]);
  }
  for (const { resources: ids } of translations) for (const id of ids) if (!held.has(id)) peer.revoke(id);
  for (const session of nat_sessions) {
    const inside = { protocol: session.proto, value: session.client_port, ip: session.proxy_ip };
    peer.nat.outgoing(inside, session.real_ip, 0, 0);
  }
  return peer;
}

/** What the gateway would do, in the words of the vectors. */
function outcome(vector: Case): {
  verdict: string;
  packet?: Uint8Array | undefined;
  resource?: string | undefined;
  icmp?: string;
} {
  const packet = bytes(vector.packet_hex);
  const view = new PacketView();
  if (!view.wrap(packet, 0, packet.length)) return { verdict: "drop" };
  const peer = peerOf(vector);
  if (vector.direction === "from_client") {
    if (isControlPacket(packet, 0, packet.length)) return { verdict: "drop" };
    const judged = judgeClientPacket(view, peer, gateway, 0);
    if (judged.type === "drop") return { verdict: "drop" };
    if (judged.type === "icmp") return { verdict: "icmp", icmp: judged.error, packet: icmpError(judged.error, packet) };
    if (judged.session) translate(packet, 0, packet.length, judged.session.outbound, false);
    return { verdict: "forward", packet, resource: judged.resource };
  }
  if (!peer.owns(view.destinationIp())) return { verdict: "drop" };
  const judged = judgeTunPacket(view, peer, gateway, 0);
  if (judged.type === "drop") return { verdict: "drop" };
  const { session } = judged;
  if (judged.type === "send-icmp-error" && session) {
    const clientIp = view.version === 4 ? peer.ipv4 : peer.ipv6;
    const inside = { proxyIp: session.inside.ip, clientIp, clientPort: session.inside.value };
    return { verdict: "send", packet: translateIcmpError(packet, inside) };
  }
  if (session) translate(packet, 0, packet.length, session.inbound, false);
  return { verdict: "send", packet };
}

describe("a gateway's verdicts", () => {
  it.each(vectors.cases)("$name: $why", (vector) => {
    const { expect: expected } = vector;
    const got = outcome(vector);
    expect(got.verdict).toBe(expected.verdict);
    if (expected.icmp) expect(got.icmp?.replace("_", "-")).toBe(expected.icmp);
    if (expected.packet_hex !== undefined) {
      expect(toHex(got.packet ?? new Uint8Array())).toBe(expected.packet_hex);
    }
    if (got.verdict === "forward" && expected.resource) expect(got.resource).toBe(expected.resource);
  });

  it("ignores announced proxy addresses outside the proxy ranges", () => {
    const [hardening] = vectors.hardening;
    const peer = peerOf({ resources: hardening.resources });
    peer.translate(hardening.resources[0].id, "app.example.com", ["192.168.77.7"], ["10.0.0.1"]);
    const packet = bytes(hardening.then_packet_hex);
    const view = new PacketView();
    expect(view.wrap(packet, 0, packet.length)).toBe(true);
    expect(judgeClientPacket(view, peer, gateway, 0)).toEqual({ type: "icmp", error: "prohibited" });
  });
});
