import {
  IPV4_TTL_OFFSET,
  IPV6_HOP_LIMIT_OFFSET,
  TCP_ACKNOWLEDGEMENT_OFFSET,
  TCP_DATA_OFFSET,
  TCP_FLAGS_OFFSET,
  TCP_HEADER_BYTES,
  TCP_PSH,
  TCP_SEQUENCE_OFFSET,
} from "@fz/ip";
import type { Arena } from "@fz/native";
import type { ConnectionId } from "@fz/snownet";
import type { PeerVerdict } from "@fz/tunnel";
import { FLOW_WORDS, type JoinablePacket } from "./joinable-packet.ts";

/** First two bytes of the first word: version, header length and type of service. */
const IPV4_TOS_AND_VERSION_MASK = 0xffff_0000;
const IPV4_IDENTIFICATION_OFFSET = 4;
const LONGEST_PACKET = 65_535;
/** UDP_MAX_SEGMENTS of kernels before 6.9. */
const MOST_UDP_SEGMENTS = 64;

/**
 * One flow of one connection within a batch: the verdict on it, and the packets of it that wait to be written, joined as
 * far as they continue each other.
 */
export class FlowRun {
  /** Where the packet starts that waits, with room for a virtio_net_hdr in front. */
  packet: number;
  length = 0;
  /** How many packets were joined; 0: nothing waits. */
  segments = 0;
  segmentPayload = 0;
  headerLength = 0;
  transport = 0;
  isIpv4 = false;
  isTcp = false;
  /** Nothing can be joined to what waits. */
  ended = true;
  connection: ConnectionId = "";
  verdict: PeerVerdict = { translation: undefined, count: undefined };

  readonly #arena: Arena;
  readonly #flow = new Int32Array(FLOW_WORDS);
  #nextSequence = 0;
  #identification = 0;
  #dontFragment = false;

  constructor(arena: Arena, packet: number) {
    this.#arena = arena;
    this.packet = packet;
  }

  /** Where the next segment's payload belongs. */
  get end(): number {
    return this.packet + this.length;
  }

  isFlowOf(packet: JoinablePacket, connection: ConnectionId): boolean {
    return packet.isOfFlow(this.#flow) && this.connection === connection;
  }

  /** Takes over a flow; nothing waits yet. */
  open(packet: JoinablePacket, connection: ConnectionId, verdict: PeerVerdict): void {
    packet.writeFlow(this.#flow);
    this.connection = connection;
    this.verdict = verdict;
    this.segments = 0;
    this.ended = true;
  }

  /** Makes a packet that lies at `this.packet` the first that waits. */
  start(packet: JoinablePacket, mayBeJoined: boolean): void {
    this.length = packet.length;
    this.segments = 1;
    this.segmentPayload = packet.payload;
    this.headerLength = packet.headerLength;
    this.transport = packet.transport;
    this.isIpv4 = packet.isIpv4;
    this.isTcp = packet.isTcp;
    this.ended = !mayBeJoined || !packet.carriesDataOnly || (packet.tcpFlags & TCP_PSH) !== 0;
    if (this.ended) return;
    this.ended = !packet.isIntact;
    const { view } = this.#arena;
    if (this.isTcp) {
      const sequence = view.getUint32(packet.offset + this.transport + TCP_SEQUENCE_OFFSET);
      this.#nextSequence = (sequence + packet.payload) >>> 0;
    }
    if (this.isIpv4) {
      this.#identification = view.getUint16(packet.offset + IPV4_IDENTIFICATION_OFFSET);
      this.#dontFragment = packet.dontFragment;
    }
  }

  /**
   * Whether a network card would join the packet to what waits: it is the next in sequence, undamaged, and its headers
   * differ in nothing but sequence number, length, PSH and checksums.
   */
  continuesWith(packet: JoinablePacket): boolean {
    if (this.ended || packet.headerLength !== this.headerLength || !packet.carriesDataOnly) return false;
    if (packet.payload > this.segmentPayload || this.length + packet.payload > LONGEST_PACKET) return false;
    if (this.isIpv4 ? !this.#continuesIpv4(packet) : !this.#continuesIpv6(packet)) return false;
    const continues = this.isTcp ? this.#continuesTcp(packet) : this.segments < MOST_UDP_SEGMENTS;
    return continues && packet.isIntact;
  }

  /** Counts in a packet whose payload now lies at `end`. @param tcpFlags the packet's */
  extend(payload: number, tcpFlags: number): void {
    this.length += payload;
    this.segments++;
    this.#nextSequence = (this.#nextSequence + payload) >>> 0;
    const pushed = this.isTcp && (tcpFlags & TCP_PSH) !== 0;
    if (pushed) this.#arena.u8[this.packet + this.transport + TCP_FLAGS_OFFSET] |= TCP_PSH;
    if (pushed || payload < this.segmentPayload) this.ended = true;
  }

  /** Version, header length, type of service, time to live and Don't Fragment are the same; identification counts up. */
  #continuesIpv4(packet: JoinablePacket): boolean {
    const { u8, view } = this.#arena;
    const sameStart = ((view.getUint32(packet.offset) ^ view.getUint32(this.packet)) & IPV4_TOS_AND_VERSION_MASK) === 0;
    const sameTtl = u8[packet.offset + IPV4_TTL_OFFSET] === u8[this.packet + IPV4_TTL_OFFSET];
    if (!sameStart || !sameTtl || packet.dontFragment !== this.#dontFragment) return false;
    const identification = view.getUint16(packet.offset + IPV4_IDENTIFICATION_OFFSET);
    if (identification === ((this.#identification + this.segments) & 0xffff)) return true;
    // What is not fragmented needs no identification (RFC 6864 §4.1): senders may leave it as it is.
    return this.#dontFragment && identification === this.#identification;
  }

  /** Version, traffic class, flow label and hop limit are the same. */
  #continuesIpv6(packet: JoinablePacket): boolean {
    const { u8, view } = this.#arena;
    const sameStart = view.getUint32(packet.offset) === view.getUint32(this.packet);
    return sameStart && u8[packet.offset + IPV6_HOP_LIMIT_OFFSET] === u8[this.packet + IPV6_HOP_LIMIT_OFFSET];
  }

  #continuesTcp(packet: JoinablePacket): boolean {
    const { view } = this.#arena;
    const theirs = packet.offset + this.transport;
    const ours = this.packet + this.transport;
    if (view.getUint32(theirs + TCP_SEQUENCE_OFFSET) !== this.#nextSequence) return false;
    if (view.getInt32(theirs + TCP_ACKNOWLEDGEMENT_OFFSET) !== view.getInt32(ours + TCP_ACKNOWLEDGEMENT_OFFSET))
      return false;
    // Header length and reserved bits, flags but PSH, window: one word.
    const difference = view.getInt32(theirs + TCP_DATA_OFFSET) ^ view.getInt32(ours + TCP_DATA_OFFSET);
    if ((difference & ~(TCP_PSH << 16)) !== 0) return false;
    const options = this.headerLength - this.transport;
    for (let i = TCP_HEADER_BYTES; i < options; i += 4) {
      if (view.getInt32(theirs + i) !== view.getInt32(ours + i)) return false;
    }
    return true;
  }
}
