import {
  IPV4_DONT_FRAGMENT,
  IPV4_FRAGMENT_OFFSET,
  IPV4_HEADER_BYTES,
  IPV4_IS_FRAGMENT,
  IPV4_PROTOCOL_OFFSET,
  IPV4_SOURCE_OFFSET,
  IPV4_TOTAL_LENGTH_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_NEXT_HEADER_OFFSET,
  IPV6_PAYLOAD_LENGTH_OFFSET,
  IPV6_SOURCE_OFFSET,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_ACK,
  TCP_DATA_OFFSET,
  TCP_FIN,
  TCP_FLAGS_OFFSET,
  TCP_HEADER_BYTES,
  TCP_PSH,
  TCP_RST,
  TCP_SYN,
  UDP_CHECKSUM_OFFSET,
  UDP_HEADER_BYTES,
  UDP_LENGTH_OFFSET,
} from "@fz/ip";
import type { Arena } from "@fz/native";
import { addressSum, ipv4HeaderIsIntact, SUM_OF_INTACT, swap16 } from "./sums.ts";

const IPV4_WITHOUT_OPTIONS = 0x45;

/** What a flow is told apart by: family and protocol, ports, then both addresses, 32 bits each. */
export const FLOW_WORDS = 10;

/** The part of a decrypted packet that joining looks at. Reused from packet to packet; `parse` allocates nothing. */
export class JoinablePacket {
  offset = 0;
  length = 0;
  isIpv4 = false;
  isTcp = false;
  /** Where the transport header starts, from the packet's start. */
  transport = 0;
  /** All headers together. */
  headerLength = 0;
  payload = 0;
  tcpFlags = 0;

  readonly #arena: Arena;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** Whether the packet has a flow: TCP or UDP with no IP options, extension headers or fragments, and lengths that agree. */
  parse(offset: number, length: number): boolean {
    this.offset = offset;
    this.length = length;
    const version = this.#arena.u8[offset] >> 4;
    this.isIpv4 = version === 4;
    if (version === 4) return this.#parseIpv4();
    if (version === 6) return this.#parseIpv6();
    return false;
  }

  /** Writes what tells the flow apart. */
  writeFlow(words: Int32Array): void {
    const { view } = this.#arena;
    const { offset } = this;
    const addresses = offset + (this.isIpv4 ? IPV4_SOURCE_OFFSET : IPV6_SOURCE_OFFSET);
    const count = this.isIpv4 ? 2 : 8;
    words[0] = (this.isIpv4 ? 1 : 0) | (this.isTcp ? 2 : 0);
    words[1] = view.getInt32(offset + this.transport);
    for (let i = 0; i < count; i++) words[2 + i] = view.getInt32(addresses + 4 * i);
  }

  isOfFlow(words: Int32Array): boolean {
    const { view } = this.#arena;
    const { offset } = this;
    if (words[1] !== view.getInt32(offset + this.transport)) return false;
    if (words[0] !== ((this.isIpv4 ? 1 : 0) | (this.isTcp ? 2 : 0))) return false;
    const addresses = offset + (this.isIpv4 ? IPV4_SOURCE_OFFSET : IPV6_SOURCE_OFFSET);
    const count = this.isIpv4 ? 2 : 8;
    for (let i = 0; i < count; i++) {
      if (words[2 + i] !== view.getInt32(addresses + 4 * i)) return false;
    }
    return true;
  }

  /** Whether the packet opens, closes or resets a connection, which whoever keeps its state must see. */
  get changesConnection(): boolean {
    return this.isTcp && (this.tcpFlags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0;
  }

  /** Whether it may be one of several: it carries data and nothing but data. */
  get carriesDataOnly(): boolean {
    if (this.payload === 0) return false;
    return this.isTcp ? (this.tcpFlags & ~TCP_PSH) === TCP_ACK : this.#hasUdpChecksum();
  }

  /** Verifies the checksums of both headers, the transport's over all its data. */
  get isIntact(): boolean {
    if (this.isIpv4 && !ipv4HeaderIsIntact(this.#arena, this.offset)) return false;
    const length = this.length - this.transport;
    const seed = addressSum(this.#arena, this.offset, this.isTcp ? PROTOCOL_TCP : PROTOCOL_UDP) + swap16(length);
    return this.#arena.checksum(this.offset + this.transport, length, seed) === SUM_OF_INTACT;
  }

  get dontFragment(): boolean {
    return (this.#arena.view.getUint16(this.offset + IPV4_FRAGMENT_OFFSET) & IPV4_DONT_FRAGMENT) !== 0;
  }

  #parseIpv4(): boolean {
    const { u8, view } = this.#arena;
    const { offset, length } = this;
    if (length < IPV4_HEADER_BYTES || u8[offset] !== IPV4_WITHOUT_OPTIONS) return false;
    if (view.getUint16(offset + IPV4_TOTAL_LENGTH_OFFSET) !== length) return false;
    if ((view.getUint16(offset + IPV4_FRAGMENT_OFFSET) & IPV4_IS_FRAGMENT) !== 0) return false;
    this.transport = IPV4_HEADER_BYTES;
    return this.#parseTransport(u8[offset + IPV4_PROTOCOL_OFFSET]);
  }

  #parseIpv6(): boolean {
    const { u8, view } = this.#arena;
    const { offset, length } = this;
    if (length < IPV6_HEADER_BYTES) return false;
    if (view.getUint16(offset + IPV6_PAYLOAD_LENGTH_OFFSET) !== length - IPV6_HEADER_BYTES) return false;
    this.transport = IPV6_HEADER_BYTES;
    return this.#parseTransport(u8[offset + IPV6_NEXT_HEADER_OFFSET]);
  }

  #parseTransport(protocol: number): boolean {
    const { u8, view } = this.#arena;
    const at = this.offset + this.transport;
    const available = this.length - this.transport;
    this.isTcp = protocol === PROTOCOL_TCP;
    if (this.isTcp) {
      if (available < TCP_HEADER_BYTES) return false;
      const header = (u8[at + TCP_DATA_OFFSET] >> 4) * 4;
      if (header < TCP_HEADER_BYTES || header > available) return false;
      this.tcpFlags = u8[at + TCP_FLAGS_OFFSET];
      this.headerLength = this.transport + header;
    } else {
      if (protocol !== PROTOCOL_UDP || available < UDP_HEADER_BYTES) return false;
      if (view.getUint16(at + UDP_LENGTH_OFFSET) !== available) return false;
      this.tcpFlags = 0;
      this.headerLength = this.transport + UDP_HEADER_BYTES;
    }
    this.payload = this.length - this.headerLength;
    return true;
  }

  #hasUdpChecksum(): boolean {
    return this.#arena.view.getUint16(this.offset + this.transport + UDP_CHECKSUM_OFFSET) !== 0;
  }
}
