// Rewriting addresses and ports in place; checksums follow by RFC 1624, so that the payload is never read.
import { IPV4_BYTES, IPV6_BYTES, type IpAddress, ipBytes } from "./address.ts";
import { applyChange, changeOf16, changeOfBytes, foldSum, readU16, udpChecksum, writeU16 } from "./checksum.ts";
import {
  ICMP_CHECKSUM_OFFSET,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_ID_OFFSET,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  IPV4_CHECKSUM_OFFSET,
  IPV4_DESTINATION_OFFSET,
  IPV4_SOURCE_OFFSET,
  IPV6_DESTINATION_OFFSET,
  IPV6_SOURCE_OFFSET,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
} from "./protocol.ts";
import { checksumOffset, findTransport, transportOffset, transportProtocol } from "./transport.ts";

/** What one end of a packet becomes; what is absent stays. */
export interface EndpointChange {
  readonly ip?: IpAddress;
  /** TCP or UDP port; of an ICMP echo message the identifier. */
  readonly port?: number;
}

/** An address and port change with its bytes made ready, see `translation`. */
export interface Translation {
  readonly sourceIp: Uint8Array | undefined;
  readonly destinationIp: Uint8Array | undefined;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
  /** 4 or 16 where an address changes; 0 where only ports do, which fits both families. */
  readonly addressLength: number;
}

/** @throws RangeError where an address is none, or the two are of different families */
export function translation(change: { source?: EndpointChange; destination?: EndpointChange }): Translation {
  const sourceIp = bytesOf(change.source?.ip);
  const destinationIp = bytesOf(change.destination?.ip);
  const lengths = [sourceIp, destinationIp].flatMap((ip) => (ip ? [ip.length] : []));
  const addressLength = lengths[0] ?? 0;
  if (lengths.some((length) => length !== addressLength)) throw new RangeError("addresses of different families");
  return {
    sourceIp,
    destinationIp,
    sourcePort: change.source?.port,
    destinationPort: change.destination?.port,
    addressLength,
  };
}

/**
 * Rewrites the packet, which `PacketView.wrap` has accepted, in place and allocates nothing. A UDP checksum of zero stays zero.
 * @param partialChecksum the transport checksum field holds the pseudo-header's sum, not complemented, for the device to
 * complete (virtio NEEDS_CSUM): addresses change it, ports do not
 * @returns false, with nothing changed, where the packet is of the other family
 */
export function translate(
  buf: Uint8Array,
  off: number,
  len: number,
  t: Translation,
  partialChecksum: boolean,
): boolean {
  const isIpv4 = buf[off] >> 4 === 4;
  if (t.addressLength !== 0 && t.addressLength !== (isIpv4 ? IPV4_BYTES : IPV6_BYTES)) return false;
  const found = findTransport(buf, off, len);
  if (found < 0) return false;
  const transport = off + transportOffset(found);
  const protocol = transportProtocol(found);
  const addressChange =
    replaceAddress(buf, off + (isIpv4 ? IPV4_SOURCE_OFFSET : IPV6_SOURCE_OFFSET), t.sourceIp) +
    replaceAddress(buf, off + (isIpv4 ? IPV4_DESTINATION_OFFSET : IPV6_DESTINATION_OFFSET), t.destinationIp);
  if (isIpv4 && addressChange !== 0) {
    const at = off + IPV4_CHECKSUM_OFFSET;
    writeU16(buf, at, applyChange(readU16(buf, at), addressChange));
  }
  const portChange = replacePorts(buf, transport, protocol, t);
  const pseudoHeaderChange = protocol === PROTOCOL_ICMP ? 0 : addressChange;
  const field = checksumOffset(protocol);
  if (field < 0) return true;
  if (partialChecksum) {
    const at = transport + field;
    writeU16(buf, at, foldSum(readU16(buf, at) + pseudoHeaderChange));
  } else {
    updateChecksum(buf, transport + field, protocol, pseudoHeaderChange + portChange);
    if (protocol === PROTOCOL_ICMP) settleZeroSum(buf, transport, off + len);
  }
  return true;
}

function updateChecksum(buf: Uint8Array, at: number, protocol: number, change: number): void {
  if (change === 0) return;
  const before = readU16(buf, at);
  if (protocol === PROTOCOL_UDP) {
    if (before !== 0) writeU16(buf, at, udpChecksum(applyChange(before, change)));
  } else {
    writeU16(buf, at, applyChange(before, change));
  }
}

/**
 * One's complement has two zeros and an incremental update cannot tell which is meant (RFC 1624 §3). Only a message of
 * nothing but zeros sums to the one whose complement is all ones: an ICMP echo reply may be that, having no pseudo-header.
 */
function settleZeroSum(buf: Uint8Array, message: number, end: number): void {
  for (let i = message; i < end; i++) {
    if (buf[i] !== 0) return;
  }
  writeU16(buf, message + ICMP_CHECKSUM_OFFSET, 0xffff);
}

/** Gives what the replacement adds to a sum over the address. */
function replaceAddress(buf: Uint8Array, at: number, ip: Uint8Array | undefined): number {
  if (ip === undefined) return 0;
  const change = changeOfBytes(buf, at, ip);
  for (let i = 0; i < ip.length; i++) buf[at + i] = ip[i];
  return change;
}

function replacePorts(buf: Uint8Array, transport: number, protocol: number, t: Translation): number {
  switch (protocol) {
    case PROTOCOL_TCP:
    case PROTOCOL_UDP:
      return replaceU16(buf, transport, t.sourcePort) + replaceU16(buf, transport + 2, t.destinationPort);
    case PROTOCOL_ICMP:
    case PROTOCOL_ICMPV6:
      if (!isEcho(protocol, buf[transport])) return 0;
      return replaceU16(buf, transport + ICMP_ID_OFFSET, t.sourcePort ?? t.destinationPort);
    default:
      return 0;
  }
}

function isEcho(protocol: number, type: number): boolean {
  return protocol === PROTOCOL_ICMP
    ? type === ICMP_ECHO_REQUEST || type === ICMP_ECHO_REPLY
    : type === ICMPV6_ECHO_REQUEST || type === ICMPV6_ECHO_REPLY;
}

function replaceU16(buf: Uint8Array, at: number, value: number | undefined): number {
  if (value === undefined) return 0;
  const change = changeOf16(readU16(buf, at), value);
  writeU16(buf, at, value);
  return change;
}

function bytesOf(ip: IpAddress | undefined): Uint8Array | undefined {
  if (ip === undefined) return undefined;
  const bytes = ipBytes(ip);
  if (!bytes) throw new RangeError(`not an IP address: ${ip}`);
  return bytes;
}
