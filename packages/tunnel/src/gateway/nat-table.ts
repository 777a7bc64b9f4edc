// Source-port preserving, symmetric NAT between the proxy addresses of DNS resources and their real addresses.
import { compareIp, type IpAddress, TCP_FIN, TCP_RST, type Translation, translation } from "@fz/ip";

export type NatProtocol = "tcp" | "udp" | "icmp";

/** `value`: the client's source port, or the id of its echo requests. */
export interface NatEndpoint {
  readonly protocol: NatProtocol;
  readonly value: number;
  readonly ip: IpAddress;
}

const SECOND = 1_000;
const TCP_TTL = 7_440 * SECOND;
const UDP_TTL = 120 * SECOND;
const ICMP_TTL = 120 * SECOND;
const UNCONFIRMED_TTL = 60 * SECOND;
const BOTH_FIN_TTL = 5 * SECOND;

const LAST_PORT = 0xffff;
/** Late answers of this many past sessions are recognised and dropped. */
const REMEMBERED = 65_536;

export class NatSession {
  readonly inside: NatEndpoint;
  readonly outside: NatEndpoint;
  /** Rewrites packets of the client: destination and source port become those of the outside. */
  readonly outbound: Translation;
  /** Rewrites answers: the way back. */
  readonly inbound: Translation;
  /** True once the session is no longer in the table, for those who keep a reference. */
  removed = false;
  #lastPacket: number;
  #lastOutgoing: number;
  #answered = false;
  #finOutgoing = false;
  #finIncoming = false;
  #reset = false;

  constructor(inside: NatEndpoint, outside: NatEndpoint, now: number) {
    this.inside = inside;
    this.outside = outside;
    this.outbound = translation({
      destination: { ip: outside.ip },
      source: { port: outside.value },
    });
    this.inbound = translation({
      source: { ip: inside.ip },
      destination: { port: inside.value },
    });
    this.#lastPacket = now;
    this.#lastOutgoing = now;
  }

  touchOutgoing(tcpFlags: number, now: number): void {
    this.#lastPacket = now;
    this.#lastOutgoing = now;
    if ((tcpFlags & TCP_FIN) !== 0) this.#finOutgoing = true;
    if ((tcpFlags & TCP_RST) !== 0) this.#reset = true;
  }

  touchIncoming(tcpFlags: number, now: number): void {
    this.#lastPacket = now;
    this.#answered = true;
    if ((tcpFlags & TCP_FIN) !== 0) this.#finIncoming = true;
    if ((tcpFlags & TCP_RST) !== 0) this.#reset = true;
  }

  /** When the session ends unless another packet comes, in milliseconds of `now`. */
  get deadline(): number {
    let deadline = this.#lastPacket + timeToLive(this.outside.protocol);
    if (!this.#answered) deadline = Math.min(deadline, this.#lastOutgoing + UNCONFIRMED_TTL);
    if (this.#finOutgoing && this.#finIncoming) deadline = Math.min(deadline, this.#lastPacket + BOTH_FIN_TTL);
    if (this.#reset) deadline = Math.min(deadline, this.#lastPacket);
    return deadline;
  }
}

export class NatTable {
  readonly #byInside = new Map<string, NatSession>();
  readonly #byOutside = new Map<string, NatSession>();
  /** Outsides of ended sessions: their late answers must not leak untranslated. */
  readonly #expired = new Set<string>();

  get size(): number {
    return this.#byInside.size;
  }

  /**
   * The session of a client's packet, made where there is none. `realIp` is used for a new session only: a running one
   * keeps the address that it began with. Undefined: every port towards `realIp` is taken.
   */
  outgoing(inside: NatEndpoint, realIp: IpAddress, tcpFlags: number, now: number): NatSession | undefined {
    const running = this.#byInside.get(key(inside));
    if (running) {
      running.touchOutgoing(tcpFlags, now);
      return running;
    }
    const outside = this.#freeOutside(inside, realIp);
    if (!outside) return undefined;
    const session = new NatSession(inside, outside, now);
    this.#byInside.set(key(inside), session);
    this.#byOutside.set(key(outside), session);
    this.#expired.delete(key(outside));
    return session;
  }

  /** The session of an answer; `expired` where it ended; undefined where there never was one. Does not renew it. */
  incoming(outside: NatEndpoint): NatSession | "expired" | undefined {
    const id = key(outside);
    return this.#byOutside.get(id) ?? (this.#expired.has(id) ? "expired" : undefined);
  }

  /** Ends the sessions that are due and gives them. Nothing else ends one: an overdue session still translates. */
  tick(now: number): NatSession[] {
    const ended: NatSession[] = [];
    for (const session of this.#byInside.values()) {
      if (now < session.deadline) continue;
      ended.push(session);
      this.#remove(session);
    }
    return ended;
  }

  /** Forgets everything, the memory of ended sessions included. */
  reset(): void {
    for (const session of this.#byInside.values()) session.removed = true;
    this.#byInside.clear();
    this.#byOutside.clear();
    this.#expired.clear();
  }

  #remove(session: NatSession): void {
    session.removed = true;
    this.#byInside.delete(key(session.inside));
    this.#byOutside.delete(key(session.outside));
    this.#expired.add(key(session.outside));
    if (this.#expired.size <= REMEMBERED) return;
    for (const oldest of this.#expired) {
      this.#expired.delete(oldest);
      return;
    }
  }

  /** The client's own port where it is free, else the next free one upwards, and from 1 on after the last. */
  #freeOutside({ protocol, value }: NatEndpoint, ip: IpAddress): NatEndpoint | undefined {
    for (let candidate = value; candidate <= LAST_PORT; candidate++) {
      const outside = { protocol, value: candidate, ip };
      if (!this.#byOutside.has(key(outside))) return outside;
    }
    for (let candidate = 1; candidate < value; candidate++) {
      const outside = { protocol, value: candidate, ip };
      if (!this.#byOutside.has(key(outside))) return outside;
    }
    return undefined;
  }
}

/** Sorted proxy addresses take the sorted, distinct real addresses of their family in turn; without one they get undefined. */
export function assignRealAddresses(
  proxyIps: readonly IpAddress[],
  resolved: readonly IpAddress[],
): Map<IpAddress, IpAddress | undefined> {
  const assigned = new Map<IpAddress, IpAddress | undefined>();
  for (const isVersion6 of [false, true]) {
    const proxies = numericallySorted(proxyIps, isVersion6);
    const reals = numericallySorted(resolved, isVersion6);
    proxies.forEach((proxy, i) => {
      assigned.set(proxy, reals.length > 0 ? reals[i % reals.length] : undefined);
    });
  }
  return assigned;
}

function numericallySorted(ips: readonly IpAddress[], isVersion6: boolean): IpAddress[] {
  const distinct = new Set(ips.filter((ip) => ip.includes(":") === isVersion6));
  return [...distinct].sort(compareIp);
}

function timeToLive(protocol: NatProtocol): number {
  switch (protocol) {
    case "tcp":
      return TCP_TTL;
    case "udp":
      return UDP_TTL;
    case "icmp":
      return ICMP_TTL;
  }
}

function key(endpoint: NatEndpoint): string {
  return `${endpoint.protocol} ${endpoint.value} ${endpoint.ip}`;
}
