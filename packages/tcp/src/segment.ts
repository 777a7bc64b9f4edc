// TCP segments in IP packets: RFC 9293 §3.1. Of the options only the maximum segment size is read and sent; window
// scaling, timestamps and SACK are not negotiated, so none of them is ever in use.

import {
  IPV4_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  type IpAddress,
  ipVersion,
  PacketView,
  PROTOCOL_TCP,
  readU16,
  type SocketAddress,
  TCP_ACK,
  TCP_ACKNOWLEDGEMENT_OFFSET,
  TCP_DATA_OFFSET,
  TCP_FIN,
  TCP_HEADER_BYTES,
  TCP_RST,
  TCP_SEQUENCE_OFFSET,
  TCP_SYN,
  TCP_WINDOW_OFFSET,
  tcpPacket,
  verifyTransportChecksum,
} from "@fz/ip";

const OPTION_END = 0;
const OPTION_NO_OPERATION = 1;
const OPTION_MSS = 2;
const OPTION_MSS_BYTES = 4;

export interface Segment {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly window: number;
  /** Largest payload that the sender of a SYN takes. */
  readonly maximumSegmentSize?: number | undefined;
  readonly payload: Uint8Array;
}

/** What takes sequence numbers: the payload, SYN and FIN. */
export function sequenceLength({ flags, payload }: Segment): number {
  return payload.length + ((flags & TCP_SYN) !== 0 ? 1 : 0) + ((flags & TCP_FIN) !== 0 ? 1 : 0);
}

/** How far `a` is ahead of `b`, modulo 2^32: negative where it is behind. */
export function sequenceDistance(a: number, b: number): number {
  return (a - b) | 0;
}

/** Largest payload of a segment without options in a packet of `mtu` bytes. */
export function maximumSegmentSize(mtu: number, ip: IpAddress): number {
  return mtu - (ipVersion(ip) === 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES) - TCP_HEADER_BYTES;
}

/** The TCP segment of an IP packet (its payload a view, not a copy), or undefined where there is none or it is damaged. */
export function parseSegment(packet: Uint8Array, verifyChecksum: boolean): Segment | undefined {
  const view = new PacketView();
  if (!view.wrap(packet, 0, packet.length) || view.protocol !== PROTOCOL_TCP) return undefined;
  if (verifyChecksum && !verifyTransportChecksum(packet, 0, packet.length)) return undefined;
  const header = view.transportOffset;
  const headerLength = (packet[header + TCP_DATA_OFFSET] >> 4) * 4;
  if (headerLength < TCP_HEADER_BYTES || header + headerLength > packet.length) return undefined;
  return {
    source: { ip: view.sourceIp(), port: view.sourcePort },
    destination: { ip: view.destinationIp(), port: view.destinationPort },
    flags: view.tcpFlags,
    sequence: readU32(packet, header + TCP_SEQUENCE_OFFSET),
    acknowledgement: readU32(packet, header + TCP_ACKNOWLEDGEMENT_OFFSET),
    window: readU16(packet, header + TCP_WINDOW_OFFSET),
    maximumSegmentSize: mssOption(packet.subarray(header + TCP_HEADER_BYTES, header + headerLength)),
    payload: view.payload(),
  };
}

export function buildSegment(segment: Segment): Uint8Array {
  const { maximumSegmentSize: mss, ...fields } = segment;
  if (mss === undefined) return tcpPacket(fields);
  return tcpPacket({ ...fields, options: Uint8Array.of(OPTION_MSS, OPTION_MSS_BYTES, mss >> 8, mss & 0xff) });
}

/** The RST that answers a segment which belongs to no connection (RFC 9293 §3.5.2). */
export function resetFor(segment: Segment): Segment {
  const { source, destination } = segment;
  const hasAck = (segment.flags & TCP_ACK) !== 0;
  return {
    source: destination,
    destination: source,
    flags: hasAck ? TCP_RST : TCP_RST | TCP_ACK,
    sequence: hasAck ? segment.acknowledgement : 0,
    acknowledgement: hasAck ? 0 : (segment.sequence + sequenceLength(segment)) >>> 0,
    window: 0,
    payload: new Uint8Array(0),
  };
}

function mssOption(options: Uint8Array): number | undefined {
  for (let at = 0; at < options.length && options[at] !== OPTION_END; ) {
    if (options[at] === OPTION_NO_OPERATION) {
      at++;
      continue;
    }
    const length = at + 1 < options.length ? options[at + 1] : 0;
    if (length < 2 || at + length > options.length) return undefined;
    if (options[at] === OPTION_MSS && length === OPTION_MSS_BYTES) return readU16(options, at + 2);
    at += length;
  }
  return undefined;
}

function readU32(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset) * 0x1_0000 + readU16(bytes, offset + 2);
}
