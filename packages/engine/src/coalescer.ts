import {
  IPV4_CHECKSUM_OFFSET,
  IPV4_HEADER_BYTES,
  IPV4_TOTAL_LENGTH_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_PAYLOAD_LENGTH_OFFSET,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_CHECKSUM_OFFSET,
  type Translation,
  translate,
  UDP_CHECKSUM_OFFSET,
  UDP_LENGTH_OFFSET,
} from "@fz/ip";
import type { Arena } from "@fz/native";
import type { Tunnel } from "@fz/tunnel";
import { COUNTER, type Counters } from "./counters.ts";
import { FlowRun } from "./flow-run.ts";
import { JoinablePacket } from "./joinable-packet.ts";
import { addressSum, fold, swap16 } from "./sums.ts";
import type { TunOutput } from "./tun-output.ts";
import { GSO_TCPV4, GSO_TCPV6, GSO_UDP_L4 } from "./virtio-header.ts";

/** Flows of one batch that are told apart; when there are more, the oldest is written out. */
const RUNS = 16;
const HEADROOM = 16;
/** The largest super-packet, then room to decrypt one more datagram behind it. */
const BUFFER_BYTES = HEADROOM + 65_535 + 2048;
const LONGEST_HEADERS = 128;

type PeerSide = Pick<Tunnel, "lastConnection" | "admitPeerPacket" | "handlePeerPacket" | "headerBytes">;

/**
 * Turns the datagrams of a receive batch into packets for TUN: asks once per flow whether it is admitted and joins segments
 * that continue each other into super-packets. A segment is decrypted to where its payload belongs, its headers landing on
 * the last bytes of what is there; those are saved before and restored after. Per datagram: `place`, decrypt there, then
 * `accept` or `discard`; per batch: `flush`.
 */
export class Coalescer {
  readonly #arena: Arena;
  readonly #tun: TunOutput;
  readonly #counters: Counters;
  readonly #packet: JoinablePacket;
  readonly #runs: FlowRun[];
  readonly #saved: number;
  /** Buffer that no run uses. */
  #spare: number;
  #used = 0;
  #oldest = 0;
  /** The run that the next segment is expected to continue. */
  #expected: FlowRun | undefined;
  /** The run behind which the current datagram was decrypted. */
  #behind: FlowRun | undefined;
  #place = 0;

  constructor(arena: Arena, tun: TunOutput, counters: Counters) {
    this.#arena = arena;
    this.#tun = tun;
    this.#counters = counters;
    this.#packet = new JoinablePacket(arena);
    this.#runs = Array.from({ length: RUNS }, () => new FlowRun(arena, arena.reserve(BUFFER_BYTES) + HEADROOM));
    this.#saved = arena.reserve(LONGEST_HEADERS);
    this.#spare = arena.reserve(BUFFER_BYTES) + HEADROOM;
  }

  /** Offset in the arena where the next datagram, of at most 2048 bytes, shall be decrypted. */
  place(): number {
    const run = this.#expected;
    if (run === undefined || run.ended) {
      this.#behind = undefined;
      this.#place = this.#spare;
    } else {
      this.#behind = run;
      this.#place = run.end - run.headerLength;
      this.#arena.u8.copyWithin(this.#saved, this.#place, run.end);
    }
    return this.#place;
  }

  /** There is no packet at the place. */
  discard(): void {
    this.#restore();
  }

  /** There is a packet of `length` bytes at the place, from the tunnel's last connection. */
  accept(length: number, tunnel: PeerSide, now: number): void {
    const packet = this.#packet;
    if (!packet.parse(this.#place, length)) {
      this.#passWithoutFlow(length, tunnel, now);
      return;
    }
    const run = this.#find(tunnel);
    if (run !== undefined && !packet.changesConnection) {
      run.verdict.count?.count(packet.payload, now);
      if (run.continuesWith(packet)) this.#append(run);
      else this.#restart(run, length);
      return;
    }
    const verdict = tunnel.admitPeerPacket(this.#arena.u8, this.#place, length, now);
    if (verdict === undefined) {
      this.#passSlowly(length, tunnel, now);
      return;
    }
    verdict.count?.count(packet.payload, now);
    const target = run ?? this.#newRun();
    const at = this.#detach(length);
    this.#writeOut(target);
    packet.parse(at, length);
    target.open(packet, tunnel.lastConnection, verdict);
    this.#begin(target, at);
  }

  /** Writes everything that waits and forgets the verdicts. */
  flush(): void {
    this.#writeAll();
    this.#used = 0;
    this.#oldest = 0;
    this.#expected = undefined;
  }

  #find(tunnel: PeerSide): FlowRun | undefined {
    const packet = this.#packet;
    const connection = tunnel.lastConnection;
    if (this.#expected?.isFlowOf(packet, connection)) return this.#expected;
    for (let i = 0; i < this.#used; i++) {
      if (this.#runs[i].isFlowOf(packet, connection)) return this.#runs[i];
    }
    return undefined;
  }

  #newRun(): FlowRun {
    if (this.#used < RUNS) return this.#runs[this.#used++];
    const run = this.#runs[this.#oldest];
    this.#oldest = (this.#oldest + 1) % RUNS;
    return run;
  }

  #append(run: FlowRun): void {
    const { headerLength, payload, tcpFlags } = this.#packet;
    const { u8 } = this.#arena;
    const start = this.#place + headerLength;
    if (this.#behind !== run) u8.copyWithin(run.end, start, start + payload);
    this.#restore();
    run.extend(payload, tcpFlags);
    this.#expected = run;
    this.#counters.add(COUNTER.tun_joined_segments, 1);
  }

  /** Same flow, same verdict, but the packet does not continue what waits. */
  #restart(run: FlowRun, length: number): void {
    const at = this.#detach(length);
    this.#writeOut(run);
    this.#packet.parse(at, length);
    this.#begin(run, at);
  }

  /** The packet lies in the spare buffer, which becomes the run's. */
  #begin(run: FlowRun, at: number): void {
    this.#spare = run.packet;
    run.packet = at;
    run.start(this.#packet, this.#tun.joins(this.#packet.isTcp));
    this.#expected = run;
  }

  #passWithoutFlow(length: number, tunnel: PeerSide, now: number): void {
    const verdict = tunnel.admitPeerPacket(this.#arena.u8, this.#place, length, now);
    if (verdict === undefined) {
      this.#passSlowly(length, tunnel, now);
      return;
    }
    verdict.count?.count(length - tunnel.headerBytes, now);
    const at = this.#detach(length);
    this.#writeAll();
    this.#writeSingle(at, length, verdict.translation);
  }

  /** What comes before it in its flow must not come after what the tunnel makes of it. */
  #passSlowly(length: number, tunnel: PeerSide, now: number): void {
    const at = this.#detach(length);
    this.#writeAll();
    tunnel.handlePeerPacket(this.#arena.u8, at, length, now);
  }

  /** Moves the packet to a buffer of its own, if it does not lie in one, and gives its offset. */
  #detach(length: number): number {
    if (this.#behind !== undefined) {
      this.#arena.u8.copyWithin(this.#spare, this.#place, this.#place + length);
      this.#restore();
    }
    return this.#spare;
  }

  #restore(): void {
    if (this.#behind === undefined) return;
    this.#arena.u8.copyWithin(this.#place, this.#saved, this.#saved + this.#behind.headerLength);
    this.#behind = undefined;
  }

  #writeAll(): void {
    for (let i = 0; i < this.#used; i++) this.#writeOut(this.#runs[i]);
  }

  #writeOut(run: FlowRun): void {
    const { segments } = run;
    run.segments = 0;
    run.ended = true;
    if (segments === 1) this.#writeSingle(run.packet, run.length, run.verdict.translation);
    else if (segments > 1) this.#writeJoined(run);
  }

  #writeSingle(packet: number, length: number, translation: Translation | undefined): void {
    if (this.#translated(packet, length, translation, false)) this.#tun.write(packet, length);
  }

  #writeJoined(run: FlowRun): void {
    const { packet, length, isTcp, isIpv4, transport } = run;
    const { view } = this.#arena;
    if (isIpv4) {
      view.setUint16(packet + IPV4_TOTAL_LENGTH_OFFSET, length);
      view.setUint16(packet + IPV4_CHECKSUM_OFFSET, 0);
      view.setUint16(packet + IPV4_CHECKSUM_OFFSET, ~this.#arena.checksum(packet, IPV4_HEADER_BYTES, 0), true);
    } else {
      view.setUint16(packet + IPV6_PAYLOAD_LENGTH_OFFSET, length - IPV6_HEADER_BYTES);
    }
    if (!isTcp) view.setUint16(packet + transport + UDP_LENGTH_OFFSET, length - transport);
    const checksumField = isTcp ? TCP_CHECKSUM_OFFSET : UDP_CHECKSUM_OFFSET;
    const addresses = addressSum(this.#arena, packet, isTcp ? PROTOCOL_TCP : PROTOCOL_UDP);
    view.setUint16(packet + transport + checksumField, fold(addresses + swap16(length - transport)), true);
    if (!this.#translated(packet, length, run.verdict.translation, true)) return;
    const tcpType = isIpv4 ? GSO_TCPV4 : GSO_TCPV6;
    const { headerLength, segmentPayload } = run;
    const type = isTcp ? tcpType : GSO_UDP_L4;
    this.#tun.writeSuperPacket(packet, length, { type, headerLength, segmentPayload, transport, checksumField }, isTcp);
  }

  #translated(packet: number, length: number, translation: Translation | undefined, partial: boolean): boolean {
    if (translation === undefined || translate(this.#arena.u8, packet, length, translation, partial)) return true;
    this.#counters.add(COUNTER.dropped_other_family, 1);
    return false;
  }
}
