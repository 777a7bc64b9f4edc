// Packets for the tests of cutting and joining.
import {
  fillChecksums,
  fillIpv4Checksum,
  IPV4_FRAGMENT_OFFSET,
  IPV4_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  pseudoHeaderSum,
  TCP_ACK,
  TCP_CHECKSUM_OFFSET,
  TCP_PSH,
  tcpPacket,
  UDP_CHECKSUM_OFFSET,
  udpPacket,
  writeU16,
} from "@fz/ip";
import { arena, VNET_HEADER_BYTES } from "@fz/native";
import { Segmenter } from "../src/segmenter.ts";
import { GSO_TCPV4, GSO_TCPV6, GSO_UDP_L4, writeSuperPacketHeader } from "../src/virtio-header.ts";

export const IPV4_IDENTIFICATION_OFFSET = 4;
const HEADROOM = 16;
const room = arena.reserve(HEADROOM + 65_536) + HEADROOM;
const segmenter = new Segmenter(arena);

export interface FlowShape {
  readonly version: 4 | 6;
  readonly tcp: boolean;
  /** Tells flows apart. */
  readonly port: number;
  readonly options: Uint8Array;
  readonly trafficClass: number;
  readonly sequence: number;
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly flags: number;
}

export const PLAIN_FLOW: FlowShape = {
  version: 4,
  tcp: true,
  port: 40_000,
  options: new Uint8Array(12).fill(1),
  trafficClass: 0,
  sequence: 0xffff_f000,
  identification: 0xfffe,
  dontFragment: true,
  flags: TCP_ACK,
};

const ADDRESSES = { 4: ["100.64.0.1", "10.1.2.3"], 6: ["fd00:2021:1111::1", "fd00:10::3"] } as const;

/** One packet with all of `payload`, checksums right. */
export function packetOf(flow: FlowShape, payload: Uint8Array, done = 0, index = 0, flags = flow.flags): Uint8Array {
  const [from, to] = ADDRESSES[flow.version];
  const { trafficClass, dontFragment, options } = flow;
  const common = {
    source: { ip: from, port: flow.port },
    destination: { ip: to, port: 443 },
    trafficClass,
    dontFragment,
    payload,
  };
  const sequence = (flow.sequence + done) >>> 0;
  const packet = flow.tcp
    ? tcpPacket({ ...common, options, flags, sequence, acknowledgement: 77, window: 501 })
    : udpPacket(common);
  if (flow.version === 4) {
    writeU16(packet, IPV4_IDENTIFICATION_OFFSET, (flow.identification + index) & 0xffff);
    fillIpv4Checksum(packet, 0, IPV4_HEADER_BYTES);
  }
  return packet;
}

/** The packets that a sender without offloads makes of `payload`: PSH on the last. */
export function packetsOf(flow: FlowShape, payload: Uint8Array, size: number): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let done = 0; done < payload.length; done += size) {
    const last = done + size >= payload.length;
    const flags = flow.tcp && last ? flow.flags | TCP_PSH : flow.flags;
    packets.push(packetOf(flow, payload.subarray(done, done + size), done, packets.length, flags));
  }
  return packets;
}

/** Cuts the super-packet that the kernel would make of `payload`. */
export function cut(flow: FlowShape, payload: Uint8Array, size: number): Uint8Array[] {
  const packet = packetOf(flow, payload, 0, 0, flow.tcp ? flow.flags | TCP_PSH : flow.flags);
  const transport = flow.version === 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
  const checksumField = flow.tcp ? TCP_CHECKSUM_OFFSET : UDP_CHECKSUM_OFFSET;
  const protocol = flow.tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
  writeU16(packet, transport + checksumField, pseudoHeaderSum(packet, 0, protocol, packet.length - transport));
  const tcpType = flow.version === 4 ? GSO_TCPV4 : GSO_TCPV6;
  writeSuperPacketHeader(arena, room - VNET_HEADER_BYTES, {
    type: flow.tcp ? tcpType : GSO_UDP_L4,
    headerLength: packet.length - payload.length,
    segmentPayload: size,
    transport,
    checksumField,
  });
  arena.u8.set(packet, room);
  return segments(room - VNET_HEADER_BYTES, room, packet.length);
}

/** What was written to TUN, cut again where it was joined. */
export function cutWritten(written: Uint8Array): Uint8Array[] {
  arena.u8.set(written, room - VNET_HEADER_BYTES);
  const length = written.length - VNET_HEADER_BYTES;
  return isJoined(written) ? segments(room - VNET_HEADER_BYTES, room, length) : [arena.u8.slice(room, room + length)];
}

export function isJoined(written: Uint8Array): boolean {
  return written.subarray(0, VNET_HEADER_BYTES).some((byte) => byte !== 0);
}

export function segments(header: number, packet: number, length: number): Uint8Array[] {
  if (!segmenter.begin(header, packet, length)) throw new Error("not a super-packet");
  const made: Uint8Array[] = [];
  while (segmenter.next()) made.push(arena.u8.slice(segmenter.offset, segmenter.offset + segmenter.length));
  return made;
}

/** A changed copy of a packet. @param mend whether its checksums are made right again */
export function changed(packet: Uint8Array, change: (packet: Uint8Array) => void, mend = true): Uint8Array {
  const copy = packet.slice();
  change(copy);
  if (mend) fillChecksums(copy, 0, copy.length);
  return copy;
}

export function setFragment(packet: Uint8Array, value: number): void {
  writeU16(packet, IPV4_FRAGMENT_OFFSET, value);
}
