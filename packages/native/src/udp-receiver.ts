import { IPV4_BYTES, IPV6_BYTES, type SocketAddress } from "@fz/ip";
import { AddressTable } from "./address-table.ts";
import { arena } from "./arena.ts";
import { CMSG_DATA, CMSG_LEVEL, CMSG_TYPE, nextCmsg } from "./control-messages.ts";
import { lastErrno, recvmmsg } from "./libc.ts";
import * as linux from "./linux.ts";
import {
  clearFlags,
  controlLength,
  IOVEC_BYTES,
  MMSGHDR_BYTES,
  movedBytes,
  setBuffer,
  setControl,
  setControlLength,
  setIovec,
  setName,
  setNameLength,
} from "./message-headers.ts";
import { SOCKADDR_BYTES, sockaddrIpLength, sockaddrIpOffset, sockaddrPort } from "./sockaddr.ts";
import type { UdpSocket } from "./udp-socket.ts";

/** The largest that UDP_GRO puts together. */
const BUFFER_BYTES = 65_536;
const CONTROL_BYTES = 128;
const ECN_MASK = 0b11;
const PKTINFO_IPV4_ADDRESS = 8;
const DEFAULT_MESSAGES = 8;
const DEFAULT_ADDRESSES = 4096;

export interface UdpReceiverOptions {
  /** Messages per system call, each up to 64 datagrams of one sender. */
  readonly messages?: number;
  /** Addresses kept as objects, a power of two. */
  readonly addresses?: number;
}

/**
 * Receives batches from any number of sockets into buffers of its own. `receive`, then for each message `select(i)`; the
 * fields describe the selected message until the next call. Allocates for addresses not seen before only.
 */
export class UdpReceiver {
  /** Where the selected message lies in the arena: datagrams of `segmentLength` bytes back to back, the last maybe shorter. */
  offset = 0;
  length = 0;
  segmentLength = 0;
  /** The two ECN bits (RFC 3168) of the outer header. */
  ecn = 0;
  local: SocketAddress = { ip: "0.0.0.0", port: 0 };
  remote: SocketAddress = { ip: "0.0.0.0", port: 0 };

  readonly #messages: number;
  readonly #headers: number;
  readonly #names: number;
  readonly #controls: number;
  readonly #buffers: number;
  readonly #remotes: AddressTable;
  readonly #locals: AddressTable;
  #used: number;
  #port = 0;

  constructor(options: UdpReceiverOptions = {}) {
    this.#messages = options.messages ?? DEFAULT_MESSAGES;
    this.#remotes = new AddressTable(options.addresses ?? DEFAULT_ADDRESSES);
    this.#locals = new AddressTable(options.addresses ?? DEFAULT_ADDRESSES);
    this.#headers = arena.reserve(this.#messages * MMSGHDR_BYTES);
    this.#names = arena.reserve(this.#messages * SOCKADDR_BYTES);
    this.#controls = arena.reserve(this.#messages * CONTROL_BYTES);
    this.#buffers = arena.reserve(this.#messages * BUFFER_BYTES);
    this.#used = this.#messages;
    const iovecs = arena.reserve(this.#messages * IOVEC_BYTES);
    for (let i = 0; i < this.#messages; i++) {
      const header = this.#headers + i * MMSGHDR_BYTES;
      const iovec = iovecs + i * IOVEC_BYTES;
      setIovec(header, iovec);
      setBuffer(iovec, this.#buffers + i * BUFFER_BYTES, BUFFER_BYTES);
      setName(header, this.#names + i * SOCKADDR_BYTES, SOCKADDR_BYTES);
      setControl(header, this.#controls + i * CONTROL_BYTES, CONTROL_BYTES);
    }
  }

  /** Messages that one call receives at most. */
  get capacity(): number {
    return this.#messages;
  }

  /** Number of messages received, or a negative errno (−EAGAIN where there are none). */
  receive(socket: UdpSocket): number {
    for (let i = 0; i < this.#used; i++) {
      const header = this.#headers + i * MMSGHDR_BYTES;
      setNameLength(header, SOCKADDR_BYTES);
      setControlLength(header, CONTROL_BYTES);
      clearFlags(header);
    }
    this.#used = 0;
    this.#port = socket.local.port;
    const headers = arena.address(this.#headers);
    const received = recvmmsg(socket.fd, headers, this.#messages, linux.MSG_DONTWAIT, 0);
    if (received < 0) return -lastErrno();
    this.#used = received;
    return received;
  }

  /** Describes message `index` of the last `receive` in the fields of this object. */
  select(index: number): void {
    const header = this.#headers + index * MMSGHDR_BYTES;
    const name = this.#names + index * SOCKADDR_BYTES;
    this.offset = this.#buffers + index * BUFFER_BYTES;
    this.length = movedBytes(header);
    this.segmentLength = this.length;
    this.ecn = 0;
    this.remote = this.#remotes.intern(sockaddrIpOffset(name), sockaddrIpLength(name), sockaddrPort(name));
    this.#readControl(this.#controls + index * CONTROL_BYTES, controlLength(header));
  }

  #readControl(start: number, length: number): void {
    const { view } = arena;
    const end = start + length;
    for (let at = start; at + CMSG_DATA <= end; at = nextCmsg(at, end)) {
      const level = view.getInt32(at + CMSG_LEVEL, true);
      const type = view.getInt32(at + CMSG_TYPE, true);
      const data = at + CMSG_DATA;
      if (level === linux.SOL_UDP && type === linux.UDP_GRO) {
        this.segmentLength = view.getInt32(data, true);
      } else if (level === linux.IPPROTO_IP && type === linux.IP_TOS) {
        this.ecn = arena.u8[data] & ECN_MASK;
      } else if (level === linux.IPPROTO_IPV6 && type === linux.IPV6_TCLASS) {
        this.ecn = view.getInt32(data, true) & ECN_MASK;
      } else if (level === linux.IPPROTO_IP && type === linux.IP_PKTINFO) {
        this.local = this.#locals.intern(data + PKTINFO_IPV4_ADDRESS, IPV4_BYTES, this.#port);
      } else if (level === linux.IPPROTO_IPV6 && type === linux.IPV6_PKTINFO) {
        this.local = this.#locals.intern(data, IPV6_BYTES, this.#port);
      }
    }
  }
}
