import {
  IPV4_CHECKSUM_OFFSET,
  IPV4_HEADER_BYTES,
  IPV4_TOTAL_LENGTH_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_PAYLOAD_LENGTH_OFFSET,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_CHECKSUM_OFFSET,
  TCP_DATA_OFFSET,
  TCP_FIN,
  TCP_FLAGS_OFFSET,
  TCP_HEADER_BYTES,
  TCP_PSH,
  TCP_SEQUENCE_OFFSET,
  UDP_CHECKSUM_OFFSET,
  UDP_HEADER_BYTES,
  UDP_LENGTH_OFFSET,
} from "@fz/ip";
import type { Arena } from "@fz/native";
import { addressSum, fold, swap16 } from "./sums.ts";
import { checksumStart, GSO_TCPV4, GSO_TCPV6, GSO_UDP_L4, gsoSize, gsoType } from "./virtio-header.ts";

/** IPv4 identification (RFC 791), which counts up from segment to segment as a network card would have it. */
const IPV4_IDENTIFICATION_OFFSET = 4;
export const TCP_CWR = 0x80;
/** IPv6 extension headers and IPv4 and TCP options included. */
const LONGEST_HEADERS = 512;

/**
 * Cuts a super-packet (TSO over IPv4 and IPv6, USO) into packets where it lies: the headers of each segment are written
 * right in front of its payload, over the end of the segment before, which is done with by then. Every checksum is computed
 * anew. Usage: `begin`, then for as long as `next` gives true use the segment and be done with it.
 */
export class Segmenter {
  /** The current segment. */
  offset = 0;
  length = 0;

  readonly #arena: Arena;
  readonly #template: number;
  #packet = 0;
  #isIpv4 = false;
  #isTcp = false;
  #transport = 0;
  #headerLength = 0;
  #payload = 0;
  #size = 0;
  #done = 0;
  #segment = 0;
  #identification = 0;
  #sequence = 0;
  #flags = 0;
  #ipv4Sum = 0;
  #addressSum = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#template = arena.reserve(LONGEST_HEADERS);
  }

  /**
   * @param header the virtio_net_hdr that belongs to the packet of `length` bytes at `packet`
   * @returns false where the two do not fit together; nothing was changed then
   */
  begin(header: number, packet: number, length: number): boolean {
    const { u8 } = this.#arena;
    const type = gsoType(this.#arena, header);
    this.#isTcp = type === GSO_TCPV4 || type === GSO_TCPV6;
    if (!this.#isTcp && type !== GSO_UDP_L4) return false;
    this.#packet = packet;
    this.#isIpv4 = u8[packet] >> 4 === 4;
    this.#transport = checksumStart(this.#arena, header);
    const transportHeader = this.#isTcp ? TCP_HEADER_BYTES : UDP_HEADER_BYTES;
    const shortest = this.#isIpv4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
    if (this.#transport < shortest || this.#transport + transportHeader > length) return false;
    const tcpHeader = (u8[packet + this.#transport + TCP_DATA_OFFSET] >> 4) * 4;
    this.#headerLength = this.#transport + (this.#isTcp ? tcpHeader : UDP_HEADER_BYTES);
    this.#payload = length - this.#headerLength;
    this.#size = gsoSize(this.#arena, header);
    if (this.#isTcp && tcpHeader < TCP_HEADER_BYTES) return false;
    if (this.#size === 0 || this.#payload <= 0 || this.#headerLength > LONGEST_HEADERS) return false;
    this.#remember();
    return true;
  }

  /** Makes the next segment, or gives false where there is none. */
  next(): boolean {
    if (this.#done >= this.#payload) return false;
    const { u8 } = this.#arena;
    const payload = Math.min(this.#size, this.#payload - this.#done);
    const at = this.#packet + this.#done;
    if (this.#segment > 0) u8.copyWithin(at, this.#template, this.#template + this.#headerLength);
    this.offset = at;
    this.length = this.#headerLength + payload;
    if (this.#isIpv4) this.#finishIpv4(at);
    else this.#arena.view.setUint16(at + IPV6_PAYLOAD_LENGTH_OFFSET, this.length - IPV6_HEADER_BYTES);
    if (this.#isTcp) this.#finishTcp(at + this.#transport, this.#done + payload === this.#payload);
    else this.#finishUdp(at + this.#transport);
    this.#done += payload;
    this.#segment++;
    return true;
  }

  /** Keeps what all segments share: the headers, with what differs set to zero. */
  #remember(): void {
    const { u8, view } = this.#arena;
    const transport = this.#packet + this.#transport;
    if (this.#isIpv4) {
      this.#identification = view.getUint16(this.#packet + IPV4_IDENTIFICATION_OFFSET);
      view.setUint32(this.#packet + IPV4_TOTAL_LENGTH_OFFSET, 0);
      view.setUint16(this.#packet + IPV4_CHECKSUM_OFFSET, 0);
      this.#ipv4Sum = this.#arena.checksum(this.#packet, this.#transport, 0);
    }
    if (this.#isTcp) {
      this.#sequence = view.getUint32(transport + TCP_SEQUENCE_OFFSET);
      this.#flags = u8[transport + TCP_FLAGS_OFFSET];
      view.setUint16(transport + TCP_CHECKSUM_OFFSET, 0);
    } else {
      view.setUint16(transport + UDP_CHECKSUM_OFFSET, 0);
    }
    this.#addressSum = addressSum(this.#arena, this.#packet, this.#isTcp ? PROTOCOL_TCP : PROTOCOL_UDP);
    u8.copyWithin(this.#template, this.#packet, this.#packet + this.#headerLength);
    this.#done = 0;
    this.#segment = 0;
  }

  #finishIpv4(at: number): void {
    const { view } = this.#arena;
    const identification = (this.#identification + this.#segment) & 0xffff;
    view.setUint16(at + IPV4_TOTAL_LENGTH_OFFSET, this.length);
    view.setUint16(at + IPV4_IDENTIFICATION_OFFSET, identification);
    const sum = fold(this.#ipv4Sum + swap16(this.length) + swap16(identification));
    view.setUint16(at + IPV4_CHECKSUM_OFFSET, ~sum & 0xffff, true);
  }

  /** FIN and PSH belong to the last segment, CWR to the first (RFC 3168 §6.1.2). */
  #finishTcp(at: number, last: boolean): void {
    const { u8, view } = this.#arena;
    let flags = this.#flags;
    if (!last) flags &= ~(TCP_FIN | TCP_PSH);
    if (this.#segment > 0) flags &= ~TCP_CWR;
    view.setUint32(at + TCP_SEQUENCE_OFFSET, (this.#sequence + this.#done) >>> 0);
    u8[at + TCP_FLAGS_OFFSET] = flags;
    view.setUint16(at + TCP_CHECKSUM_OFFSET, ~this.#transportSum(at) & 0xffff, true);
  }

  #finishUdp(at: number): void {
    const { view } = this.#arena;
    view.setUint16(at + UDP_LENGTH_OFFSET, this.length - this.#transport);
    const checksum = ~this.#transportSum(at) & 0xffff;
    // Zero would mean that there is no checksum (RFC 768).
    view.setUint16(at + UDP_CHECKSUM_OFFSET, checksum === 0 ? 0xffff : checksum, true);
  }

  #transportSum(at: number): number {
    const length = this.length - this.#transport;
    return this.#arena.checksum(at, length, this.#addressSum + swap16(length));
  }
}
