import { IPV4_BYTES, ipBytes, type SocketAddress, sameSocketAddress } from "@fz/ip";
import { arena } from "./arena.ts";
import { CMSG_DATA, cmsgSpace, writeCmsgHeader } from "./control-messages.ts";
import { EINVAL, EIO, EMSGSIZE } from "./errors.ts";
import { lastErrno, sendmmsg } from "./libc.ts";
import * as linux from "./linux.ts";
import { IOVEC_BYTES, MMSGHDR_BYTES, setBuffer, setControl, setIovec, setName } from "./message-headers.ts";
import { encodeSockaddr, SOCKADDR_BYTES } from "./sockaddr.ts";
import type { UdpSocket } from "./udp-socket.ts";

const BATCH_BYTES = 65_536;
/** 65,535 less the outer IPv6 and UDP headers, less slack for options. */
const LARGEST_BATCH = 65_400;
/** UDP_MAX_SEGMENTS of kernels before 6.9; later ones take 128. */
const LARGEST_SEGMENT_COUNT = 64;
const DEFAULT_BATCHES = 32;

const SEGMENT_DATA_BYTES = 2;
const INT_BYTES = 4;
const IN_PKTINFO_BYTES = 12;
const IN_PKTINFO_SOURCE = 4;
const IN6_PKTINFO_BYTES = 20;
const CONTROL_BYTES = cmsgSpace(IN6_PKTINFO_BYTES) + cmsgSpace(INT_BYTES) + cmsgSpace(SEGMENT_DATA_BYTES);

/** An address as the kernel wants it, kept with the address object. */
interface KernelAddress {
  readonly sockaddr: Uint8Array;
  /** in_pktinfo or in6_pktinfo that makes it the source. */
  readonly pktinfo: Uint8Array;
  /** False once the kernel refused a batch to it: the path's MTU is less than a segment. */
  segmentable: boolean;
}

/** Datagrams of one source, destination, ECN and size (the last may be shorter), back to back in the arena. */
interface Batch {
  readonly buffer: number;
  readonly name: number;
  readonly control: number;
  readonly iovec: number;
  readonly header: number;
  source: SocketAddress | undefined;
  destination: SocketAddress | undefined;
  to: KernelAddress | undefined;
  ecn: number;
  length: number;
  segmentLength: number;
  segments: number;
  /** Datagrams already sent, where they go one by one. */
  sent: number;
  /** No further datagram may follow: the last was shorter. */
  closed: boolean;
}

/**
 * Outgoing datagrams of one socket, in the order in which they were added, gathered into batches that one system call
 * sends. `reserve` a place, write the datagram there, `commit` its length; `flush` when there is no more to add.
 */
export class UdpSendQueue {
  #socket: UdpSocket;
  readonly #batches: Batch[];
  readonly #headers: number;
  readonly #singleHeaders: number;
  readonly #singleIovecs: number;
  readonly #kernelAddresses = new WeakMap<SocketAddress, KernelAddress>();
  /**
   * Sends datagrams one by one. A queueing discipline that takes only part of a batch says that it took it; of single
   * datagrams the kernel says for each whether it was taken.
   */
  singly = false;
  /** Batches from #head up to #tail wait to be sent; #open is the one that `reserve` chose. */
  #head = 0;
  #tail = 0;
  #open: Batch;
  #pendingBytes = 0;
  #departed = 0;

  /** @param batches how many may wait; each takes 64 KiB of the arena */
  constructor(socket: UdpSocket, batches = DEFAULT_BATCHES) {
    this.#socket = socket;
    this.#headers = arena.reserve(batches * MMSGHDR_BYTES);
    this.#batches = Array.from({ length: batches }, (_, i) => newBatch(this.#headers + i * MMSGHDR_BYTES));
    this.#open = this.#batches[0];
    this.#singleHeaders = arena.reserve(LARGEST_SEGMENT_COUNT * MMSGHDR_BYTES);
    this.#singleIovecs = arena.reserve(LARGEST_SEGMENT_COUNT * IOVEC_BYTES);
    for (let i = 0; i < LARGEST_SEGMENT_COUNT; i++) {
      setIovec(this.#singleHeaders + i * MMSGHDR_BYTES, this.#singleIovecs + i * IOVEC_BYTES);
    }
  }

  /** Goes on with another socket of the same IP version; what waits is discarded. */
  useSocket(socket: UdpSocket): void {
    this.#socket = socket;
    this.#departed += this.#tail - this.#head;
    this.#rewind();
  }

  get empty(): boolean {
    return this.#head === this.#tail;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Batches that may still be opened before something must be sent. */
  get freeBatches(): number {
    return this.#batches.length - this.#tail;
  }

  /**
   * Offset in the arena where a datagram of up to `length` bytes may be written, or −1 where the queue is full. Nothing
   * counts until `commit`.
   * @param length the exact length where known: a datagram joins a batch only if it is no longer than those before it
   */
  reserve(source: SocketAddress | undefined, destination: SocketAddress, ecn: number, length: number): number {
    const last = this.#lastBatchFor(source, destination);
    if (last !== undefined && accepts(last, ecn, length)) {
      this.#open = last;
      return last.buffer + last.length;
    }
    if (this.#tail === this.#batches.length) return -1;
    const batch = this.#batches[this.#tail];
    this.#start(batch, source, destination, ecn);
    this.#open = batch;
    return batch.buffer;
  }

  /** Adds the datagram written to the place that `reserve` gave last. */
  commit(length: number): void {
    const batch = this.#open;
    if (batch.segments === 0) {
      batch.segmentLength = length;
      this.#tail++;
    } else if (length < batch.segmentLength) {
      batch.closed = true;
    }
    batch.length += length;
    batch.segments++;
    this.#pendingBytes += length;
  }

  /**
   * Sends what waits, in order. Gives 0 when all is sent, else the negative errno with which the kernel refused the first
   * batch that still waits. Where it refuses segmentation, the datagrams go one by one from then on.
   */
  flush(): number {
    while (this.#head < this.#tail) {
      const batch = this.#batches[this.#head];
      const errno = this.#mustSplit(batch) ? this.#sendSingly(batch) : this.#sendWhole();
      if (errno !== 0 && !this.#segmentsLess(errno, this.#batches[this.#head])) return -errno;
    }
    this.#rewind();
    return 0;
  }

  /** Batches that have left, sent or dropped, since the start: tells whether the first one is still the same. */
  get departed(): number {
    return this.#departed;
  }

  /** Datagrams of the batch that the kernel refused. */
  get headSegments(): number {
    return this.empty ? 0 : this.#batches[this.#head].segments - this.#batches[this.#head].sent;
  }

  /** Gives up the batch that the kernel refused. */
  dropHead(): void {
    if (this.empty) return;
    this.#leave(this.#batches[this.#head]);
    if (this.empty) this.#rewind();
  }

  #lastBatchFor(source: SocketAddress | undefined, destination: SocketAddress): Batch | undefined {
    for (let i = this.#tail - 1; i >= this.#head; i--) {
      const batch = this.#batches[i];
      if (sameAddress(batch.destination, destination) && sameAddress(batch.source, source)) return batch;
    }
    return undefined;
  }

  #start(batch: Batch, source: SocketAddress | undefined, destination: SocketAddress, ecn: number): void {
    batch.ecn = ecn;
    batch.length = 0;
    batch.segments = 0;
    batch.sent = 0;
    batch.closed = false;
    batch.source = source;
    if (batch.destination === destination && batch.to !== undefined) return;
    const to = this.#kernelAddress(destination);
    batch.destination = destination;
    batch.to = to;
    arena.u8.set(to.sockaddr, batch.name);
    setName(batch.header, batch.name, to.sockaddr.length);
  }

  #kernelAddress(address: SocketAddress): KernelAddress {
    let known = this.#kernelAddresses.get(address);
    if (known === undefined) {
      known = { sockaddr: encodeSockaddr(address), pktinfo: encodePktinfo(address), segmentable: true };
      this.#kernelAddresses.set(address, known);
    }
    return known;
  }

  #mustSplit(batch: Batch): boolean {
    if (batch.segments < 2) return false;
    return this.singly || batch.sent > 0 || !this.#socket.segmentation || batch.to?.segmentable === false;
  }

  /** As many batches from the head on as need no splitting, in one call. Gives 0 or errno. */
  #sendWhole(): number {
    let end = this.#head;
    while (end < this.#tail && !this.#mustSplit(this.#batches[end])) {
      const batch = this.#batches[end++];
      setBuffer(batch.iovec, batch.buffer, batch.length);
      setControl(batch.header, batch.control, this.#writeControl(batch, batch.segments > 1));
    }
    const headers = this.#headers + this.#head * MMSGHDR_BYTES;
    const sent = sendmmsg(this.#socket.fd, arena.address(headers), end - this.#head, linux.MSG_DONTWAIT);
    if (sent < 0) return lastErrno();
    for (let i = 0; i < sent; i++) this.#leave(this.#batches[this.#head]);
    return 0;
  }

  /** The datagrams of one batch as messages of their own. Gives 0 or errno. */
  #sendSingly(batch: Batch): number {
    const controlBytes = this.#writeControl(batch, false);
    const count = batch.segments - batch.sent;
    for (let i = 0; i < count; i++) {
      const header = this.#singleHeaders + i * MMSGHDR_BYTES;
      const start = (batch.sent + i) * batch.segmentLength;
      const length = Math.min(batch.segmentLength, batch.length - start);
      setBuffer(this.#singleIovecs + i * IOVEC_BYTES, batch.buffer + start, length);
      setName(header, batch.name, batch.to?.sockaddr.length ?? 0);
      setControl(header, batch.control, controlBytes);
    }
    const sent = sendmmsg(this.#socket.fd, arena.address(this.#singleHeaders), count, linux.MSG_DONTWAIT);
    if (sent < 0) return lastErrno();
    batch.sent += sent;
    if (batch.sent === batch.segments) this.#leave(batch);
    return 0;
  }

  /**
   * Whether another try with single datagrams makes sense. EIO: no checksum offload on the way out; EINVAL, or EMSGSIZE of
   * later kernels: a segment exceeds this path's MTU (udp_send_skb of Linux), unless a single datagram is refused alike.
   */
  #segmentsLess(errno: number, batch: Batch): boolean {
    if (batch.segments < 2) return false;
    if (this.#mustSplit(batch)) {
      if (isTooLong(errno) && batch.sent === 0 && batch.to !== undefined) batch.to.segmentable = true;
      return false;
    }
    if (errno === EIO) this.#socket.segmentation = false;
    else if (isTooLong(errno) && batch.to !== undefined) batch.to.segmentable = false;
    else return false;
    return true;
  }

  /** Source address, ECN and segment size as ancillary data; gives its length. */
  #writeControl(batch: Batch, segmented: boolean): number {
    const start = batch.control;
    let end = start;
    if (batch.source !== undefined) end += this.#writeSource(end, batch.source);
    if (batch.ecn !== 0) {
      const isIpv4 = this.#socket.version === 4;
      const level = isIpv4 ? linux.IPPROTO_IP : linux.IPPROTO_IPV6;
      arena.view.setInt32(end + CMSG_DATA, batch.ecn, true);
      end += writeCmsgHeader(end, level, isIpv4 ? linux.IP_TOS : linux.IPV6_TCLASS, INT_BYTES);
    }
    if (segmented) {
      arena.view.setUint16(end + CMSG_DATA, batch.segmentLength, true);
      end += writeCmsgHeader(end, linux.SOL_UDP, linux.UDP_SEGMENT, SEGMENT_DATA_BYTES);
    }
    return end - start;
  }

  #writeSource(at: number, source: SocketAddress): number {
    const { pktinfo } = this.#kernelAddress(source);
    arena.u8.set(pktinfo, at + CMSG_DATA);
    return pktinfo.length === IN_PKTINFO_BYTES
      ? writeCmsgHeader(at, linux.IPPROTO_IP, linux.IP_PKTINFO, IN_PKTINFO_BYTES)
      : writeCmsgHeader(at, linux.IPPROTO_IPV6, linux.IPV6_PKTINFO, IN6_PKTINFO_BYTES);
  }

  #leave(batch: Batch): void {
    this.#head++;
    this.#departed++;
    this.#pendingBytes -= batch.length;
  }

  #rewind(): void {
    this.#head = 0;
    this.#tail = 0;
    this.#pendingBytes = 0;
  }
}

function newBatch(header: number): Batch {
  const batch: Batch = {
    buffer: arena.reserve(BATCH_BYTES),
    name: arena.reserve(SOCKADDR_BYTES),
    control: arena.reserve(CONTROL_BYTES),
    iovec: arena.reserve(IOVEC_BYTES),
    header,
    source: undefined,
    destination: undefined,
    to: undefined,
    ecn: 0,
    length: 0,
    segmentLength: 0,
    segments: 0,
    sent: 0,
    closed: false,
  };
  setIovec(header, batch.iovec);
  return batch;
}

function encodePktinfo(source: SocketAddress): Uint8Array {
  const ip = ipBytes(source.ip) ?? new Uint8Array(IPV4_BYTES);
  const isIpv4 = ip.length === IPV4_BYTES;
  const pktinfo = new Uint8Array(isIpv4 ? IN_PKTINFO_BYTES : IN6_PKTINFO_BYTES);
  pktinfo.set(ip, isIpv4 ? IN_PKTINFO_SOURCE : 0);
  return pktinfo;
}

function isTooLong(errno: number): boolean {
  return errno === EINVAL || errno === EMSGSIZE;
}

function accepts(batch: Batch, ecn: number, length: number): boolean {
  return (
    !batch.closed &&
    batch.sent === 0 &&
    batch.ecn === ecn &&
    batch.segments < LARGEST_SEGMENT_COUNT &&
    length <= batch.segmentLength &&
    batch.length + length <= LARGEST_BATCH
  );
}

function sameAddress(a: SocketAddress | undefined, b: SocketAddress | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && sameSocketAddress(a, b);
}
