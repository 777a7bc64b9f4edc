import type { SocketAddress } from "@fz/ip";
import { arena, EAGAIN, ENOBUFS, UdpSendQueue, type UdpSocket } from "@fz/native";
import type { Transmit } from "@fz/snownet";
import { COUNTER, type Counters } from "./counters.ts";
import type { FeatureFlags } from "./feature-flags.ts";

/** After as many refusals a batch is given up. */
const MOST_RETRIES = 24;
/** Most of a super-packet: another one would not fit into the same batch. */
const PLENTY_BYTES = 48_000;
/** Batches that a super-packet of very small segments may take. */
const RESERVED_BATCHES = 24;
const FIRST_BACKOFF_MS = 0.05;
const LONGEST_BACKOFF_MS = 2;
/** For as long after a refusal the local queue is taken to be nearly full. */
const SINGLY_MS = 50;

/** Sends of one socket, and what becomes of those that the kernel refuses. */
export class UdpOutput {
  #socket: UdpSocket;
  readonly #queue: UdpSendQueue;
  readonly #flags: FeatureFlags;
  readonly #counters: Counters;
  /** The socket's buffer is full: nothing goes until the descriptor is writable. */
  #full = false;
  /** The local queue was full (ENOBUFS), of whose end nobody tells us. */
  #retryAt: number | undefined;
  #retries = 0;
  #singlyUntil = 0;
  #refusedAgain = false;
  #headWhenRefused = -1;

  constructor(socket: UdpSocket, flags: FeatureFlags, counters: Counters) {
    this.#socket = socket;
    this.#queue = new UdpSendQueue(socket);
    this.#flags = flags;
    this.#counters = counters;
  }

  get socket(): UdpSocket {
    return this.#socket;
  }

  /** Goes on with another socket of the same IP version; what waits is discarded. */
  useSocket(socket: UdpSocket): void {
    this.#socket = socket;
    this.#queue.useSocket(socket);
    this.#full = false;
    this.#retryAt = undefined;
  }

  /** Sends what waits, where that is plenty, but for a last batch that what follows may fill. */
  relieve(now: number): void {
    if (this.#queue.freeBatches < RESERVED_BATCHES) this.flush(now);
    else if (this.#queue.pendingBytes >= PLENTY_BYTES) this.flush(now, true);
  }

  /** Whether to wait for the descriptor to become writable, then to call `handleWritable`. */
  get waitsForWritable(): boolean {
    return this.#full;
  }

  /** When the next try is due, in milliseconds of the loop's clock. */
  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  /** Nothing more should be read that would have to be sent here. */
  get congested(): boolean {
    return this.#full || this.#retryAt !== undefined;
  }

  handleWritable(now: number): void {
    this.#full = false;
    this.flush(now);
  }

  /** A datagram that is complete already. Lost, and counted, where the queue is full. */
  enqueue({ source, destination, ecn, payload }: Transmit, now: number): void {
    const at = this.reserve(source, destination, ecn, payload.length, now);
    if (at < 0) return;
    arena.u8.set(payload, at);
    this.commit(payload.length);
  }

  /** Adds the datagram written to the place that `reserve` gave last. */
  commit(length: number): void {
    this.#queue.commit(length);
    this.#counters.add(COUNTER.udp_queued_datagrams, 1);
    this.#counters.add(COUNTER.udp_queued_bytes, length);
  }

  /** As the queue's `reserve`, but makes room where that is possible; −1 is counted as a loss. */
  reserve(
    source: SocketAddress | undefined,
    destination: SocketAddress,
    ecn: number,
    length: number,
    now: number,
  ): number {
    const at = this.#queue.reserve(source, destination, ecn, length);
    if (at >= 0) return at;
    this.flush(now);
    const again = this.#queue.reserve(source, destination, ecn, length);
    if (again < 0) this.#counters.add(COUNTER.udp_dropped_queue_full, 1);
    return again;
  }

  /** Sends what waits, as far as the kernel takes it. */
  flush(now: number, keepLast = false): void {
    if (this.#full || this.#queue.empty || (this.#retryAt !== undefined && now < this.#retryAt)) return;
    this.#retryAt = undefined;
    if (this.#queue.singly && now >= this.#singlyUntil) this.#queue.singly = false;
    let refused = this.#queue.flush(keepLast);
    while (refused !== 0 && !this.#waitsAfter(-refused, now)) refused = this.#queue.flush(keepLast);
  }

  /** Takes errors off the error queue, so that it cannot fill. */
  readErrors(): void {
    while (this.#socket.readError() !== 0) this.#counters.add(COUNTER.udp_icmp_errors, 1);
  }

  /** True: try again later. False: at once, after the batch was dropped or deserves a second try. */
  #waitsAfter(errno: number, now: number): boolean {
    if (this.#headWhenRefused !== this.#queue.departed) {
      this.#headWhenRefused = this.#queue.departed;
      this.#retries = 0;
      this.#refusedAgain = false;
    }
    if (errno === EAGAIN) {
      this.#counters.add(COUNTER.udp_would_block, 1);
      this.#full = true;
      return true;
    }
    if (errno === ENOBUFS) return this.#backsOff(now);
    // An ICMP error about an earlier datagram is reported by whichever call comes next (ip(7), IP_RECVERR).
    if (!this.#refusedAgain) {
      this.#refusedAgain = true;
      this.readErrors();
      return false;
    }
    this.#drop(COUNTER.udp_dropped_refused);
    return false;
  }

  #backsOff(now: number): boolean {
    if (!this.#flags.mapEnobufsToWouldblock || this.#retries === MOST_RETRIES) {
      this.#drop(COUNTER.udp_dropped_no_buffers);
      return false;
    }
    this.#retryAt = now + Math.min(FIRST_BACKOFF_MS * 2 ** this.#retries, LONGEST_BACKOFF_MS);
    this.#retries++;
    this.#queue.singly = true;
    this.#singlyUntil = now + SINGLY_MS;
    this.#counters.add(COUNTER.udp_retries, 1);
    return true;
  }

  #drop(reason: typeof COUNTER.udp_dropped_no_buffers | typeof COUNTER.udp_dropped_refused): void {
    this.#counters.add(reason, this.#queue.headSegments);
    this.#queue.dropHead();
  }
}
