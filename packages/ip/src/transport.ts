import {
  ICMP_CHECKSUM_OFFSET,
  IPV4_HEADER_BYTES,
  IPV4_PROTOCOL_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_NEXT_HEADER_OFFSET,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_CHECKSUM_OFFSET,
  UDP_CHECKSUM_OFFSET,
} from "./protocol.ts";

// IPv6 extension headers (RFC 8200 §4, RFC 7045). All but the fragment header start with their successor's number and
// their own length in units of 8 bytes beyond the first 8.
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;
const HOST_IDENTITY = 139;
const SHIM6 = 140;
const EXPERIMENT_1 = 253;
const EXPERIMENT_2 = 254;
const EXTENSION_UNIT_BYTES = 8;
const FRAGMENT_INFO_OFFSET = 2;
/** Fragment offset and M flag: all zero in an atomic fragment (RFC 6946). */
const FRAGMENT_INFO_MASK = 0xfff9;
const PROTOCOL_BITS = 8;

const TRANSPORT_MALFORMED = -1;
/** What `findTransport` gives for an IPv6 fragment that is not atomic. */
export const TRANSPORT_FRAGMENT = -2;

/**
 * Finds the transport header of the IP packet in `buf[off, off + len)`, past IPv4 options or IPv6 extension headers.
 * Reads nothing outside those bytes and allocates nothing.
 * @returns a pair packed into one number, see `transportOffset` and `transportProtocol`; negative where
 * there is no transport header to point at.
 */
export function findTransport(buf: Uint8Array, off: number, len: number): number {
  const version = len > 0 ? buf[off] >> 4 : 0;
  if (version === 4) {
    const header = (buf[off] & 15) * 4;
    if (header < IPV4_HEADER_BYTES || header > len) return TRANSPORT_MALFORMED;
    return (header << PROTOCOL_BITS) | buf[off + IPV4_PROTOCOL_OFFSET];
  }
  return version === 6 && len >= IPV6_HEADER_BYTES ? walkExtensions(buf, off, len) : TRANSPORT_MALFORMED;
}

/** Offset of the transport header from the start of the packet, in bytes. */
export function transportOffset(found: number): number {
  return found >> PROTOCOL_BITS;
}

export function transportProtocol(found: number): number {
  return found & 0xff;
}

/** Where the checksum field lies in the transport header, or -1 where the protocol has none that we know. */
export function checksumOffset(protocol: number): number {
  switch (protocol) {
    case PROTOCOL_TCP:
      return TCP_CHECKSUM_OFFSET;
    case PROTOCOL_UDP:
      return UDP_CHECKSUM_OFFSET;
    case PROTOCOL_ICMP:
    case PROTOCOL_ICMPV6:
      return ICMP_CHECKSUM_OFFSET;
    default:
      return -1;
  }
}

function walkExtensions(buf: Uint8Array, off: number, len: number): number {
  let next = buf[off + IPV6_NEXT_HEADER_OFFSET];
  let at = IPV6_HEADER_BYTES;
  while (isExtension(next)) {
    if (at + EXTENSION_UNIT_BYTES > len) return TRANSPORT_MALFORMED;
    const header = off + at;
    if (next === FRAGMENT) {
      const info = (buf[header + FRAGMENT_INFO_OFFSET] << 8) | buf[header + FRAGMENT_INFO_OFFSET + 1];
      if ((info & FRAGMENT_INFO_MASK) !== 0) return TRANSPORT_FRAGMENT;
      at += EXTENSION_UNIT_BYTES;
    } else {
      at += (buf[header + 1] + 1) * EXTENSION_UNIT_BYTES;
      if (at > len) return TRANSPORT_MALFORMED;
    }
    next = buf[header];
  }
  return (at << PROTOCOL_BITS) | next;
}

function isExtension(header: number): boolean {
  switch (header) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case DESTINATION_OPTIONS:
    case MOBILITY:
    case HOST_IDENTITY:
    case SHIM6:
    case EXPERIMENT_1:
    case EXPERIMENT_2:
      return true;
    default:
      return false;
  }
}
