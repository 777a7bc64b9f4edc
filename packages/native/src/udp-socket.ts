import { formatIp, formatSocketAddress, type IpVersion, ipVersion, type SocketAddress } from "@fz/ip";
import { arena } from "./arena.ts";
import { CMSG_DATA, CMSG_LEVEL, CMSG_TYPE, nextCmsg } from "./control-messages.ts";
import { EADDRINUSE, SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import * as linux from "./linux.ts";
import {
  clearFlags,
  controlLength,
  IOVEC_BYTES,
  MSGHDR_BYTES,
  setBuffer,
  setControl,
  setIovec,
  setName,
} from "./message-headers.ts";
import { SOCKADDR_BYTES, sockaddrIpLength, sockaddrIpOffset, sockaddrPort, writeSockaddr } from "./sockaddr.ts";
import { closeFd, getOption, setOption, trySetOption } from "./socket-options.ts";

export interface UdpOptions {
  /** SO_MARK; needs CAP_NET_ADMIN. */
  readonly mark?: number;
  /** Bytes; halved until the kernel accepts, down to 64 KiB. */
  readonly sendBufferBytes?: number;
  readonly receiveBufferBytes?: number;
  /** Several sockets on one port, among which the kernel spreads flows. */
  readonly reusePort?: boolean;
}

/** 1 ms of sending and 10 ms of receiving at 10 Gbit/s. */
export const DEFAULT_SEND_BUFFER_BYTES = 2 << 20;
export const DEFAULT_RECEIVE_BUFFER_BYTES = 16 << 20;
const SMALLEST_BUFFER_BYTES = 64 << 10;

/** sock_extended_err, then the offender's sockaddr. */
const ERROR_CONTROL_BYTES = 128;

const errorHeader = arena.reserve(MSGHDR_BYTES);
const errorIovec = arena.reserve(IOVEC_BYTES);
const errorPayload = arena.reserve(1);
const errorControl = arena.reserve(ERROR_CONTROL_BYTES);
const nameScratch = arena.reserve(SOCKADDR_BYTES);
const nameLength = arena.reserve(4);

/**
 * A non-blocking UDP socket of one IP version that reports, for each datagram, the local address and the ECN bits, takes
 * batches apart and together (UDP_GRO, UDP_SEGMENT), and queues ICMP errors. `UdpReceiver` and `UdpSendQueue` move data.
 */
export class UdpSocket {
  readonly fd: number;
  readonly version: IpVersion;
  /** What the socket is bound to; the port is the actual one, the address may be the wildcard. */
  readonly local: SocketAddress;
  /** Whether UDP_SEGMENT may be used; turned off by the send queue where the kernel refuses it. */
  segmentation: boolean;
  #open = true;

  private constructor(fd: number, version: IpVersion, segmentation: boolean) {
    this.fd = fd;
    this.version = version;
    this.segmentation = segmentation;
    this.local = boundAddress(fd);
  }

  /** @throws SystemError */
  static bind(address: SocketAddress, options: UdpOptions = {}): UdpSocket {
    const version = ipVersion(address.ip);
    const family = version === 4 ? linux.AF_INET : linux.AF_INET6;
    const fd = libc.socket(family, linux.SOCK_DGRAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC, 0);
    if (fd < 0) throw new SystemError("socket", `for UDP over IPv${version}`);
    try {
      if (version === 4) configureIpv4(fd);
      else configureIpv6(fd);
      if (options.mark !== undefined) setOption(fd, linux.SOL_SOCKET, linux.SO_MARK, options.mark, "SO_MARK");
      if (options.reusePort) setOption(fd, linux.SOL_SOCKET, linux.SO_REUSEPORT, 1, "SO_REUSEPORT");
      sizeBuffer(fd, linux.SO_SNDBUFFORCE, linux.SO_SNDBUF, options.sendBufferBytes ?? DEFAULT_SEND_BUFFER_BYTES);
      sizeBuffer(fd, linux.SO_RCVBUFFORCE, linux.SO_RCVBUF, options.receiveBufferBytes ?? DEFAULT_RECEIVE_BUFFER_BYTES);
      trySetOption(fd, linux.SOL_UDP, linux.UDP_GRO, 1);
      const segmentation = trySetOption(fd, linux.SOL_UDP, linux.UDP_SEGMENT, 0);
      const length = writeSockaddr(nameScratch, address);
      if (libc.bindSocket(fd, arena.address(nameScratch), length) < 0) {
        throw new SystemError("bind", formatSocketAddress(address));
      }
      return new UdpSocket(fd, version, segmentation);
    } catch (error) {
      libc.close(fd);
      throw error;
    }
  }

  /** Binds to the address's port, or to an ephemeral one where that is taken. @throws SystemError */
  static bindPreferring(address: SocketAddress, options: UdpOptions = {}): UdpSocket {
    try {
      return UdpSocket.bind(address, options);
    } catch (error) {
      if (!(error instanceof SystemError) || error.errno !== EADDRINUSE) throw error;
      return UdpSocket.bind({ ip: address.ip, port: 0 }, options);
    }
  }

  /**
   * Takes one error (ICMP, or the kernel's own) off the error queue: its errno, or 0 where the queue is empty. To be
   * called on POLLERR until it gives 0, or the queue fills and the descriptor stays readable.
   */
  readError(): number {
    setIovec(errorHeader, errorIovec);
    setBuffer(errorIovec, errorPayload, 1);
    setName(errorHeader, nameScratch, SOCKADDR_BYTES);
    setControl(errorHeader, errorControl, ERROR_CONTROL_BYTES);
    clearFlags(errorHeader);
    const moved = libc.recvmsg(this.fd, arena.address(errorHeader), linux.MSG_ERRQUEUE | linux.MSG_DONTWAIT);
    if (moved < 0) return getOption(this.fd, linux.SOL_SOCKET, linux.SO_ERROR);
    return extendedErrno();
  }

  close(): void {
    if (this.#open) closeFd(this.fd);
    this.#open = false;
  }
}

function configureIpv4(fd: number): void {
  setOption(fd, linux.IPPROTO_IP, linux.IP_PKTINFO, 1, "IP_PKTINFO");
  setOption(fd, linux.IPPROTO_IP, linux.IP_RECVTOS, 1, "IP_RECVTOS");
  setOption(fd, linux.IPPROTO_IP, linux.IP_RECVERR, 1, "IP_RECVERR");
}

function configureIpv6(fd: number): void {
  setOption(fd, linux.IPPROTO_IPV6, linux.IPV6_V6ONLY, 1, "IPV6_V6ONLY");
  setOption(fd, linux.IPPROTO_IPV6, linux.IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
  setOption(fd, linux.IPPROTO_IPV6, linux.IPV6_RECVTCLASS, 1, "IPV6_RECVTCLASS");
  setOption(fd, linux.IPPROTO_IPV6, linux.IPV6_RECVERR, 1, "IPV6_RECVERR");
  // A temporary address (RFC 8981) would change every few hours, and with it every candidate.
  trySetOption(fd, linux.IPPROTO_IPV6, linux.IPV6_ADDR_PREFERENCES, linux.IPV6_PREFER_SRC_PUBLIC);
}

/** The forced variant goes beyond net.core.{r,w}mem_max where we have CAP_NET_ADMIN. */
function sizeBuffer(fd: number, forced: number, plain: number, wanted: number): void {
  for (let bytes = wanted; bytes >= SMALLEST_BUFFER_BYTES; bytes = Math.floor(bytes / 2)) {
    if (trySetOption(fd, linux.SOL_SOCKET, forced, bytes) || trySetOption(fd, linux.SOL_SOCKET, plain, bytes)) return;
  }
}

function boundAddress(fd: number): SocketAddress {
  arena.view.setUint32(nameLength, SOCKADDR_BYTES, true);
  if (libc.getsockname(fd, arena.address(nameScratch), arena.address(nameLength)) < 0) {
    throw new SystemError("getsockname", "of a UDP socket");
  }
  const ip = formatIp(arena.u8, sockaddrIpOffset(nameScratch), sockaddrIpLength(nameScratch));
  return { ip, port: sockaddrPort(nameScratch) };
}

/** ee_errno, the first word of sock_extended_err (ip(7), IP_RECVERR). */
function extendedErrno(): number {
  const { view } = arena;
  const end = errorControl + controlLength(errorHeader);
  for (let at = errorControl; at + CMSG_DATA < end; at = nextCmsg(at, end)) {
    const level = view.getInt32(at + CMSG_LEVEL, true);
    const type = view.getInt32(at + CMSG_TYPE, true);
    const isError =
      (level === linux.IPPROTO_IP && type === linux.IP_RECVERR) ||
      (level === linux.IPPROTO_IPV6 && type === linux.IPV6_RECVERR);
    if (isError) return view.getUint32(at + CMSG_DATA, true);
  }
  return 0;
}
