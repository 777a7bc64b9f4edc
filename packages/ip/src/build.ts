// Whole packets for answers that we make ourselves, and for tests. Per-packet paths do not come here.
import { IPV4_BYTES, type IpAddress, ipBytes, type SocketAddress } from "./address.ts";
import { fillChecksums, fillIpv4Checksum, writeU16 } from "./checksum.ts";
import {
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_HEADER_BYTES,
  ICMP_ID_OFFSET,
  ICMP_SEQUENCE_OFFSET,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  IPV4_DESTINATION_OFFSET,
  IPV4_DONT_FRAGMENT,
  IPV4_FRAGMENT_OFFSET,
  IPV4_HEADER_BYTES,
  IPV4_PROTOCOL_OFFSET,
  IPV4_SOURCE_OFFSET,
  IPV4_TOS_OFFSET,
  IPV4_TOTAL_LENGTH_OFFSET,
  IPV4_TTL_OFFSET,
  IPV6_DESTINATION_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_HOP_LIMIT_OFFSET,
  IPV6_NEXT_HEADER_OFFSET,
  IPV6_PAYLOAD_LENGTH_OFFSET,
  IPV6_SOURCE_OFFSET,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_ACK,
  TCP_ACKNOWLEDGEMENT_OFFSET,
  TCP_DATA_OFFSET,
  TCP_FLAGS_OFFSET,
  TCP_HEADER_BYTES,
  TCP_SEQUENCE_OFFSET,
  TCP_WINDOW_OFFSET,
  UDP_HEADER_BYTES,
  UDP_LENGTH_OFFSET,
} from "./protocol.ts";

const DEFAULT_HOP_LIMIT = 64;
const DEFAULT_WINDOW = 0xffff;
const NOTHING = new Uint8Array(0);

/** Fields of the IP header; all optional. */
export interface IpHeaderOptions {
  /** TTL of IPv4. Default 64. */
  readonly hopLimit?: number;
  /** DSCP and ECN: TOS of IPv4. Default 0. */
  readonly trafficClass?: number;
  /** DF of IPv4, which goes with the identification of 0 that we send (RFC 6864). Default true. */
  readonly dontFragment?: boolean;
}

export interface IpPacket extends IpHeaderOptions {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  readonly payload: Uint8Array;
}

export interface UdpPacket extends IpHeaderOptions {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly payload: Uint8Array;
}

export interface TcpPacket extends IpHeaderOptions {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  /** TCP_SYN, TCP_ACK …, or-ed. Default TCP_ACK. */
  readonly flags?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly window?: number;
  /** Padded with zeros to a multiple of 4 bytes; at most 40. */
  readonly options?: Uint8Array;
  readonly payload?: Uint8Array;
}

export interface IcmpEcho extends IpHeaderOptions {
  readonly kind: "request" | "reply";
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly id: number;
  readonly sequence?: number;
  readonly payload?: Uint8Array;
}

/** An IP packet without options around any payload. Checksums inside the payload are the caller's. @throws RangeError for mixed families */
export function ipPacket(packet: IpPacket): Uint8Array {
  const source = ipBytes(packet.source);
  const destination = ipBytes(packet.destination);
  if (!source || !destination || source.length !== destination.length) {
    throw new RangeError(`no packet goes from ${packet.source} to ${packet.destination}`);
  }
  return source.length === IPV4_BYTES
    ? ipv4Packet(packet, source, destination)
    : ipv6Packet(packet, source, destination);
}

export function udpPacket(packet: UdpPacket): Uint8Array {
  const segment = new Uint8Array(UDP_HEADER_BYTES + packet.payload.length);
  writePorts(segment, packet.source, packet.destination);
  writeU16(segment, UDP_LENGTH_OFFSET, segment.length);
  segment.set(packet.payload, UDP_HEADER_BYTES);
  return finish(packet, packet.source.ip, packet.destination.ip, PROTOCOL_UDP, segment);
}

export function tcpPacket(packet: TcpPacket): Uint8Array {
  const options = packet.options ?? NOTHING;
  const payload = packet.payload ?? NOTHING;
  const headerLength = TCP_HEADER_BYTES + Math.ceil(options.length / 4) * 4;
  const segment = new Uint8Array(headerLength + payload.length);
  writePorts(segment, packet.source, packet.destination);
  writeU32(segment, TCP_SEQUENCE_OFFSET, packet.sequence ?? 0);
  writeU32(segment, TCP_ACKNOWLEDGEMENT_OFFSET, packet.acknowledgement ?? 0);
  segment[TCP_DATA_OFFSET] = (headerLength / 4) << 4;
  segment[TCP_FLAGS_OFFSET] = packet.flags ?? TCP_ACK;
  writeU16(segment, TCP_WINDOW_OFFSET, packet.window ?? DEFAULT_WINDOW);
  segment.set(options, TCP_HEADER_BYTES);
  segment.set(payload, headerLength);
  return finish(packet, packet.source.ip, packet.destination.ip, PROTOCOL_TCP, segment);
}

/** ICMP or ICMPv6, by the addresses' family. */
export function icmpEcho(packet: IcmpEcho): Uint8Array {
  const isIpv6 = packet.source.includes(":");
  const payload = packet.payload ?? NOTHING;
  const message = new Uint8Array(ICMP_HEADER_BYTES + payload.length);
  if (packet.kind === "request") message[0] = isIpv6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO_REQUEST;
  else message[0] = isIpv6 ? ICMPV6_ECHO_REPLY : ICMP_ECHO_REPLY;
  writeU16(message, ICMP_ID_OFFSET, packet.id);
  writeU16(message, ICMP_SEQUENCE_OFFSET, packet.sequence ?? 0);
  message.set(payload, ICMP_HEADER_BYTES);
  return finish(packet, packet.source, packet.destination, isIpv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP, message);
}

function finish(
  options: IpHeaderOptions,
  source: IpAddress,
  destination: IpAddress,
  protocol: number,
  payload: Uint8Array,
): Uint8Array {
  const { hopLimit = DEFAULT_HOP_LIMIT, trafficClass = 0, dontFragment = true } = options;
  const packet = ipPacket({ source, destination, protocol, payload, hopLimit, trafficClass, dontFragment });
  fillChecksums(packet, 0, packet.length);
  return packet;
}

function ipv4Packet(from: IpPacket, source: Uint8Array, destination: Uint8Array): Uint8Array {
  const packet = new Uint8Array(IPV4_HEADER_BYTES + from.payload.length);
  packet[0] = (4 << 4) | (IPV4_HEADER_BYTES / 4);
  packet[IPV4_TOS_OFFSET] = from.trafficClass ?? 0;
  writeU16(packet, IPV4_TOTAL_LENGTH_OFFSET, packet.length);
  writeU16(packet, IPV4_FRAGMENT_OFFSET, (from.dontFragment ?? true) ? IPV4_DONT_FRAGMENT : 0);
  packet[IPV4_TTL_OFFSET] = from.hopLimit ?? DEFAULT_HOP_LIMIT;
  packet[IPV4_PROTOCOL_OFFSET] = from.protocol;
  packet.set(source, IPV4_SOURCE_OFFSET);
  packet.set(destination, IPV4_DESTINATION_OFFSET);
  packet.set(from.payload, IPV4_HEADER_BYTES);
  fillIpv4Checksum(packet, 0, IPV4_HEADER_BYTES);
  return packet;
}

function ipv6Packet(from: IpPacket, source: Uint8Array, destination: Uint8Array): Uint8Array {
  const packet = new Uint8Array(IPV6_HEADER_BYTES + from.payload.length);
  const trafficClass = from.trafficClass ?? 0;
  packet[0] = (6 << 4) | (trafficClass >> 4);
  packet[1] = trafficClass << 4;
  writeU16(packet, IPV6_PAYLOAD_LENGTH_OFFSET, from.payload.length);
  packet[IPV6_NEXT_HEADER_OFFSET] = from.protocol;
  packet[IPV6_HOP_LIMIT_OFFSET] = from.hopLimit ?? DEFAULT_HOP_LIMIT;
  packet.set(source, IPV6_SOURCE_OFFSET);
  packet.set(destination, IPV6_DESTINATION_OFFSET);
  packet.set(from.payload, IPV6_HEADER_BYTES);
  return packet;
}

function writePorts(segment: Uint8Array, source: SocketAddress, destination: SocketAddress): void {
  writeU16(segment, 0, source.port);
  writeU16(segment, 2, destination.port);
}

function writeU32(buf: Uint8Array, off: number, value: number): void {
  writeU16(buf, off, value >>> 16);
  writeU16(buf, off + 2, value & 0xffff);
}
