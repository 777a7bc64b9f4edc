import { ProxyAddresses } from "@fz/dns";
import {
  type IpAddress,
  icmpEcho,
  ipPacket,
  ipVersion,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  tcpPacket,
  udpPacket,
} from "@fz/ip";
import { SeededRandom } from "@fz/simnet";
import { CLIENT_INBOUND } from "@fz/wire";
import { nobleCrypto } from "@fz/wireguard";
import { describe, expect, it } from "vitest";
import { ClientTunnel } from "../src/client/client-tunnel.ts";
import vectors from "../vectors/filters-and-routes.json" with { type: "json" };
import { dnsQuery, findAnswer, TYPE } from "./dns-messages.ts";
import { seen } from "./packets.ts";
import { CLIENT_IPV4, CLIENT_IPV6, cidr, GATEWAY_IPV4, GATEWAY_IPV6, World } from "./world.ts";

interface VectorPacket {
  readonly src: string;
  readonly dst: string;
  readonly proto: string;
  readonly port?: number;
  readonly ip_protocol?: number;
}
interface Vector {
  readonly name: string;
  readonly why: string;
  readonly state: {
    readonly tunnel_ipv4: string;
    readonly tunnel_ipv6: string;
    readonly resources: readonly { readonly id: string; readonly type: string; readonly address?: string }[];
    readonly assigned_names?: Readonly<Record<string, readonly string[]>>;
    readonly internet_active?: boolean;
    readonly connected_gateways?: readonly unknown[];
  };
  readonly packets: readonly {
    readonly packet: VectorPacket;
    readonly expected: { readonly verdict: string; readonly resource?: string | null };
    readonly why: string;
  }[];
}

const ROUTES: readonly Vector[] = vectors.routes as readonly Vector[];
const usesPools = ({ state }: Vector) => state.resources.some(({ type }) => type.endsWith("device_pool"));

/** Of the vectors' two families; the first sentinels stand for them. */
const SYSTEM_RESOLVERS = ["9.9.9.9", "2620:fe::9"];
const SENTINEL = "100.100.111.1";
const SITES = [{ id: "5173e000-0000-4000-8000-000000000001", name: "site" }];
const NO_FLOW_LOGS = { api_url: "", upload_interval_secs: 0, upload_batch_size: 1 };
const PORT = 4000;

function clientOf({ state }: Vector): ClientTunnel {
  const random = new SeededRandom(1);
  const client = new ClientTunnel({
    crypto: nobleCrypto,
    random: (count) => random.bytes(count),
    now: 0,
    epochOffset: 0,
    proxyAddresses: new ProxyAddresses(),
  });
  const payload = CLIENT_INBOUND.init.parse({
    interface: { ipv4: state.tunnel_ipv4, ipv6: state.tunnel_ipv6 },
    resources: state.resources.map((resource) => ({ name: resource.id, sites: SITES, ...resource })),
    flow_logs: NO_FLOW_LOGS,
  });
  client.handleCommand({ type: "system-resolvers", servers: SYSTEM_RESOLVERS }, 0);
  client.handleCommand({ type: "portal", message: { event: "init", payload } }, 0);
  if (state.internet_active) client.handleCommand({ type: "internet-resource", active: true }, 0);
  for (const [name, addresses] of Object.entries(state.assigned_names ?? {}))
    ask(client, state.tunnel_ipv4, name, addresses);
  return client;
}

/** Has the stub give the name its proxy addresses. */
function ask(client: ClientTunnel, from: IpAddress, name: string, expected: readonly string[]): void {
  const assigned = [TYPE.A, TYPE.AAAA].flatMap((type) => {
    const query = dnsQuery(name, type, { from, sentinel: SENTINEL, port: PORT, id: type });
    client.handleTun(query, 0, query.length, 0);
    return findAnswer(drain(client).packets, type)?.values ?? [];
  });
  expect(expected).toEqual(expect.arrayContaining(assigned));
}

function drain(client: ClientTunnel) {
  const packets: Uint8Array[] = [];
  for (let packet = client.pollTunPacket(); packet; packet = client.pollTunPacket()) packets.push(packet);
  const requested: string[] = [];
  let hostQueries = 0;
  for (let event = client.pollEvent(); event; event = client.pollEvent()) {
    if (event.type === "host-dns-query") hostQueries++;
    if (event.type !== "portal" || event.message.event !== "request_authorization") continue;
    requested.push(event.message.payload.resource_id);
  }
  return { packets, requested, hostQueries };
}

function build({ src, dst, proto, port = 0, ip_protocol = 0 }: VectorPacket): Uint8Array {
  const ends = { source: { ip: src, port: PORT }, destination: { ip: dst, port } };
  switch (proto) {
    case "tcp":
      return tcpPacket({ ...ends, flags: 2 });
    case "udp":
      return udpPacket({ ...ends, payload: port === 53 ? queryPayload() : new Uint8Array(4) });
    case "icmp_echo":
      return icmpEcho({ kind: "request", source: src, destination: dst, id: 1 });
    case "icmp_other": {
      const protocol = ipVersion(dst) === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6;
      return ipPacket({ source: src, destination: dst, protocol, payload: Uint8Array.of(13, 0, 0, 0, 0, 0, 0, 0) });
    }
    default:
      return ipPacket({ source: src, destination: dst, protocol: ip_protocol, payload: new Uint8Array(8) });
  }
}

function queryPayload(): Uint8Array {
  return seen(dnsQuery("somewhere.org", TYPE.A, { from: "1.1.1.1", sentinel: SENTINEL, port: PORT, id: 1 })).payload;
}

function verdict(client: ClientTunnel, vector: VectorPacket): { verdict: string; resource?: string | undefined } {
  const packet = build(vector);
  client.handleTun(packet, 0, packet.length, 0);
  const { packets, requested, hostQueries } = drain(client);
  if (requested.length > 0) return { verdict: "forward", resource: requested[0] };
  if (hostQueries > 0) return { verdict: "dns" };
  if (packets.some((answer) => seen(answer).kind === "icmp-error")) return { verdict: "icmp_prohibited" };
  return { verdict: packets.length > 0 ? "dns" : "drop" };
}

// Left out: states with device pools, which this client does not join.
const routed = ROUTES.filter((vector) => !usesPools(vector) && !vector.state.connected_gateways);

describe("the way of a packet", () => {
  it.each(routed)("$name: $why", (vector) => {
    for (const { packet, expected, why } of vector.packets) {
      const decided = verdict(clientOf(vector), packet);
      // A TCP segment to a sentinel may be answered by the TCP server or not: its handshake is its own matter.
      expect(decided.verdict, why).toBe(expected.verdict);
      if (expected.verdict === "forward") expect(decided.resource, why).toBe(expected.resource);
    }
  });

  it("all routes of the vectors are played but those of device pools", () => {
    const pools = ROUTES.filter(usesPools).map(({ name }) => name);
    expect(pools).toEqual(["device pool", "two pools, same member"]);
    expect(routed.length + pools.length + 1).toBe(ROUTES.length);
  });

  it("direct gateway: its own addresses need no resource and know no filters", () => {
    const [vector] = ROUTES.filter(({ state }) => state.connected_gateways);
    const onlyPort1 = [{ protocol: "tcp" as const, port_range_start: 1, port_range_end: 1 }];
    const world = new World({ resources: [cidr(1, "100.64.0.0/11", onlyPort1)] });
    world.write(build({ src: CLIENT_IPV4, dst: "100.64.0.77", proto: "tcp", port: 1 }));
    world.run(1000);
    const { ipv4, ipv6 } = { ipv4: GATEWAY_IPV4, ipv6: GATEWAY_IPV6 };
    const ours: Record<string, string> = {
      "100.64.0.5": CLIENT_IPV4,
      "fd00:2021:1111::5": CLIENT_IPV6,
      "100.64.0.50": ipv4,
      "fd00:2021:1111::50": ipv6,
    };
    for (const { packet, expected, why } of vector.packets) {
      const [served, errors] = [world.served.length, world.icmpErrors().length];
      world.write(build({ ...packet, src: ours[packet.src], dst: ours[packet.dst] ?? packet.dst }));
      world.run(100);
      expect(world.served.length - served, why).toBe(expected.verdict === "forward" ? 1 : 0);
      expect(world.icmpErrors().length - errors, why).toBe(expected.verdict === "icmp_prohibited" ? 1 : 0);
    }
  });
});
