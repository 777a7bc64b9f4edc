// The Internet checksum (RFC 1071) and its incremental update (RFC 1624). A "sum" is the one's-complement sum, which may
// still carry above 16 bits until `foldSum`; a "checksum" is the 16-bit complement that a header holds.

import { IPV4_BYTES, IPV6_BYTES } from "./address.ts";
import {
  IPV4_CHECKSUM_OFFSET,
  IPV4_SOURCE_OFFSET,
  IPV6_SOURCE_OFFSET,
  PROTOCOL_ICMP,
  PROTOCOL_UDP,
} from "./protocol.ts";
import { checksumOffset, findTransport, transportOffset, transportProtocol } from "./transport.ts";

/** One's-complement sum of 16-bit big-endian words, `seed` included; an odd last byte counts as if a zero followed. At most 64 KiB. */
export function internetSum(buf: Uint8Array, off: number, len: number, seed = 0): number {
  let sum = seed;
  const end = off + (len & ~1);
  for (let i = off; i < end; i += 2) sum += (buf[i] << 8) | buf[i + 1];
  if ((len & 1) !== 0) sum += buf[end] << 8;
  return foldSum(sum);
}

export function internetChecksum(buf: Uint8Array, off: number, len: number, seed = 0): number {
  return ~internetSum(buf, off, len, seed) & 0xffff;
}

/** Brings the carries of a sum below 2³² back into 16 bits. */
export function foldSum(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  const twice = (once & 0xffff) + (once >>> 16);
  return (twice & 0xffff) + (twice >>> 16);
}

/** Sum of the pseudo-header that TCP, UDP and ICMPv6 checksums cover (RFC 9293 §3.1, RFC 8200 §8.1) of the packet at `off`. */
export function pseudoHeaderSum(buf: Uint8Array, off: number, protocol: number, transportLength: number): number {
  const seed = protocol + (transportLength & 0xffff) + (transportLength >>> 16);
  return buf[off] >> 4 === 4
    ? internetSum(buf, off + IPV4_SOURCE_OFFSET, 2 * IPV4_BYTES, seed)
    : internetSum(buf, off + IPV6_SOURCE_OFFSET, 2 * IPV6_BYTES, seed);
}

/** RFC 1624, equation 3: the checksum after a covered 16-bit word changed from `before` to `after`. */
export function update16(checksum: number, before: number, after: number): number {
  return applyChange(checksum, changeOf16(before, after));
}

/** What replacing one covered word adds to the sum; such changes may be added up (at most 64 Ki of them) and applied at once. */
export function changeOf16(before: number, after: number): number {
  return (~before & 0xffff) + after;
}

/** As `changeOf16`, for `length` (even) bytes at `off` that `after` will replace. */
export function changeOfBytes(buf: Uint8Array, off: number, after: Uint8Array): number {
  let change = 0;
  for (let i = 0; i < after.length; i += 2) {
    change += changeOf16((buf[off + i] << 8) | buf[off + i + 1], (after[i] << 8) | after[i + 1]);
  }
  return change;
}

/** The checksum after changes that add up to `change`. */
export function applyChange(checksum: number, change: number): number {
  return ~foldSum((~checksum & 0xffff) + change) & 0xffff;
}

/** Computes all checksums of the packet anew: the IPv4 header's and that of TCP, UDP or ICMP. Others are left alone. */
export function fillChecksums(buf: Uint8Array, off: number, len: number): void {
  const found = findTransport(buf, off, len);
  if (found < 0) return;
  if (buf[off] >> 4 === 4) fillIpv4Checksum(buf, off, transportOffset(found));
  const protocol = transportProtocol(found);
  const transport = off + transportOffset(found);
  const transportLength = len - transportOffset(found);
  const field = checksumOffset(protocol);
  if (field < 0 || field + 2 > transportLength) return;
  writeU16(buf, transport + field, 0);
  const seed = protocol === PROTOCOL_ICMP ? 0 : pseudoHeaderSum(buf, off, protocol, transportLength);
  const checksum = internetChecksum(buf, transport, transportLength, seed);
  writeU16(buf, transport + field, protocol === PROTOCOL_UDP ? udpChecksum(checksum) : checksum);
}

export function fillIpv4Checksum(buf: Uint8Array, off: number, headerLength: number): void {
  writeU16(buf, off + IPV4_CHECKSUM_OFFSET, 0);
  writeU16(buf, off + IPV4_CHECKSUM_OFFSET, internetChecksum(buf, off, headerLength));
}

/** Whether the transport checksum holds. True for protocols that have none and for UDP that was sent without. */
export function verifyTransportChecksum(buf: Uint8Array, off: number, len: number): boolean {
  const found = findTransport(buf, off, len);
  if (found < 0) return false;
  const protocol = transportProtocol(found);
  const transport = off + transportOffset(found);
  const transportLength = len - transportOffset(found);
  const field = checksumOffset(protocol);
  if (field < 0) return true;
  if (field + 2 > transportLength) return false;
  if (protocol === PROTOCOL_UDP && readU16(buf, transport + field) === 0) return true;
  const seed = protocol === PROTOCOL_ICMP ? 0 : pseudoHeaderSum(buf, off, protocol, transportLength);
  return internetSum(buf, transport, transportLength, seed) === 0xffff;
}

/** UDP says "no checksum" with zero, so a checksum that comes out as zero is sent as all ones (RFC 768). */
export function udpChecksum(checksum: number): number {
  return checksum === 0 ? 0xffff : checksum;
}

export function readU16(buf: Uint8Array, off: number): number {
  return (buf[off] << 8) | buf[off + 1];
}

export function writeU16(buf: Uint8Array, off: number, value: number): void {
  buf[off] = value >>> 8;
  buf[off + 1] = value;
}
