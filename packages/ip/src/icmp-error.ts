// ICMP errors (RFC 792, RFC 4443 §3): made for packets that are denied, read, and put back through the DNS-resource NAT.
import { formatIp, IPV4_BYTES, IPV6_BYTES, type IpAddress, ipBytes } from "./address.ts";
import { ipPacket } from "./build.ts";
import { fillChecksums, readU16, writeU16 } from "./checksum.ts";
import { PacketView } from "./packet-view.ts";
import {
  ICMP_CODE_OFFSET,
  ICMP_ECHO_REQUEST,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_HEADER_BYTES,
  ICMP_ID_OFFSET,
  ICMP_UNREACHABLE,
  ICMPV6_ECHO_REQUEST,
  ICMPV6_PACKET_TOO_BIG,
  ICMPV6_UNREACHABLE,
  IPV4_DESTINATION_OFFSET,
  IPV4_FRAGMENT_OFFSET,
  IPV4_FRAGMENT_POSITION,
  IPV4_HEADER_BYTES,
  IPV4_SOURCE_OFFSET,
  IPV6_DESTINATION_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_SOURCE_OFFSET,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TUNNEL_MTU,
} from "./protocol.ts";
import { findTransport, transportOffset, transportProtocol } from "./transport.ts";

export type IcmpErrorKind = "prohibited" | "network_unreachable";

/** Codes of "destination unreachable" (type 3, for IPv6 type 1). */
const CODES = {
  prohibited: { 4: 13, 6: 1 },
  network_unreachable: { 4: 0, 6: 3 },
} as const;

/** TTL of every error that we make. */
const ERROR_HOP_LIMIT = 20;
/** IPv4 errors quote the header and this much of what follows. */
const IPV4_QUOTE_BYTES = 8;
/** An IPv6 error quotes as much as fits the minimum MTU. */
const IPV6_QUOTE_BYTES = TUNNEL_MTU - IPV6_HEADER_BYTES - ICMP_HEADER_BYTES;
/** How much of a quoted transport header must be there: ports, or type and identifier of an echo. RFC 792's minimum. */
const QUOTED_TRANSPORT_BYTES = 8;
/** The next-hop MTU of IPv4 (RFC 1191) is the lower half of the second word; that of IPv6 fills it. */
const IPV4_MTU_OFFSET = 6;
const IPV6_MTU_OFFSET = 4;

/** The packet that an ICMP error is about, as far as it was quoted. */
export interface QuotedPacket {
  /** PROTOCOL_TCP, _UDP, or _ICMP/_ICMPV6 for an echo request. */
  readonly protocol: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** For an echo request its identifier. */
  readonly sourcePort: number;
  /** For an echo request its identifier. */
  readonly destinationPort: number;
}

export interface IcmpError {
  readonly version: 4 | 6;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly type: number;
  readonly code: number;
  readonly quoted: QuotedPacket;
}

/**
 * The error that tells the sender of `packet` that it goes nowhere: it comes from the packet's destination, for its source.
 * @returns undefined where `packet` has no whole IP header
 */
export function icmpError(kind: IcmpErrorKind, packet: Uint8Array): Uint8Array | undefined {
  const version = packet.length > 0 ? packet[0] >> 4 : 0;
  if (version === 4) {
    const headerLength = (packet[0] & 15) * 4;
    if (headerLength < IPV4_HEADER_BYTES || headerLength > packet.length) return undefined;
    return buildError({
      source: formatIp(packet, IPV4_DESTINATION_OFFSET, IPV4_BYTES),
      destination: formatIp(packet, IPV4_SOURCE_OFFSET, IPV4_BYTES),
      protocol: PROTOCOL_ICMP,
      type: ICMP_UNREACHABLE,
      code: CODES[kind][4],
      quote: packet.subarray(0, headerLength + IPV4_QUOTE_BYTES),
    });
  }
  if (version !== 6 || packet.length < IPV6_HEADER_BYTES) return undefined;
  return buildError({
    source: formatIp(packet, IPV6_DESTINATION_OFFSET, IPV6_BYTES),
    destination: formatIp(packet, IPV6_SOURCE_OFFSET, IPV6_BYTES),
    protocol: PROTOCOL_ICMPV6,
    type: ICMPV6_UNREACHABLE,
    code: CODES[kind][6],
    quote: packet.subarray(0, IPV6_QUOTE_BYTES),
  });
}

/** Whether it says "administratively prohibited". */
export function isProhibition({ version, type, code }: IcmpError): boolean {
  return type === (version === 4 ? ICMP_UNREACHABLE : ICMPV6_UNREACHABLE) && code === CODES.prohibited[version];
}

/**
 * Reads an ICMP error about a TCP, UDP or echo-request packet: unreachable, time exceeded, packet too big.
 * @returns undefined for every other packet, also for errors whose quote is too short or of something else
 */
export function parseIcmpError(buf: Uint8Array, off = 0, len = buf.length - off): IcmpError | undefined {
  const view = new PacketView();
  if (!view.wrap(buf, off, len) || !view.isIcmpError) return undefined;
  const quoted = parseQuote(view);
  if (!quoted) return undefined;
  return {
    version: view.version,
    source: view.sourceIp(),
    destination: view.destinationIp(),
    type: view.icmpType,
    code: view.icmpCode,
    quoted,
  };
}

/** The inside of a NAT session, as an error about one of its packets has to show it. */
export interface InsideOfSession {
  /** The address that the client sends to. */
  readonly proxyIp: IpAddress;
  readonly clientIp: IpAddress;
  /** The client's port or echo identifier. */
  readonly clientPort: number;
}

/**
 * Makes the error that the client understands out of one from the network about a translated packet: it seems to come from
 * the proxy address and quotes what the client sent. The checksums inside the quote stay as they were, hence wrong.
 * @returns undefined where `packet` is no error that `parseIcmpError` reads, or the session is of the other family
 */
export function translateIcmpError(packet: Uint8Array, inside: InsideOfSession): Uint8Array | undefined {
  const view = new PacketView();
  const proxy = ipBytes(inside.proxyIp);
  if (!view.wrap(packet, 0, packet.length) || !view.isIcmpError || !parseQuote(view)) return undefined;
  if (proxy?.length !== view.addressLength || ipBytes(inside.clientIp)?.length !== view.addressLength) return undefined;
  const quote = view.payload().slice();
  const found = findTransport(quote, 0, quote.length);
  const transport = transportOffset(found);
  quote.set(proxy, view.version === 4 ? IPV4_DESTINATION_OFFSET : IPV6_DESTINATION_OFFSET);
  writeU16(quote, transport + quotedPortOffset(transportProtocol(found)), inside.clientPort);
  return buildError({
    source: inside.proxyIp,
    destination: inside.clientIp,
    protocol: view.protocol,
    type: view.icmpType,
    code: view.icmpCode,
    mtuField: mtuField(view),
    quote,
  });
}

interface ErrorParts {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  readonly type: number;
  readonly code: number;
  /** Bytes for the end of the second header word, which is zero otherwise. */
  readonly mtuField?: Uint8Array;
  readonly quote: Uint8Array;
}

function buildError(parts: ErrorParts): Uint8Array {
  const message = new Uint8Array(ICMP_HEADER_BYTES + parts.quote.length);
  message[0] = parts.type;
  message[ICMP_CODE_OFFSET] = parts.code;
  if (parts.mtuField) message.set(parts.mtuField, ICMP_HEADER_BYTES - parts.mtuField.length);
  message.set(parts.quote, ICMP_HEADER_BYTES);
  const packet = ipPacket({
    source: parts.source,
    destination: parts.destination,
    protocol: parts.protocol,
    payload: message,
    hopLimit: ERROR_HOP_LIMIT,
    dontFragment: false,
  });
  fillChecksums(packet, 0, packet.length);
  return packet;
}

function mtuField(view: PacketView): Uint8Array {
  const end = view.transportOffset + ICMP_HEADER_BYTES;
  let start = end;
  if (view.version === 6 && view.icmpType === ICMPV6_PACKET_TOO_BIG) start = view.transportOffset + IPV6_MTU_OFFSET;
  if (view.version === 4 && view.icmpType === ICMP_UNREACHABLE && view.icmpCode === ICMP_FRAGMENTATION_NEEDED) {
    start = view.transportOffset + IPV4_MTU_OFFSET;
  }
  return view.buf.subarray(start, end);
}

function parseQuote(error: PacketView): QuotedPacket | undefined {
  const { buf, payloadOffset: at, payloadLength: length, addressLength, version } = error;
  const found = length > 0 && buf[at] >> 4 === version ? findTransport(buf, at, length) : -1;
  if (found < 0 || transportOffset(found) + QUOTED_TRANSPORT_BYTES > length) return undefined;
  if (version === 4 && (readU16(buf, at + IPV4_FRAGMENT_OFFSET) & IPV4_FRAGMENT_POSITION) !== 0) return undefined;
  const protocol = transportProtocol(found);
  const transport = at + transportOffset(found);
  const isPorts = protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP;
  if (!isPorts && !isEchoRequest(version, protocol, buf[transport])) return undefined;
  const sourcePort = readU16(buf, transport + quotedPortOffset(protocol));
  return {
    protocol,
    source: formatIp(buf, at + (version === 4 ? IPV4_SOURCE_OFFSET : IPV6_SOURCE_OFFSET), addressLength),
    destination: formatIp(buf, at + (version === 4 ? IPV4_DESTINATION_OFFSET : IPV6_DESTINATION_OFFSET), addressLength),
    sourcePort,
    destinationPort: isPorts ? readU16(buf, transport + 2) : sourcePort,
  };
}

function isEchoRequest(version: number, protocol: number, type: number): boolean {
  return version === 4
    ? protocol === PROTOCOL_ICMP && type === ICMP_ECHO_REQUEST
    : protocol === PROTOCOL_ICMPV6 && type === ICMPV6_ECHO_REQUEST;
}

/** Where the source port, or the identifier of an echo, lies in the transport header. */
function quotedPortOffset(protocol: number): number {
  return protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP ? 0 : ICMP_ID_OFFSET;
}
