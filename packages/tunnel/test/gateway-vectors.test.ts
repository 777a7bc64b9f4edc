import { fromHex, toHex } from "@fz/bytes";
import { udpPacket } from "@fz/ip";
import { FilterSchema, type GatewayResourceInput } from "@fz/wire";
import { describe, expect, it } from "vitest";
import { parseControlPacket } from "../src/control-packet.ts";
import vectors from "../vectors/gateway-verdicts.json" with { type: "json" };
import { GatewayBench } from "./gateway-bench.ts";
import { seen } from "./packets.ts";
import { CLIENT_ID, CLIENT_IPV4, CLIENT_IPV6 } from "./world.ts";

function bytes(hex: string): Uint8Array {
  const decoded = fromHex(hex);
  if (!decoded) throw new Error(`no hex: ${hex}`);
  return decoded;
}

interface VectorResource {
  readonly id: string;
  readonly type: string;
  readonly address?: string;
  readonly filters?: readonly unknown[];
}

function named(resource: VectorResource): GatewayResourceInput {
  const { id, type, address = "" } = resource;
  const filters = (resource.filters ?? []).map((filter) => FilterSchema.parse(filter));
  return type === "dns" || type === "cidr" ? { id, type, address, name: id, filters } : { id, type: "internet" };
}

interface ControlExpectation {
  readonly translations_before?: Readonly<Record<string, string | undefined>>;
  readonly domain_before?: string;
  readonly resolve?: string | null;
  readonly resolved?: readonly string[] | "timeout";
  readonly translations?: Readonly<Record<string, string | null | undefined>>;
  readonly nat_wiped?: boolean;
  readonly peer_removed?: boolean;
  readonly reply_hex: string | null;
}

const PROXY = "100.96.0.1";
const UDP_80 = 80;

/** What a datagram to the proxy address becomes. */
function toProxy(bench: GatewayBench, proxyIp: string): string {
  const ip = proxyIp.includes(":") ? CLIENT_IPV6 : CLIENT_IPV4;
  const source = { ip, port: 4000 };
  const packet = udpPacket({ source, destination: { ip: proxyIp, port: UDP_80 }, payload: new Uint8Array(2) });
  const { forwarded, returned } = bench.outcome(packet);
  const [first] = [...forwarded, ...returned].map(seen);
  return forwarded.length > 0 ? first.destination : (first?.icmp ?? "nothing");
}

describe("control packets from a client", () => {
  it.each(vectors.control)("$name: $why", ({ resources, packet_hex, expect: expectation }) => {
    const expected: ControlExpectation = expectation as ControlExpectation;
    const bench = new GatewayBench();
    for (const resource of resources) bench.authorize(named(resource));
    bench.simulation.run(200);
    prepare(bench, resources[0].id, expected);
    const natSessions = () => bench.tunnel.status().clients[0]?.natSessions;
    const sessionsBefore = natSessions();
    bench.gateway.events.length = 0;
    const { returned: atOnce, forwarded } = bench.outcome(bytes(packet_hex));
    expect(forwarded).toEqual([]);
    const resolving = bench.events("resolve");
    expect(resolving.map(({ domain }) => domain)).toEqual(expected.resolve ? [expected.resolve] : []);
    const replies = [...atOnce, ...resolve(bench, resolving[0]?.id, expected)];
    expect(replies.map(toHex)).toEqual(expected.reply_hex === null ? [] : [expected.reply_hex]);
    if (expected.nat_wiped !== undefined) {
      expect(sessionsBefore).toBe(1);
      expect(natSessions()).toBe(expected.nat_wiped ? 0 : 1);
    }
    if (expected.peer_removed) expect(bench.tunnel.status().clients).toEqual([]);
    if (!expected.translations) return;
    for (const [proxyIp, realIp] of Object.entries(expected.translations)) {
      const unreachable = proxyIp.includes(":") ? "1/3" : "3/0";
      // A running session keeps the address that it began with.
      if (!expected.translations_before) expect(toProxy(bench, proxyIp)).toBe(realIp ?? unreachable);
    }
    if (!(PROXY in expected.translations)) expect(toProxy(bench, PROXY)).toBe("3/13");
  });
});

/** Translations that are in force before, one of them used by a session. */
function prepare(bench: GatewayBench, resource: string, expected: ControlExpectation): void {
  for (const [proxyIp, realIp = ""] of Object.entries(expected.translations_before ?? {})) {
    announce(bench, resource, expected.domain_before ?? "", [proxyIp]);
    bench.tunnel.handleCommand({ type: "resolved", id: 1, addresses: [realIp] }, bench.now);
    expect(toProxy(bench, proxyIp)).toBe(realIp);
  }
}

function announce(bench: GatewayBench, resource: string, domain: string, proxyIps: readonly string[]): void {
  const text = JSON.stringify({ resource, domain, proxy_ips: proxyIps });
  const body = new TextEncoder().encode(text);
  const packet = new Uint8Array(48 + body.length);
  packet.set([0x60, 0, 0, 0, 0, 8 + body.length, 0xff]);
  packet.set(body, 48);
  expect(parseControlPacket(packet)?.type).toBe("assigned-ips");
  bench.outcome(packet);
}

function resolve(bench: GatewayBench, id: number | undefined, { resolved }: ControlExpectation): Uint8Array[] {
  if (id === undefined || resolved === undefined) return [];
  const before = bench.received.length;
  if (resolved === "timeout") bench.simulation.run(9_900);
  else bench.tunnel.handleCommand({ type: "resolved", id, addresses: resolved }, bench.now);
  if (resolved === "timeout") expect(bench.received.length).toBe(before);
  bench.simulation.run(200);
  return bench.received.slice(before);
}

type Step = (typeof vectors.lifecycle.scenarios)[number]["steps"][number];
interface LifecycleAction {
  readonly create_authorization?: VectorResource;
  readonly expires_at?: number | null;
  readonly client_ipv4?: string;
  readonly client_ipv6?: string;
  readonly relays?: readonly unknown[];
  readonly resource_updated?: VectorResource;
  readonly reject_access?: string;
  readonly init_authorizations?: readonly { resource_id: string; expires_at: number }[];
}

/** Room before t = 0 for relays to be found; whole seconds. */
const BEFORE = 10_000;
const GOODBYE = bytes(`600000000008ff00${"00".repeat(32)}0200000000000000`);

/** One scenario as it goes on. */
class Lifecycle {
  readonly bench: GatewayBench;
  readonly #packet: Uint8Array;
  #returned = 0;

  constructor(packetHex: string, steps: readonly Step[]) {
    const relays = !steps.some((step) => typeof step.do === "object" && "relays" in step.do);
    this.bench = new GatewayBench({ epochOffset: vectors.lifecycle.unix_time_at_t0 * 1000 - BEFORE, relays });
    this.#packet = bytes(packetHex);
    const tick = steps.find((step) => step.do === "tick")?.t ?? 0;
    // The gateway looks around once a second; when within the second is up to the scenario.
    const phase = Math.round((tick % 1) * 1000);
    this.bench.simulation.run(BEFORE - (phase > 0 ? 1000 - phase : 0) - this.bench.now);
    this.bench.tunnel.handleTimeout(this.bench.now);
  }

  play({ t, do: action, expect: expected }: Step): void {
    const { bench } = this;
    this.#returned = bench.received.length;
    const until = BEFORE + t * 1000 - bench.now;
    bench.gateway.events.length = 0;
    if (until > 0) bench.simulation.run(until);
    const forwarded = this.#act(action);
    this.#check(expected, forwarded);
  }

  /** @returns the packets that were forwarded because of it */
  #act(action: Step["do"]): number {
    const { bench } = this;
    switch (action) {
      case "packet":
        return bench.outcome(this.#packet).forwarded.length;
      case "tick":
        bench.simulation.run(20);
        return 0;
      case "connection failed":
        bench.tunnel.handleCommand({ type: "reset", reason: "test" }, bench.now);
        return 0;
      case "Goodbye received":
        return bench.outcome(GOODBYE).forwarded.length;
      default:
        if (typeof action === "string") throw new Error(`unknown step ${action}`);
        this.#tell(action as LifecycleAction);
        bench.simulation.run(20);
        return 0;
    }
  }

  #tell(action: LifecycleAction): void {
    const { bench } = this;
    const { create_authorization: created, reject_access: rejected, resource_updated: updated } = action;
    if (created) {
      bench.authorize(named(created), {
        expiresAt: action.expires_at ?? null,
        ...(action.client_ipv4 !== undefined && { ipv4: action.client_ipv4 }),
        ...(action.client_ipv6 !== undefined && { ipv6: action.client_ipv6 }),
      });
    }
    const access = (id: string) => ({ client_id: CLIENT_ID, resource_id: id });
    if (rejected !== undefined) bench.tell({ event: "reject_access", payload: access(rejected) });
    if (updated) {
      const { type, id, address = "", filters = [] } = updated;
      if (type !== "cidr") throw new Error("only networks are updated here");
      const ports = filters.map((filter) => FilterSchema.parse(filter));
      bench.tell({ event: "resource_updated", payload: { id, type, address, name: id, filters: ports } });
    }
    if (action.init_authorizations) bench.init(action.init_authorizations);
  }

  #check(expected: string, forwarded: number): void {
    const { bench } = this;
    const returned = bench.received.slice(this.#returned);
    const peer = bench.tunnel.status().clients.at(0);
    for (const word of expected.replace(/\(.*?\)/g, "").split(/[,;:] /)) {
      switch (word.trim()) {
        case "authorization_created":
          expect(bench.toPortal()).toContain("authorization_created");
          break;
        case "no authorization_created":
          expect(bench.toPortal()).not.toContain("authorization_created");
          break;
        case "no_relays sent":
          expect(bench.toPortal()).toContain("no_relays");
          break;
        case "only resource 2 known":
          expect(peer?.resources).toEqual([resource(2)]);
          break;
        case "forward":
          expect(forwarded).toBe(1);
          break;
        case "icmp prohibited":
          expect(forwarded).toBe(0);
          expect(returned.map((packet) => seen(packet).icmp)).toEqual(["3/13"]);
          break;
        case "connection unknown":
          expect(forwarded).toBe(0);
          expect(returned).toEqual([]);
          break;
        case "resource gone":
        case "resource 1 gone":
          expect(peer?.resources ?? []).not.toContain(resource(1));
          break;
        case "peer gone":
        case "no peer":
          expect(peer).toBeUndefined();
          break;
        case "Goodbye sent":
          expect(returned.map(toHex)).toEqual([toHex(GOODBYE)]);
          break;
        case "nothing sent":
          expect(returned).toEqual([]);
          break;
        case "connection closed":
          expect(bench.events("connection").map(({ state }) => state)).toContain("closed");
          break;
        case "filters replaced":
        case "address not":
        case "peer state kept":
          expect(peer?.resources).toContain(resource(1));
          break;
        case "nothing":
          expect(forwarded).toBe(0);
          break;
        case "expiry of resource 1 is now 20":
        case "NAT sessions still there":
          expect(peer?.resources).toEqual([resource(1)]);
          break;
        default:
          throw new Error(`not understood: ${word}`);
      }
    }
  }
}

function resource(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

describe("the life of an authorisation", () => {
  it.each(vectors.lifecycle.scenarios)("$name: $why", ({ packet_hex, steps }) => {
    const lifecycle = new Lifecycle(packet_hex, steps);
    for (const step of steps) lifecycle.play(step);
  });
});
