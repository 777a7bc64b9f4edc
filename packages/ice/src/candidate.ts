// Candidates and their priorities, RFC 8445 §5.1.2 and §6.1.2.3, with the local preferences that the peers in the
// field expect (each further candidate of a kind is worth less, IPv6 more than IPv4).

import { toHex, utf8 } from "@fz/bytes";
import { formatSocketAddress, type IpVersion, ipVersion, isMulticast, type SocketAddress } from "@fz/ip";

export type CandidateKind = "host" | "srflx" | "prflx" | "relay";
export type CandidateProtocol = "udp" | "tcp" | "ssltcp" | "tls";

export interface Candidate {
  /** Opaque to whoever receives it. */
  readonly foundation: string;
  readonly component: number;
  readonly protocol: CandidateProtocol;
  /** 32 bits; for a remote candidate whatever its sender said. */
  readonly priority: number;
  readonly address: SocketAddress;
  readonly kind: CandidateKind;
  /** Where packets are sent from; known of local candidates only. */
  readonly base?: SocketAddress;
  /** raddr and rport as signalled. Never a base: peers put zeros there. */
  readonly related?: SocketAddress;
  /** Of the sender. */
  readonly ufrag?: string;
}

/** One of ours. */
export interface LocalCandidate extends Candidate {
  readonly base: SocketAddress;
  readonly localPreference: number;
}

/** The only component: WireGuard and STUN share one socket. */
export const COMPONENT = 1;

const TYPE_PREFERENCE: Readonly<Record<CandidateKind, number>> = { host: 126, prflx: 110, srflx: 100, relay: 2 };
const LOCAL_PREFERENCE: Readonly<Record<CandidateKind, number>> = {
  host: 65535,
  prflx: 49151,
  srflx: 32767,
  relay: 16383,
};
const CROSS_FAMILY_PENALTY = 1000;
const UNSTAMPED_LOCAL_PREFERENCE = 65535;

interface PreferenceInput {
  readonly kind: CandidateKind;
  readonly version: IpVersion;
  /** How many of this kind and IP version came before. */
  readonly before: number;
  /** The relayed address is of another IP version than the socket that reaches the relay. */
  readonly crossFamily: boolean;
}

export function localPreference({ kind, version, before, crossFamily }: PreferenceInput): number {
  const penalty = (version === 4 ? 1 : 0) + 2 * before + (crossFamily ? CROSS_FAMILY_PENALTY : 0);
  return Math.max(0, LOCAL_PREFERENCE[kind] - penalty);
}

export function candidatePriority(kind: CandidateKind, preference: number): number {
  return TYPE_PREFERENCE[kind] * 2 ** 24 + preference * 2 ** 8 + (256 - COMPONENT);
}

/** Of a candidate that no agent has ranked among others: one that we only guess to exist. */
export function unstampedPriority(kind: CandidateKind, version: IpVersion): number {
  return candidatePriority(kind, UNSTAMPED_LOCAL_PREFERENCE - (version === 4 ? 1 : 0));
}

/** RFC 8445 §6.1.2.3. `controlling`: priority of the controlling side's candidate. */
export function pairPriority(controlling: number, controlled: number): bigint {
  const low = BigInt(Math.min(controlling, controlled));
  const high = BigInt(Math.max(controlling, controlled));
  return (low << 32n) + 2n * high + (controlling > controlled ? 1n : 0n);
}

/**
 * Hex: the priority with its bytes swapped, then a hash of kind and base. RFC 8445 §5.1.1.3 groups candidates by it for
 * the sake of freezing; since no peer freezes checks, it only has to tell candidates apart.
 */
export function foundation(kind: CandidateKind, base: SocketAddress, priority: number): string {
  const swapped = Uint8Array.of(priority, priority >>> 8, priority >>> 16, priority >>> 24);
  return toHex(swapped) + fnv1a64(utf8(`${kind} ${formatSocketAddress(base)}`)).toString(16);
}

/** Whether a candidate with this address can be of use to a peer. Loopback and IPv6 link-local addresses can. */
export function isUsableLocally({ ip }: SocketAddress): boolean {
  return !isUnspecified(ip) && !isMulticast(ip) && ip !== IPV4_BROADCAST && !ip.startsWith(IPV4_LINK_LOCAL);
}

/** Whether sending there can possibly succeed. A remote candidate that fails is kept, but never checked. */
export function isReachable({ ip, port }: SocketAddress): boolean {
  return port !== 0 && !isUnspecified(ip) && !isMulticast(ip) && ip !== IPV4_BROADCAST;
}

/** The raddr that hides where we really are. */
export function hiddenRelated(address: SocketAddress): SocketAddress {
  return { ip: ipVersion(address.ip) === 4 ? "0.0.0.0" : "::", port: 0 };
}

const IPV4_BROADCAST = "255.255.255.255";
const IPV4_LINK_LOCAL = "169.254.";

function isUnspecified(ip: string): boolean {
  return ip === "0.0.0.0" || ip === "::";
}

const FNV_OFFSET_BASIS = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

function fnv1a64(bytes: Uint8Array): bigint {
  let hash = FNV_OFFSET_BASIS;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return hash;
}
