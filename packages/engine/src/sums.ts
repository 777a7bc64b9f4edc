// One's complement sums (RFC 1071) in the arena's little-endian word order, so that the SIMD kernel's result is stored as it is.
import { IPV4_BYTES, IPV4_HEADER_BYTES, IPV4_SOURCE_OFFSET, IPV6_BYTES, IPV6_SOURCE_OFFSET } from "@fz/ip";
import type { Arena } from "@fz/native";

/** The value that a range sums to when the checksum in it is right. */
export const SUM_OF_INTACT = 0xffff;

/** A 16-bit number in network order as such a sum sees it. */
export function swap16(value: number): number {
  return ((value & 0xff) << 8) | ((value >> 8) & 0xff);
}

export function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/** Addresses and protocol of the pseudo-header of the packet at `offset`; `swap16` of the transport length is to be added. */
export function addressSum(arena: Arena, offset: number, protocol: number): number {
  return arena.u8[offset] >> 4 === 4
    ? arena.checksum(offset + IPV4_SOURCE_OFFSET, 2 * IPV4_BYTES, swap16(protocol))
    : arena.checksum(offset + IPV6_SOURCE_OFFSET, 2 * IPV6_BYTES, swap16(protocol));
}

/** Whether an IPv4 header without options is undamaged. */
export function ipv4HeaderIsIntact(arena: Arena, offset: number): boolean {
  return arena.checksum(offset, IPV4_HEADER_BYTES, 0) === SUM_OF_INTACT;
}
