import { formatIp, IPV4_BYTES, IPV6_BYTES, type IpAddress } from "./address.ts";
import { readU16 } from "./checksum.ts";
import {
  ICMP_CODE_OFFSET,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_HEADER_BYTES,
  ICMP_ID_OFFSET,
  ICMP_TIME_EXCEEDED,
  ICMP_UNREACHABLE,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  ICMPV6_PACKET_TOO_BIG,
  ICMPV6_TIME_EXCEEDED,
  ICMPV6_UNREACHABLE,
  IPV4_DESTINATION_OFFSET,
  IPV4_FRAGMENT_OFFSET,
  IPV4_HEADER_BYTES,
  IPV4_IS_FRAGMENT,
  IPV4_SOURCE_OFFSET,
  IPV4_TOTAL_LENGTH_OFFSET,
  IPV6_DESTINATION_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_PAYLOAD_LENGTH_OFFSET,
  IPV6_SOURCE_OFFSET,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_DATA_OFFSET,
  TCP_FLAGS_OFFSET,
  TCP_HEADER_BYTES,
  TUNNEL_MTU,
  UDP_HEADER_BYTES,
  UDP_LENGTH_OFFSET,
} from "./protocol.ts";
import { findTransport, TRANSPORT_FRAGMENT, transportOffset, transportProtocol } from "./transport.ts";

/** Why a packet may not travel through the tunnel; fit for a counter's label. */
export type PacketFault =
  | "outside_buffer"
  | "too_long"
  | "version"
  | "header"
  | "length"
  | "fragment"
  | "udp"
  | "tcp"
  | "icmp"
  | "icmp_family";

/** Why the packet is not acceptable to the tunnel, or undefined where it is. The rules are `PacketView.wrap`'s. */
export function checkPacket(buf: Uint8Array, off: number, len: number, superPacket = false): PacketFault | undefined {
  const view = new PacketView();
  return view.wrap(buf, off, len, superPacket) ? undefined : view.fault;
}

/** A reusable cursor over one IP packet inside a larger buffer. Its fields hold after a `wrap` that gave true, until the next. */
export class PacketView {
  buf: Uint8Array = new Uint8Array(0);
  /** Where the packet starts in `buf`. */
  offset = 0;
  totalLength = 0;
  version: 4 | 6 = 4;
  /** The IP header's bytes, options and extension headers included. */
  headerLength = 0;
  /** Where the transport header starts in `buf`. */
  transportOffset = 0;
  protocol = 0;
  sourceOffset = 0;
  destinationOffset = 0;
  addressLength: number = IPV4_BYTES;
  /** TCP or UDP port, or the identifier of an ICMP echo message; -1 for everything else. */
  sourcePort = -1;
  /** As `sourcePort`; both are the identifier for an echo message. */
  destinationPort = -1;
  /** The flag byte of TCP; 0 for other protocols. */
  tcpFlags = 0;
  /** -1 unless ICMP or ICMPv6. */
  icmpType = -1;
  icmpCode = -1;
  /** Why the last `wrap` gave false. */
  fault: PacketFault | undefined = undefined;

  /**
   * Points the view at the packet in `buf[off, off + len)`. False where the tunnel does not accept it: fragments, lengths
   * that disagree, a cut transport header, ICMP in the wrong family, more than TUNNEL_MTU bytes. Checksums are not
   * looked at. Never reads outside those bytes, allocates nothing.
   * @param superPacket the packet is a segmentation-offload one whose length fields are right but that may exceed the MTU
   */
  wrap(buf: Uint8Array, off: number, len: number, superPacket = false): boolean {
    this.fault = this.#parse(buf, off, len, superPacket);
    return this.fault === undefined;
  }

  sourceIp(): IpAddress {
    return formatIp(this.buf, this.sourceOffset, this.addressLength);
  }

  destinationIp(): IpAddress {
    return formatIp(this.buf, this.destinationOffset, this.addressLength);
  }

  /** 224.0.0.0/4 or ff00::/8. */
  get hasMulticastDestination(): boolean {
    const first = this.buf[this.destinationOffset];
    return this.version === 4 ? first >> 4 === 14 : first === 0xff;
  }

  /** RFC 3168: 0 Not-ECT, 1 ECT(1), 2 ECT(0), 3 CE. */
  get ecn(): number {
    const second = this.buf[this.offset + 1];
    return this.version === 4 ? second & 3 : (second >> 4) & 3;
  }

  /** Whether there are ports or an echo identifier to tell flows by. */
  get hasPorts(): boolean {
    return this.sourcePort >= 0;
  }

  get isIcmpEchoRequest(): boolean {
    return this.icmpType === (this.version === 4 ? ICMP_ECHO_REQUEST : ICMPV6_ECHO_REQUEST);
  }

  get isIcmpEchoReply(): boolean {
    return this.icmpType === (this.version === 4 ? ICMP_ECHO_REPLY : ICMPV6_ECHO_REPLY);
  }

  /** Unreachable, time exceeded or packet too big, by type; whether the quote makes sense is `parseIcmpError`'s to say. */
  get isIcmpError(): boolean {
    return isIcmpErrorType(this.version, this.icmpType, this.icmpCode);
  }

  /** Where the transport's payload starts in `buf`; for a protocol we do not know, where the transport starts. */
  get payloadOffset(): number {
    switch (this.protocol) {
      case PROTOCOL_UDP:
        return this.transportOffset + UDP_HEADER_BYTES;
      case PROTOCOL_TCP:
        return this.transportOffset + (this.buf[this.transportOffset + TCP_DATA_OFFSET] >> 4) * 4;
      case PROTOCOL_ICMP:
      case PROTOCOL_ICMPV6:
        return this.transportOffset + ICMP_HEADER_BYTES;
      default:
        return this.transportOffset;
    }
  }

  get payloadLength(): number {
    return this.offset + this.totalLength - this.payloadOffset;
  }

  /** The transport's payload, as a view. */
  payload(): Uint8Array {
    return this.buf.subarray(this.payloadOffset, this.offset + this.totalLength);
  }

  /** The whole packet as a view that shares `buf`'s memory. */
  bytes(): Uint8Array {
    return this.buf.subarray(this.offset, this.offset + this.totalLength);
  }

  #parse(buf: Uint8Array, off: number, len: number, superPacket: boolean): PacketFault | undefined {
    if (off < 0 || len < 0 || off + len > buf.length) return "outside_buffer";
    if (len > TUNNEL_MTU && !superPacket) return "too_long";
    const version = len > 0 ? buf[off] >> 4 : 0;
    const faultOfHeader =
      version === 4 ? checkIpv4(buf, off, len) : version === 6 ? checkIpv6(buf, off, len) : "version";
    if (faultOfHeader !== undefined) return faultOfHeader;
    const found = findTransport(buf, off, len);
    if (found < 0) return found === TRANSPORT_FRAGMENT ? "fragment" : "header";
    const isIpv4 = version === 4;
    this.buf = buf;
    this.offset = off;
    this.totalLength = len;
    this.version = isIpv4 ? 4 : 6;
    this.addressLength = isIpv4 ? IPV4_BYTES : IPV6_BYTES;
    this.sourceOffset = off + (isIpv4 ? IPV4_SOURCE_OFFSET : IPV6_SOURCE_OFFSET);
    this.destinationOffset = off + (isIpv4 ? IPV4_DESTINATION_OFFSET : IPV6_DESTINATION_OFFSET);
    this.headerLength = transportOffset(found);
    this.transportOffset = off + this.headerLength;
    this.protocol = transportProtocol(found);
    return this.#parseTransport(len - this.headerLength);
  }

  #parseTransport(length: number): PacketFault | undefined {
    const { buf, transportOffset: at } = this;
    this.tcpFlags = 0;
    this.icmpType = -1;
    this.icmpCode = -1;
    this.sourcePort = -1;
    this.destinationPort = -1;
    switch (this.protocol) {
      case PROTOCOL_TCP: {
        if (length < TCP_HEADER_BYTES) return "tcp";
        const header = (buf[at + TCP_DATA_OFFSET] >> 4) * 4;
        if (header < TCP_HEADER_BYTES || header > length) return "tcp";
        this.tcpFlags = buf[at + TCP_FLAGS_OFFSET];
        break;
      }
      case PROTOCOL_UDP:
        if (length < UDP_HEADER_BYTES || readU16(buf, at + UDP_LENGTH_OFFSET) !== length) return "udp";
        break;
      case PROTOCOL_ICMP:
      case PROTOCOL_ICMPV6:
        return this.#parseIcmp(length);
      default:
        return undefined;
    }
    this.sourcePort = readU16(buf, at);
    this.destinationPort = readU16(buf, at + 2);
    return undefined;
  }

  #parseIcmp(length: number): PacketFault | undefined {
    if ((this.protocol === PROTOCOL_ICMP) !== (this.version === 4)) return "icmp_family";
    if (length < ICMP_HEADER_BYTES) return "icmp";
    this.icmpType = this.buf[this.transportOffset];
    this.icmpCode = this.buf[this.transportOffset + ICMP_CODE_OFFSET];
    if (this.isIcmpEchoRequest || this.isIcmpEchoReply) {
      this.sourcePort = readU16(this.buf, this.transportOffset + ICMP_ID_OFFSET);
      this.destinationPort = this.sourcePort;
    }
    return undefined;
  }
}

/** The ICMP errors that the tunnel carries: unreachable, time exceeded, and for IPv6 packet too big. */
function isIcmpErrorType(version: number, type: number, code: number): boolean {
  if (version === 4) return type === ICMP_UNREACHABLE || type === ICMP_TIME_EXCEEDED;
  return type === ICMPV6_UNREACHABLE || type === ICMPV6_TIME_EXCEEDED || (type === ICMPV6_PACKET_TOO_BIG && code === 0);
}

function checkIpv4(buf: Uint8Array, off: number, len: number): PacketFault | undefined {
  if (len < IPV4_HEADER_BYTES) return "header";
  if (readU16(buf, off + IPV4_TOTAL_LENGTH_OFFSET) !== len) return "length";
  if ((readU16(buf, off + IPV4_FRAGMENT_OFFSET) & IPV4_IS_FRAGMENT) !== 0) return "fragment";
  return undefined;
}

function checkIpv6(buf: Uint8Array, off: number, len: number): PacketFault | undefined {
  if (len < IPV6_HEADER_BYTES) return "header";
  if (readU16(buf, off + IPV6_PAYLOAD_LENGTH_OFFSET) + IPV6_HEADER_BYTES !== len) return "length";
  return undefined;
}
