import { ipVersion, type SocketAddress } from "@fz/ip";

/** A UDP datagram on its way. */
export interface Datagram {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly payload: Uint8Array;
  /** RFC 3168 codepoint, 0 to 3. */
  readonly ecn: number;
}

/** A datagram that a process hands to its host. */
export interface OutgoingDatagram {
  /** Undefined: the host picks its address, the port is the process's. */
  readonly source: SocketAddress | undefined;
  readonly destination: SocketAddress;
  readonly payload: Uint8Array;
  readonly ecn: number;
}

const UDP_HEADER = 8;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;

/** Bytes of the whole IP packet. */
export function packetLength({ destination, payload }: Datagram): number {
  return payload.length + UDP_HEADER + (ipVersion(destination.ip) === 4 ? IPV4_HEADER : IPV6_HEADER);
}
