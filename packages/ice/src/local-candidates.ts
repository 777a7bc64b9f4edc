import { type IpVersion, ipVersion, type SocketAddress, sameSocketAddress } from "@fz/ip";
import {
  type CandidateKind,
  COMPONENT,
  candidatePriority,
  foundation,
  hiddenRelated,
  isUsableLocally,
  type LocalCandidate,
  localPreference,
} from "./candidate.ts";

/** What gathering found. */
export interface LocalAddress {
  readonly kind: "host" | "srflx" | "relay";
  readonly address: SocketAddress;
  /** Of a server-reflexive candidate: the socket behind it. The others are their own base. */
  readonly base?: SocketAddress;
  /** Of a relay candidate: IP version of the path to the relay, if it is another than that of `address`. */
  readonly reachedOver?: IpVersion;
}

/** A peer chooses what we learn by reflection; this many are enough for every NAT on the way. */
const MAX_PEER_REFLEXIVE = 16;

/** Our own candidates, ranked as they come in. */
export class LocalCandidates {
  readonly #ufrag: string;
  #candidates: LocalCandidate[] = [];
  /** Candidates ever taken in, removed ones included, by kind and IP version. */
  readonly #taken = new Map<string, number>();

  constructor(ufrag: string) {
    this.#ufrag = ufrag;
  }

  list(): readonly LocalCandidate[] {
    return this.#candidates;
  }

  /**
   * Takes in what gathering found. Undefined: the address is of no use to a peer, or redundant (RFC 8445 §5.1.3), that
   * is, of the same address and base as a candidate that ranks higher. One that it outranks is replaced.
   */
  add({ kind, address, base, reachedOver }: LocalAddress): LocalCandidate | undefined {
    if (!isUsableLocally(address)) return undefined;
    const actualBase = kind === "srflx" && base ? base : address;
    const crossFamily = kind === "relay" && (reachedOver ?? ipVersion(address.ip)) !== ipVersion(address.ip);
    const candidate = this.#rank(kind, address, actualBase, crossFamily);
    const same = this.#candidates.find(
      (other) => sameSocketAddress(other.address, address) && sameSocketAddress(other.base, actualBase),
    );
    if (same && same.priority > candidate.priority) return undefined;
    this.#candidates = this.#candidates.filter((other) => other !== same);
    this.#store(candidate);
    return candidate;
  }

  /** A peer saw us at an address that we did not know of (RFC 8445 §7.2.5.3.1). */
  learn(address: SocketAddress, base: SocketAddress): void {
    if (this.#candidates.some((candidate) => sameSocketAddress(candidate.address, address))) return;
    const learnt = this.#candidates.filter(({ kind }) => kind === "prflx");
    if (learnt.length >= MAX_PEER_REFLEXIVE || !isUsableLocally(address)) return;
    this.#store(this.#rank("prflx", address, base, false));
  }

  remove(kind: CandidateKind, address: SocketAddress): LocalCandidate | undefined {
    const removed = this.#candidates.find(
      (candidate) => candidate.kind === kind && sameSocketAddress(candidate.address, address),
    );
    this.#candidates = this.#candidates.filter((candidate) => candidate !== removed);
    return removed;
  }

  /** The candidate that packets to this address reach us at: only sockets of ours and of our relays receive. */
  receiving(address: SocketAddress): LocalCandidate | undefined {
    return this.#candidates.find(
      ({ kind, address: other }) => (kind === "host" || kind === "relay") && sameSocketAddress(other, address),
    );
  }

  #rank(kind: CandidateKind, address: SocketAddress, base: SocketAddress, crossFamily: boolean): LocalCandidate {
    const version = ipVersion(address.ip);
    const before = this.#taken.get(rankKey(kind, version)) ?? 0;
    const preference = localPreference({ kind, version, before, crossFamily });
    const priority = candidatePriority(kind, preference);
    return {
      foundation: foundation(kind, base, priority),
      component: COMPONENT,
      protocol: "udp",
      priority,
      address,
      kind,
      base,
      ...(kind !== "host" && { related: hiddenRelated(address) }),
      ufrag: this.#ufrag,
      localPreference: preference,
    };
  }

  #store(candidate: LocalCandidate): void {
    const key = rankKey(candidate.kind, ipVersion(candidate.address.ip));
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
    this.#candidates.push(candidate);
  }
}

function rankKey(kind: CandidateKind, version: IpVersion): string {
  return `${kind}/${version}`;
}
