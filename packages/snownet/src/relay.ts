import { type SocketAddress, sameSocketAddress } from "@fz/ip";

/** The portal's id of a relay. */
export type RelayId = string;

/** `count` unpredictable bytes. */
export type Random = (count: number) => Uint8Array;

/** A TURN server as the portal hands it out: reachable over IPv4, IPv6 or both, with time-limited credentials. */
export interface RelayConfig {
  readonly id: RelayId;
  /** At most one per address family; only sockets on `RELAY_PORT` are of use. */
  readonly addresses: readonly SocketAddress[];
  readonly username: string;
  readonly password: string;
}

/** A datagram to be sent from one of the node's own sockets. */
export interface Transmit {
  /** Undefined: whichever address routing picks. */
  readonly source: SocketAddress | undefined;
  readonly destination: SocketAddress;
  readonly payload: Uint8Array;
  /** Codepoint for the outer header, 0 to 3. */
  readonly ecn: number;
}

/** Datagrams count as TURN only where they come from this port: anything else may be a peer. */
export const RELAY_PORT = 3478;

/** REALM of the relays' long-term credentials. */
export const REALM = "firezone";

/** The same server under the same credentials. */
export function sameRelay(a: RelayConfig, b: RelayConfig): boolean {
  return (
    a.username === b.username &&
    a.password === b.password &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((address) => b.addresses.some((other) => sameSocketAddress(address, other)))
  );
}
