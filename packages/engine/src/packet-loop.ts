import { getEcn, ipVersion } from "@fz/ip";
import {
  arena,
  bootTime,
  clearEventFd,
  EAGAIN,
  errnoName,
  POLLERR,
  POLLIN,
  POLLOUT,
  PollSet,
  type TunDevice,
  UdpReceiver,
  type UdpSocket,
  VNET_HEADER_BYTES,
} from "@fz/native";
import type { OutboundPath } from "@fz/snownet";
import type { Tunnel } from "@fz/tunnel";
import { Coalescer } from "./coalescer.ts";
import { COUNTER, type Counters } from "./counters.ts";
import type { FeatureFlags } from "./feature-flags.ts";
import { Segmenter } from "./segmenter.ts";
import { TunOutput } from "./tun-output.ts";
import { UdpOutput } from "./udp-output.ts";
import { checksumOffset, checksumStart, GSO_NONE, gsoType, needsChecksum } from "./virtio-header.ts";

const TUN_BUFFER_BYTES = VNET_HEADER_BYTES + 65_536;
/** So that the packet behind the virtio_net_hdr is aligned. */
const TUN_HEADROOM = 16 - VNET_HEADER_BYTES;
/** Reads of one descriptor before the others get their turn. */
const READS_PER_TURN = 16;
const RECEIVES_PER_TURN = 4;
/** What the tunnel's largest packet becomes is 1316 bytes; anything beyond this is nobody's. */
const LONGEST_DATAGRAM = 2048;
/** Where the tunnel's timeout stays due although it was handled: no faster than this. */
const SHORTEST_TIMEOUT_MS = 1;

export interface PacketLoopOptions<Event> {
  readonly tunnel: Tunnel<unknown, Event>;
  readonly tun: TunDevice;
  readonly sockets: readonly UdpSocket[];
  /** eventfd that announces commands. */
  readonly wakeFd: number;
  readonly flags: FeatureFlags;
  readonly counters: Counters;
  /** Called after `wakeFd` fired: takes commands to the tunnel. */
  readonly onWake: (now: number) => void;
  readonly onEvent: (event: Event) => void;
  /** A bug: something threw. The loop goes on with the next round. */
  readonly onFault: (error: unknown) => void;
}

interface Port {
  readonly output: UdpOutput;
  readonly index: number;
}

/** Moves packets between TUN, the UDP sockets and the tunnel, in one thread that sleeps in ppoll(2). */
export class PacketLoop<Event> {
  readonly #options: PacketLoopOptions<Event>;
  readonly #tunnel: Tunnel<unknown, Event>;
  readonly #tun: TunDevice;
  readonly #counters: Counters;
  readonly #receiver = new UdpReceiver();
  readonly #segmenter = new Segmenter(arena);
  readonly #tunOutput: TunOutput;
  readonly #coalescer: Coalescer;
  readonly #poll: PollSet;
  readonly #tunIndex: number;
  readonly #wakeIndex: number;
  readonly #ports: readonly Port[];
  readonly #tunBuffer = arena.reserve(TUN_BUFFER_BYTES + TUN_HEADROOM) + TUN_HEADROOM;
  readonly #scratch = arena.reserve(TUN_BUFFER_BYTES + TUN_HEADROOM) + TUN_HEADROOM + VNET_HEADER_BYTES;
  #stopAt: number | undefined;
  #failure: Error | undefined;

  constructor(options: PacketLoopOptions<Event>) {
    this.#options = options;
    this.#tunnel = options.tunnel;
    this.#tun = options.tun;
    this.#counters = options.counters;
    this.#tunOutput = new TunOutput(arena, options.tun, options.counters);
    this.#coalescer = new Coalescer(arena, this.#tunOutput, options.counters);
    this.#poll = new PollSet(2 + options.sockets.length);
    this.#tunIndex = this.#poll.add(options.tun.fd, POLLIN);
    this.#wakeIndex = this.#poll.add(options.wakeFd, POLLIN);
    this.#ports = options.sockets.map((socket) => ({
      output: new UdpOutput(socket, options.flags, options.counters),
      index: this.#poll.add(socket.fd, POLLIN),
    }));
  }

  /** Ends the loop once everything is sent, or after `grace` milliseconds. */
  stop(now: number, grace: number): void {
    this.#stopAt ??= now + grace;
  }

  get sockets(): readonly UdpSocket[] {
    return this.#ports.map(({ output }) => output.socket);
  }

  /** Goes on with other sockets, each in the place of the one of its IP version. The caller closes the old ones. */
  useSockets(sockets: readonly UdpSocket[]): void {
    for (const { output, index } of this.#ports) {
      const socket = sockets.find(({ version }) => version === output.socket.version);
      if (socket === undefined) continue;
      output.useSocket(socket);
      this.#poll.replace(index, socket.fd);
    }
  }

  /** Returns after `stop`; throws where the TUN device is gone. */
  run(): void {
    while (!this.#stopped(bootTime())) {
      try {
        this.#round();
      } catch (error) {
        this.#counters.add(COUNTER.loop_faults, 1);
        this.#options.onFault(error);
      }
      if (this.#failure !== undefined) throw this.#failure;
    }
  }

  #stopped(now: number): boolean {
    if (this.#stopAt === undefined) return false;
    return now >= this.#stopAt || !this.#congested();
  }

  #round(): void {
    this.#advance(bootTime());
    this.#wait();
    const now = bootTime();
    this.#counters.add(COUNTER.loop_rounds, 1);
    for (const port of this.#ports) this.#servePort(port, now);
    if (this.#poll.events(this.#wakeIndex) !== 0) {
      clearEventFd(this.#options.wakeFd);
      this.#options.onWake(now);
    }
    if (this.#poll.events(this.#tunIndex) !== 0) this.#readTun(now);
    this.#drain(now);
  }

  #advance(now: number): void {
    const due = this.#tunnel.pollTimeout();
    if (due !== undefined && due <= now) this.#tunnel.handleTimeout(now);
    this.#drain(now);
  }

  /** Sleeps until there is something to do. */
  #wait(): void {
    this.#poll.setEvents(this.#tunIndex, this.#congested() ? 0 : POLLIN);
    const now = bootTime();
    const due = this.#tunnel.pollTimeout();
    let wakeAt = Math.min(this.#stopAt ?? Number.POSITIVE_INFINITY, due ?? Number.POSITIVE_INFINITY);
    if (wakeAt <= now) wakeAt = now + SHORTEST_TIMEOUT_MS;
    for (const { output, index } of this.#ports) {
      this.#poll.setEvents(index, output.waitsForWritable ? POLLIN | POLLOUT : POLLIN);
      wakeAt = Math.min(wakeAt, output.retryAt ?? Number.POSITIVE_INFINITY);
    }
    this.#poll.wait(wakeAt === Number.POSITIVE_INFINITY ? undefined : wakeAt - now);
  }

  #congested(): boolean {
    for (const { output } of this.#ports) if (output.congested) return true;
    return false;
  }

  #servePort({ output, index }: Port, now: number): void {
    const events = this.#poll.events(index);
    if ((events & POLLERR) !== 0) output.readErrors();
    if ((events & POLLOUT) !== 0) output.handleWritable(now);
    if ((events & POLLIN) !== 0) this.#receive(output.socket, now);
  }

  #receive(socket: UdpSocket, now: number): void {
    const receiver = this.#receiver;
    for (let turn = 0; turn < RECEIVES_PER_TURN; turn++) {
      const messages = receiver.receive(socket);
      if (messages < 0) {
        if (messages !== -EAGAIN) this.#counters.add(COUNTER.udp_receive_errors, 1);
        return;
      }
      this.#counters.add(COUNTER.udp_receives, 1);
      for (let i = 0; i < messages; i++) {
        receiver.select(i);
        this.#takeMessage(now);
      }
      this.#coalescer.flush();
      if (messages < receiver.capacity) return;
    }
  }

  /** The datagrams of one received message, in order. */
  #takeMessage(now: number): void {
    const { offset, length, segmentLength } = this.#receiver;
    const end = offset + length;
    let datagrams = 0;
    for (let at = offset; at < end; at += segmentLength) {
      this.#takeDatagram(at, Math.min(segmentLength, end - at), now);
      datagrams++;
    }
    this.#counters.add(COUNTER.udp_received_datagrams, datagrams);
    this.#counters.add(COUNTER.udp_received_bytes, length);
  }

  #takeDatagram(at: number, length: number, now: number): void {
    if (length > LONGEST_DATAGRAM) {
      this.#counters.add(COUNTER.dropped_datagram_too_long, 1);
      return;
    }
    const { local, remote, ecn } = this.#receiver;
    const { u8 } = arena;
    const place = this.#coalescer.place();
    const packet = this.#tunnel.decapsulate(local, remote, ecn, u8, at, length, u8, place, now);
    if (packet > 0) this.#coalescer.accept(packet, this.#tunnel, now);
    else this.#coalescer.discard();
  }

  #readTun(now: number): void {
    for (let turn = 0; turn < READS_PER_TURN && !this.#congested(); turn++) {
      const length = this.#tun.read(this.#tunBuffer, TUN_BUFFER_BYTES);
      if (length <= VNET_HEADER_BYTES) {
        if (length < 0 && length !== -EAGAIN)
          this.#failure = new Error(`reading ${this.#tun.name}: ${errnoName(-length)}`);
        return;
      }
      this.#counters.add(COUNTER.tun_reads, 1);
      this.#counters.add(COUNTER.tun_read_bytes, length - VNET_HEADER_BYTES);
      this.#takeFromTun(this.#tunBuffer + VNET_HEADER_BYTES, length - VNET_HEADER_BYTES, now);
      for (const { output } of this.#ports) output.relieve(now);
    }
  }

  /** One packet or super-packet, one routing decision. */
  #takeFromTun(packet: number, length: number, now: number): void {
    const header = packet - VNET_HEADER_BYTES;
    const partial = needsChecksum(arena, header);
    const { u8 } = arena;
    const path = this.#tunnel.routeTun(u8, packet, length, partial, now);
    const output = path && this.#outputFor(path);
    const ecn = getEcn(u8, packet);
    if (gsoType(arena, header) === GSO_NONE) {
      if (partial) completeChecksum(header, packet, length);
      this.#forward(path, output, packet, length, ecn, now);
      return;
    }
    const segmenter = this.#segmenter;
    if (!segmenter.begin(header, packet, length)) {
      this.#counters.add(COUNTER.dropped_malformed_super_packet, 1);
      return;
    }
    while (segmenter.next()) {
      this.#counters.add(COUNTER.tun_segments, 1);
      this.#forward(path, output, segmenter.offset, segmenter.length, ecn, now);
    }
  }

  #forward(
    path: OutboundPath | undefined,
    output: UdpOutput | undefined,
    packet: number,
    length: number,
    ecn: number,
    now: number,
  ): void {
    if (path === undefined) {
      this.#tunnel.handleTun(arena.u8, packet, length, now);
      return;
    }
    if (output === undefined) {
      this.#counters.add(COUNTER.dropped_other_family, 1);
      return;
    }
    const at = output.reserve(path.source, path.destination, ecn, length + path.overhead, now);
    if (at < 0) return;
    const sealed = path.seal(arena.u8, packet, length, arena.u8, at, now);
    if (sealed > 0) {
      output.commit(sealed);
      this.#tunnel.routedCount?.count(length - this.#tunnel.headerBytes, now);
    } else this.#counters.add(COUNTER.dropped_not_sealed, 1);
  }

  #outputFor({ destination }: Pick<OutboundPath, "destination">): UdpOutput | undefined {
    const version = ipVersion(destination.ip);
    for (const { output } of this.#ports) if (output.socket.version === version) return output;
    return undefined;
  }

  /** What the tunnel has to say, then what waits to be sent. */
  #drain(now: number): void {
    for (let one = this.#tunnel.pollTransmit(); one !== undefined; one = this.#tunnel.pollTransmit()) {
      const output = this.#outputFor(one);
      if (output === undefined) this.#counters.add(COUNTER.dropped_other_family, 1);
      else output.enqueue(one, now);
    }
    for (let packet = this.#tunnel.pollTunPacket(); packet !== undefined; packet = this.#tunnel.pollTunPacket()) {
      arena.u8.set(packet, this.#scratch);
      this.#tunOutput.write(this.#scratch, packet.length);
    }
    for (let event = this.#tunnel.pollEvent(); event !== undefined; event = this.#tunnel.pollEvent()) {
      this.#options.onEvent(event);
    }
    for (const { output } of this.#ports) output.flush(now);
  }
}

/** Completes the transport checksum, whose field holds the pseudo-header's sum. */
function completeChecksum(header: number, packet: number, length: number): void {
  const start = checksumStart(arena, header);
  const field = packet + start + checksumOffset(arena, header);
  if (start >= length || field + 2 > packet + length) return;
  const checksum = ~arena.checksum(packet + start, length - start, 0) & 0xffff;
  // UDP takes zero for no checksum (RFC 768), and to TCP both zeros are the same.
  arena.view.setUint16(field, checksum === 0 ? 0xffff : checksum, true);
}
