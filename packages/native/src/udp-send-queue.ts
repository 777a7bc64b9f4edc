import type { SocketAddress } from "@fz/ip";
import { arena } from "./arena.ts";
import { EINVAL, EIO, EMSGSIZE } from "./errors.ts";
import { lastErrno, sendmmsg } from "./libc.ts";
import * as linux from "./linux.ts";
import { IOVEC_BYTES, MMSGHDR_BYTES, setBuffer, setControl, setIovec, setName } from "./message-headers.ts";
import { SOCKADDR_BYTES } from "./sockaddr.ts";
import { type KernelAddress, kernelAddress, LARGEST_SEGMENT_COUNT, UdpBatch } from "./udp-batch.ts";
import type { UdpSocket } from "./udp-socket.ts";

const DEFAULT_BATCHES = 32;
/** Messages of one system call. */
const MOST_MESSAGES = LARGEST_SEGMENT_COUNT;

/**
 * Outgoing datagrams of one socket, in the order in which they were added, gathered into batches that one system call
 * sends. `reserve` a place, write the datagram there, `commit` its length; `flush` when there is no more to add.
 */
export class UdpSendQueue {
  #socket: UdpSocket;
  readonly #messages = arena.reserve(MOST_MESSAGES * MMSGHDR_BYTES);
  readonly #iovecs = arena.reserve(MOST_MESSAGES * IOVEC_BYTES);
  readonly #names = arena.reserve(MOST_MESSAGES * SOCKADDR_BYTES);
  readonly #kernelAddresses = new WeakMap<SocketAddress, KernelAddress>();
  /** In the order in which they are sent. */
  readonly #waiting: UdpBatch[] = [];
  /** The last one was used last, so its memory is the likeliest to be in the cache. */
  readonly #free: UdpBatch[];
  /** The one that `reserve` chose. */
  #chosen: UdpBatch;
  #pendingBytes = 0;
  #departed = 0;
  /**
   * Sends datagrams one by one. A queueing discipline that takes only part of a batch says that it took it; of single
   * datagrams the kernel says for each whether it was taken.
   */
  singly = false;

  /** @param batches how many may wait; each takes 64 KiB of the arena */
  constructor(socket: UdpSocket, batches = DEFAULT_BATCHES) {
    this.#socket = socket;
    this.#free = Array.from({ length: batches }, () => new UdpBatch());
    this.#chosen = this.#free[0];
    for (let i = 0; i < MOST_MESSAGES; i++) {
      setIovec(this.#messages + i * MMSGHDR_BYTES, this.#iovecs + i * IOVEC_BYTES);
    }
  }

  /** Goes on with another socket of the same IP version; what waits is discarded. */
  useSocket(socket: UdpSocket): void {
    this.#socket = socket;
    while (!this.empty) this.dropHead();
  }

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Batches that may still be opened before something must be sent. */
  get freeBatches(): number {
    return this.#free.length;
  }

  /**
   * Offset in the arena where a datagram of up to `length` bytes may be written, or −1 where the queue is full. Nothing
   * counts until `commit`.
   * @param length the exact length where known: a datagram joins a batch only if it is no longer than those before it
   */
  reserve(source: SocketAddress | undefined, destination: SocketAddress, ecn: number, length: number): number {
    const last = this.#lastBatchBetween(source, destination);
    if (last?.accepts(ecn, length)) {
      this.#chosen = last;
      return last.buffer + last.length;
    }
    const batch = this.#free.at(-1);
    if (batch === undefined) return -1;
    const from = source && this.#kernelAddress(source);
    batch.start(source, from, destination, this.#kernelAddress(destination), ecn);
    this.#chosen = batch;
    return batch.buffer;
  }

  /** Adds the datagram written to the place that `reserve` gave last. */
  commit(length: number): void {
    const batch = this.#chosen;
    if (batch.segments === 0) {
      this.#free.pop();
      this.#waiting.push(batch);
    }
    batch.add(length);
    this.#pendingBytes += length;
  }

  /**
   * Sends what waits, in order. Gives 0 when all is sent, else the negative errno with which the kernel refused the first
   * batch that still waits. Where it refuses segmentation, the datagrams go one by one from then on.
   * @param keepLast leaves the last batch alone if it may still grow
   */
  flush(keepLast = false): number {
    const kept = keepLast && this.#waiting.at(-1)?.mayGrow ? 1 : 0;
    while (this.#waiting.length > kept) {
      const batch = this.#waiting[0];
      const errno = this.#mustSplit(batch) ? this.#sendSingly(batch) : this.#sendWhole(this.#waiting.length - kept);
      if (errno !== 0 && !this.#segmentsLess(errno, this.#waiting[0])) return -errno;
    }
    return 0;
  }

  /** Batches that have left, sent or dropped, since the start: tells whether the first one is still the same. */
  get departed(): number {
    return this.#departed;
  }

  /** Datagrams of the batch that the kernel refused. */
  get headSegments(): number {
    return this.empty ? 0 : this.#waiting[0].segments - this.#waiting[0].sent;
  }

  /** Gives up the batch that the kernel refused. */
  dropHead(): void {
    const batch = this.#waiting.shift();
    if (batch === undefined) return;
    this.#free.push(batch);
    this.#departed++;
    this.#pendingBytes -= batch.length;
  }

  #lastBatchBetween(source: SocketAddress | undefined, destination: SocketAddress): UdpBatch | undefined {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      if (this.#waiting[i].isBetween(source, destination)) return this.#waiting[i];
    }
    return undefined;
  }

  #kernelAddress(address: SocketAddress): KernelAddress {
    let known = this.#kernelAddresses.get(address);
    if (known === undefined) {
      known = kernelAddress(address);
      this.#kernelAddresses.set(address, known);
    }
    return known;
  }

  #mustSplit(batch: UdpBatch): boolean {
    if (batch.segments < 2) return false;
    return this.singly || batch.sent > 0 || !this.#socket.segmentation || batch.to?.segmentable === false;
  }

  /** Of the first `most` batches as many as need no splitting, in one call. Gives 0 or errno. */
  #sendWhole(most: number): number {
    let count = 0;
    while (count < most && count < MOST_MESSAGES && !this.#mustSplit(this.#waiting[count])) {
      const batch = this.#waiting[count];
      const controlBytes = batch.writeControl(this.#socket.version, batch.segments > 1);
      this.#writeMessage(count++, batch, batch.buffer, batch.length, controlBytes);
    }
    const sent = sendmmsg(this.#socket.fd, arena.address(this.#messages), count, linux.MSG_DONTWAIT);
    if (sent < 0) return lastErrno();
    for (let i = 0; i < sent; i++) this.dropHead();
    return 0;
  }

  /** The datagrams of one batch as messages of their own. Gives 0 or errno. */
  #sendSingly(batch: UdpBatch): number {
    const controlBytes = batch.writeControl(this.#socket.version, false);
    const count = batch.segments - batch.sent;
    for (let i = 0; i < count; i++) {
      const start = (batch.sent + i) * batch.segmentLength;
      const length = Math.min(batch.segmentLength, batch.length - start);
      this.#writeMessage(i, batch, batch.buffer + start, length, controlBytes);
    }
    const sent = sendmmsg(this.#socket.fd, arena.address(this.#messages), count, linux.MSG_DONTWAIT);
    if (sent < 0) return lastErrno();
    batch.sent += sent;
    if (batch.sent === batch.segments) this.dropHead();
    return 0;
  }

  #writeMessage(index: number, batch: UdpBatch, offset: number, length: number, controlBytes: number): void {
    const message = this.#messages + index * MMSGHDR_BYTES;
    const name = this.#names + index * SOCKADDR_BYTES;
    const sockaddr = batch.to?.sockaddr;
    if (sockaddr === undefined) return;
    arena.u8.set(sockaddr, name);
    setName(message, name, sockaddr.length);
    setBuffer(this.#iovecs + index * IOVEC_BYTES, offset, length);
    setControl(message, batch.control, controlBytes);
  }

  /**
   * Whether another try with single datagrams makes sense. EIO: no checksum offload on the way out; EINVAL, or EMSGSIZE of
   * later kernels: a segment exceeds this path's MTU (udp_send_skb of Linux), unless a single datagram is refused alike.
   */
  #segmentsLess(errno: number, batch: UdpBatch): boolean {
    if (batch.segments < 2) return false;
    const tooLong = errno === EINVAL || errno === EMSGSIZE;
    if (this.#mustSplit(batch)) {
      if (tooLong && batch.sent === 0 && batch.to !== undefined) batch.to.segmentable = true;
      return false;
    }
    if (errno === EIO) this.#socket.segmentation = false;
    else if (tooLong && batch.to !== undefined) batch.to.segmentable = false;
    else return false;
    return true;
  }
}
