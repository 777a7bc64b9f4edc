// Address and port translation for UDP in the terms of RFC 4787: §4.1 mapping, §4.2 ports, §4.3 timers, §5 filtering.
// Left out: port parity (§4.2.2), address pools (§4.1), ICMP (§10), fragments (§11).
import { type SocketAddress, sameSocketAddress } from "@fz/ip";
import type { SeededRandom } from "./random.ts";

/** What of the other end's address matters. */
export type Dependence = "endpoint-independent" | "address-dependent" | "address-and-port-dependent";

export interface NatBehaviour {
  /** When flows of one inside socket share an outside port. */
  readonly mapping: Dependence;
  /** Whose datagrams are let in. */
  readonly filtering: Dependence;
  /** Whether the outside port is the inside one where that is free, or any. */
  readonly ports: "preserving" | "random";
  /** Whether inside hosts reach each other by their outside addresses (§6). */
  readonly hairpinning: boolean;
  /** A mapping ends so many ms after the last datagram from inside. */
  readonly timeout: number;
}

/** An outside port that always leads to one inside socket. */
export interface PortForward {
  readonly port: number;
  readonly to: SocketAddress;
}

const TWO_MINUTES = 120_000;

const HOME: NatBehaviour = {
  mapping: "endpoint-independent",
  filtering: "address-and-port-dependent",
  ports: "preserving",
  hairpinning: false,
  timeout: TWO_MINUTES,
};

/** The kinds of NAT under their older names (RFC 3489 §5). */
export const FULL_CONE: NatBehaviour = { ...HOME, filtering: "endpoint-independent", hairpinning: true };
export const RESTRICTED_CONE: NatBehaviour = { ...HOME, filtering: "address-dependent" };
export const PORT_RESTRICTED_CONE: NatBehaviour = HOME;
export const SYMMETRIC: NatBehaviour = { ...HOME, mapping: "address-and-port-dependent", ports: "random" };

interface Mapping {
  readonly inside: SocketAddress;
  readonly outsidePort: number;
  /** The other end, as far as the mapping depends on it. */
  readonly towards: string;
  /** The other ends that may answer, as far as the filtering depends on them. */
  readonly admitted: Set<string>;
  expiresAt: number;
}

const FIRST_PORT = 1024;
const LAST_PORT = 65_535;

/** The table of one outside address. */
export class Nat {
  readonly behaviour: NatBehaviour;
  readonly forwards: readonly PortForward[];
  readonly #random: SeededRandom;
  #mappings: Mapping[] = [];

  constructor(behaviour: NatBehaviour, forwards: readonly PortForward[], random: SeededRandom) {
    this.behaviour = behaviour;
    this.forwards = forwards;
    this.#random = random;
  }

  /** Mappings that are in force. */
  size(now: number): number {
    this.#expire(now);
    return this.#mappings.length;
  }

  /** As after a reboot. */
  clear(): void {
    this.#mappings = [];
  }

  /** The outside port that a datagram from inside leaves by; undefined once all are taken. */
  outbound(inside: SocketAddress, remote: SocketAddress, now: number): number | undefined {
    this.#expire(now);
    const mapping = this.#mappingFor(inside, remote) ?? this.#create(inside, remote);
    if (!mapping) return undefined;
    mapping.expiresAt = now + this.behaviour.timeout;
    mapping.admitted.add(relevant(remote, this.behaviour.filtering));
    return mapping.outsidePort;
  }

  /** The inside socket that a datagram to one of our outside ports is for; undefined where it is not let in. */
  inbound(outsidePort: number, remote: SocketAddress, now: number): SocketAddress | undefined {
    this.#expire(now);
    const forward = this.forwards.find(({ port }) => port === outsidePort);
    if (forward) {
      this.#rememberForwarded(forward, remote, now);
      return forward.to;
    }
    const admits = relevant(remote, this.behaviour.filtering);
    const mapping = this.#mappings.find((known) => known.outsidePort === outsidePort && known.admitted.has(admits));
    return mapping?.inside;
  }

  #mappingFor(inside: SocketAddress, remote: SocketAddress): Mapping | undefined {
    const own = this.#mappings.filter((mapping) => sameSocketAddress(mapping.inside, inside));
    const answer = own.find(({ towards }) => towards === forwarded(remote));
    const towards = relevant(remote, this.behaviour.mapping);
    return answer ?? own.find((mapping) => mapping.towards === towards);
  }

  #create(inside: SocketAddress, remote: SocketAddress): Mapping | undefined {
    const outsidePort = this.#freePort(inside.port);
    if (outsidePort === undefined) return undefined;
    const towards = relevant(remote, this.behaviour.mapping);
    const mapping = { inside, outsidePort, towards, admitted: new Set<string>(), expiresAt: 0 };
    this.#mappings.push(mapping);
    return mapping;
  }

  /** Answers to a datagram that came through a forwarded port leave by that port. */
  #rememberForwarded({ port, to }: PortForward, remote: SocketAddress, now: number): void {
    const expiresAt = now + this.behaviour.timeout;
    const towards = forwarded(remote);
    const known = this.#mappings.find((mapping) => mapping.outsidePort === port && mapping.towards === towards);
    if (known) known.expiresAt = expiresAt;
    else this.#mappings.push({ inside: to, outsidePort: port, towards, admitted: new Set(), expiresAt });
  }

  #freePort(wanted: number): number | undefined {
    const taken = new Set(this.forwards.map(({ port }) => port));
    for (const { outsidePort } of this.#mappings) taken.add(outsidePort);
    const count = LAST_PORT - FIRST_PORT + 1;
    const preserves = this.behaviour.ports === "preserving" && wanted >= FIRST_PORT;
    const start = preserves ? wanted : this.#random.integer(FIRST_PORT, LAST_PORT);
    for (let step = 0; step < count; step++) {
      const port = FIRST_PORT + ((start - FIRST_PORT + step) % count);
      if (!taken.has(port)) return port;
    }
    return undefined;
  }

  #expire(now: number): void {
    if (this.#mappings.some(({ expiresAt }) => now >= expiresAt)) {
      this.#mappings = this.#mappings.filter(({ expiresAt }) => now < expiresAt);
    }
  }
}

function relevant({ ip, port }: SocketAddress, dependence: Dependence): string {
  switch (dependence) {
    case "endpoint-independent":
      return "any";
    case "address-dependent":
      return ip;
    case "address-and-port-dependent":
      return `${ip} ${port}`;
  }
}

function forwarded({ ip, port }: SocketAddress): string {
  return `forwarded from ${ip} ${port}`;
}
