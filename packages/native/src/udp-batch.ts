import { IPV4_BYTES, type IpVersion, ipBytes, type SocketAddress, sameSocketAddress } from "@fz/ip";
import { arena } from "./arena.ts";
import { CMSG_DATA, cmsgSpace, writeCmsgHeader } from "./control-messages.ts";
import * as linux from "./linux.ts";
import { encodeSockaddr } from "./sockaddr.ts";

const BATCH_BYTES = 65_536;
/** 65,535 less the outer IPv6 and UDP headers, less slack for options. */
const LARGEST_BATCH = 65_400;
/** UDP_MAX_SEGMENTS of kernels before 6.9; later ones take 128. */
export const LARGEST_SEGMENT_COUNT = 64;

const SEGMENT_DATA_BYTES = 2;
const INT_BYTES = 4;
const IN_PKTINFO_BYTES = 12;
const IN_PKTINFO_SOURCE = 4;
const IN6_PKTINFO_BYTES = 20;
const CONTROL_BYTES = cmsgSpace(IN6_PKTINFO_BYTES) + cmsgSpace(INT_BYTES) + cmsgSpace(SEGMENT_DATA_BYTES);

/** An address as the kernel wants it. */
export interface KernelAddress {
  readonly sockaddr: Uint8Array;
  /** in_pktinfo or in6_pktinfo that makes it the source. */
  readonly pktinfo: Uint8Array;
  /** False once the kernel refused a batch to it: the path's MTU is less than a segment. */
  segmentable: boolean;
}

/** @throws TypeError where the text is no address */
export function kernelAddress(address: SocketAddress): KernelAddress {
  return { sockaddr: encodeSockaddr(address), pktinfo: encodePktinfo(address), segmentable: true };
}

/** Datagrams of one source, destination, ECN and size (the last may be shorter), back to back in the arena. */
export class UdpBatch {
  readonly buffer = arena.reserve(BATCH_BYTES);
  readonly control = arena.reserve(CONTROL_BYTES);
  /** Of all datagrams together. */
  length = 0;
  segmentLength = 0;
  segments = 0;
  /** Datagrams already sent, where they go one by one. */
  sent = 0;
  to: KernelAddress | undefined;
  #source: SocketAddress | undefined;
  #from: KernelAddress | undefined;
  #destination: SocketAddress | undefined;
  #ecn = 0;
  /** No further datagram may follow: the last was shorter. */
  #closed = false;

  start(
    source: SocketAddress | undefined,
    from: KernelAddress | undefined,
    destination: SocketAddress,
    to: KernelAddress,
    ecn: number,
  ): void {
    this.#source = source;
    this.#from = from;
    this.#destination = destination;
    this.to = to;
    this.#ecn = ecn;
    this.length = 0;
    this.segments = 0;
    this.sent = 0;
    this.#closed = false;
  }

  isBetween(source: SocketAddress | undefined, destination: SocketAddress): boolean {
    return sameAddress(this.#destination, destination) && sameAddress(this.#source, source);
  }

  /** Whether a datagram of `length` bytes may be added. */
  accepts(ecn: number, length: number): boolean {
    return this.mayGrow && this.#ecn === ecn && length <= this.segmentLength && this.length + length <= LARGEST_BATCH;
  }

  /** Whether any datagram may be added. */
  get mayGrow(): boolean {
    return !this.#closed && this.sent === 0 && this.segments < LARGEST_SEGMENT_COUNT;
  }

  /** Counts in a datagram that lies behind those before it. */
  add(length: number): void {
    if (this.segments === 0) this.segmentLength = length;
    else if (length < this.segmentLength) this.#closed = true;
    this.length += length;
    this.segments++;
  }

  /** Source address, ECN and, where `segmented`, the segment size as ancillary data; gives its length. */
  writeControl(version: IpVersion, segmented: boolean): number {
    const start = this.control;
    let end = start;
    if (this.#from !== undefined) end += writeSource(end, this.#from.pktinfo);
    if (this.#ecn !== 0) {
      const isIpv4 = version === 4;
      const level = isIpv4 ? linux.IPPROTO_IP : linux.IPPROTO_IPV6;
      arena.view.setInt32(end + CMSG_DATA, this.#ecn, true);
      end += writeCmsgHeader(end, level, isIpv4 ? linux.IP_TOS : linux.IPV6_TCLASS, INT_BYTES);
    }
    if (segmented) {
      arena.view.setUint16(end + CMSG_DATA, this.segmentLength, true);
      end += writeCmsgHeader(end, linux.SOL_UDP, linux.UDP_SEGMENT, SEGMENT_DATA_BYTES);
    }
    return end - start;
  }
}

function writeSource(at: number, pktinfo: Uint8Array): number {
  arena.u8.set(pktinfo, at + CMSG_DATA);
  return pktinfo.length === IN_PKTINFO_BYTES
    ? writeCmsgHeader(at, linux.IPPROTO_IP, linux.IP_PKTINFO, IN_PKTINFO_BYTES)
    : writeCmsgHeader(at, linux.IPPROTO_IPV6, linux.IPV6_PKTINFO, IN6_PKTINFO_BYTES);
}

function encodePktinfo(source: SocketAddress): Uint8Array {
  const ip = ipBytes(source.ip) ?? new Uint8Array(IPV4_BYTES);
  const isIpv4 = ip.length === IPV4_BYTES;
  const pktinfo = new Uint8Array(isIpv4 ? IN_PKTINFO_BYTES : IN6_PKTINFO_BYTES);
  pktinfo.set(ip, isIpv4 ? IN_PKTINFO_SOURCE : 0);
  return pktinfo;
}

function sameAddress(a: SocketAddress | undefined, b: SocketAddress | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && sameSocketAddress(a, b);
}
