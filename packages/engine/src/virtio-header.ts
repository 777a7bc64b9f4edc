// struct virtio_net_hdr (virtio 1.2 §5.1.6), little-endian, as Linux puts it in front of every packet of a TUN device with
// IFF_VNET_HDR. It says how a super-packet is to be cut and which checksum is still to be completed.
import { type Arena, VNET_HEADER_BYTES } from "@fz/native";

const FLAGS = 0;
const GSO_TYPE = 1;
const HEADER_LENGTH = 2;
const GSO_SIZE = 4;
const CHECKSUM_START = 6;
const CHECKSUM_OFFSET = 8;

const NEEDS_CHECKSUM = 1;

export const GSO_NONE = 0;
export const GSO_TCPV4 = 1;
export const GSO_TCPV6 = 4;
export const GSO_UDP_L4 = 5;
/** Flag beside the type: the first segment carries CWR. */
const GSO_ECN = 0x80;

export function gsoType({ u8 }: Arena, header: number): number {
  return u8[header + GSO_TYPE] & ~GSO_ECN;
}

/** The transport checksum field holds the pseudo-header's sum only. */
export function needsChecksum({ u8 }: Arena, header: number): boolean {
  return (u8[header + FLAGS] & NEEDS_CHECKSUM) !== 0;
}

/** Payload bytes of each segment but the last. */
export function gsoSize({ view }: Arena, header: number): number {
  return view.getUint16(header + GSO_SIZE, true);
}

/** Where the bytes begin that the checksum covers, from the packet's start: the transport header. */
export function checksumStart({ view }: Arena, header: number): number {
  return view.getUint16(header + CHECKSUM_START, true);
}

/** Where the checksum field is, from `checksumStart`. */
export function checksumOffset({ view }: Arena, header: number): number {
  return view.getUint16(header + CHECKSUM_OFFSET, true);
}

/** The header of a packet that is complete and of ordinary size. */
export function writePlainHeader({ u8 }: Arena, header: number): void {
  u8.fill(0, header, header + VNET_HEADER_BYTES);
}

export interface SuperPacketHeader {
  readonly type: number;
  readonly headerLength: number;
  readonly segmentPayload: number;
  readonly transport: number;
  readonly checksumField: number;
}

export function writeSuperPacketHeader({ u8, view }: Arena, at: number, header: SuperPacketHeader): void {
  u8[at + FLAGS] = NEEDS_CHECKSUM;
  u8[at + GSO_TYPE] = header.type;
  view.setUint16(at + HEADER_LENGTH, header.headerLength, true);
  view.setUint16(at + GSO_SIZE, header.segmentPayload, true);
  view.setUint16(at + CHECKSUM_START, header.transport, true);
  view.setUint16(at + CHECKSUM_OFFSET, header.checksumField, true);
}
