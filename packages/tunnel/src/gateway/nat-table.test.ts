import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@fz/bytes";
import { PacketView, translate, translateIcmpError, udpPacket } from "@fz/ip";
import { describe, expect, it } from "vitest";
import { ClientPeer } from "./client-peer.ts";
import { assignRealAddresses, type NatEndpoint } from "./nat-table.ts";
import { judgeClientPacket, judgeTunPacket } from "./verdict.ts";

interface Step {
  readonly t: number;
  readonly op: "outbound" | "inbound" | "tick" | "outbound_range" | "setup_nat" | "reset";
  readonly packet_hex?: string;
  readonly translations?: Record<string, string>;
  readonly proto?: string;
  readonly src_ports?: [number, number];
  readonly dst?: string;
  readonly dport?: number;
  readonly expect?: {
    readonly result?: string;
    readonly new_session?: boolean;
    readonly outside?: { proto: string; value: number; ip: string };
    readonly packet_hex?: string;
    readonly removed?: { inside: { proto: string; value: number; ip: string } }[];
    readonly sessions_left?: number;
    readonly sessions?: number;
  };
}

interface Scenario {
  readonly name: string;
  readonly why: string;
  readonly client: { ipv4: string; ipv6: string };
  readonly translations: Record<string, string>;
  readonly steps: Step[];
}

const vectors = JSON.parse(readFileSync(new URL("../../vectors/nat-table.json", import.meta.url), "utf8")) as {
  address_assignment: {
    name: string;
    proxy_ips: string[];
    resolved: string[];
    expect: Record<string, string | null>;
  }[];
  scenarios: Scenario[];
};

const SECOND = 1_000;
const RESOURCE = "00000000-0000-4000-8000-000000000001";
const GATEWAY = { ipv4: "100.64.0.254", ipv6: "fd00:2021:1111::fe" };
/** A CIDR resource over everything lets untranslated answers through, so that only NAT decides. */
const EVERYTHING = ["0.0.0.0/0", "::/0"];

class Replay {
  readonly #peer: ClientPeer;
  readonly #view = new PacketView();

  constructor({ client, translations }: Scenario) {
    this.#peer = new ClientPeer("client", client.ipv4, client.ipv6);
    this.#peer.authorize(
      { id: RESOURCE, type: "dns", address: "**", name: "all", filters: [] },
      Number.POSITIVE_INFINITY,
      "",
    );
    EVERYTHING.forEach((address, i) => {
      const id = `00000000-0000-4000-8000-00000000001${i}`;
      this.#peer.authorize({ id, type: "cidr", address, name: id, filters: [] }, Number.POSITIVE_INFINITY, "");
    });
    this.#translate(translations, "app.example.com");
  }

  step(step: Step): void {
    const now = step.t * SECOND;
    switch (step.op) {
      case "setup_nat":
        return this.#translate(step.translations ?? {}, "app.example.com");
      case "reset":
        return this.#translate(step.translations ?? {}, "other.example.com");
      case "tick":
        return this.#tick(step, now);
      case "outbound":
        return this.#outbound(bytes(step.packet_hex), step, now);
      case "inbound":
        return this.#inbound(bytes(step.packet_hex), step);
      case "outbound_range":
        return this.#outboundRange(step, now);
    }
  }

  #translate(translations: Record<string, string>, domain: string): void {
    for (const [proxyIp, realIp] of Object.entries(translations)) {
      this.#peer.translate(RESOURCE, domain, [proxyIp], [realIp]);
    }
  }

  #tick({ expect: expected }: Step, now: number): void {
    const removed = this.#peer.nat.tick(now).map((session) => inVectorTerms(session.inside));
    if (expected?.removed) expect(removed).toEqual(expected.removed.map(({ inside }) => inside));
    if (expected?.sessions_left !== undefined) expect(this.#peer.nat.size).toBe(expected.sessions_left);
  }

  #outbound(packet: Uint8Array, { expect: expected, t }: Step, now: number): void {
    expect(this.#view.wrap(packet, 0, packet.length)).toBe(true);
    const before = this.#peer.nat.size;
    const judged = judgeClientPacket(this.#view, this.#peer, GATEWAY, now);
    if (expected?.result === "drop") {
      expect(judged.type).toBe("drop");
      return;
    }
    if (judged.type !== "forward" || !judged.session) throw new Error(`at ${t} s: ${JSON.stringify(judged)}`);
    translate(packet, 0, packet.length, judged.session.outbound, false);
    if (expected?.new_session !== undefined) expect(this.#peer.nat.size > before).toBe(expected.new_session);
    if (expected?.outside) expect(inVectorTerms(judged.session.outside)).toEqual(expected.outside);
    if (expected?.packet_hex) expect(toHex(packet)).toBe(expected.packet_hex);
  }

  #inbound(packet: Uint8Array, { expect: expected, t }: Step): void {
    expect(this.#view.wrap(packet, 0, packet.length)).toBe(true);
    const judged = judgeTunPacket(this.#view, this.#peer, GATEWAY, t * SECOND);
    switch (expected?.result) {
      case "expired-session-drop":
        expect(judged).toEqual({ type: "drop", reason: "nat-session-expired" });
        return;
      case "no-session":
        expect(judged.type === "send" ? judged.session : undefined).toBeUndefined();
        return;
      case "drop":
        expect(judged.type).toBe("drop");
        return;
      case "translated":
        if (judged.type !== "send" || !judged.session) throw new Error(`at ${t} s: ${JSON.stringify(judged)}`);
        translate(packet, 0, packet.length, judged.session.inbound, false);
        if (expected.packet_hex) expect(toHex(packet)).toBe(expected.packet_hex);
        return;
      case "icmp-error-translated": {
        if (judged.type !== "send-icmp-error") throw new Error(`at ${t} s: ${JSON.stringify(judged)}`);
        const clientIp = this.#view.version === 4 ? this.#peer.ipv4 : this.#peer.ipv6;
        const { ip: proxyIp, value: clientPort } = judged.session.inside;
        const error = translateIcmpError(packet, { proxyIp, clientIp, clientPort });
        if (expected.packet_hex) expect(toHex(error ?? new Uint8Array())).toBe(expected.packet_hex);
        return;
      }
      default:
        throw new Error(`unknown result ${expected?.result}`);
    }
  }

  #outboundRange(
    { src_ports: [first, last] = [0, 0], dst = "", dport = 0, expect: expected }: Step,
    now: number,
  ): void {
    for (let port = first; port <= last; port++) {
      const source = { ip: this.#peer.ipv4, port };
      const packet = udpPacket({ source, destination: { ip: dst, port: dport }, payload: new Uint8Array() });
      expect(this.#view.wrap(packet, 0, packet.length)).toBe(true);
      const judged = judgeClientPacket(this.#view, this.#peer, GATEWAY, now);
      expect(judged.type === "forward" && judged.session?.outside.value).toBe(port);
    }
    expect(this.#peer.nat.size).toBe(expected?.sessions);
  }
}

function bytes(hex = ""): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function inVectorTerms({ protocol, value, ip }: NatEndpoint): { proto: string; value: number; ip: string } {
  return { proto: protocol, value, ip };
}

describe("NAT for DNS resources", () => {
  it.each(vectors.scenarios)("$name: $why", (scenario) => {
    const replay = new Replay(scenario);
    for (const step of scenario.steps) replay.step(step);
  });

  it.each(vectors.address_assignment)("real addresses to proxy addresses: $name", (vector) => {
    const assigned = assignRealAddresses(vector.proxy_ips, vector.resolved);
    const expected = Object.entries(vector.expect).map(([proxy, real]) => [proxy, real ?? undefined]);
    expect(Object.fromEntries(assigned)).toEqual(Object.fromEntries(expected));
  });
});
