// struct sockaddr_in (ip(7)) and sockaddr_in6 (ipv6(7)) in the arena.
import { IPV4_BYTES, IPV6_BYTES, ipBytes, type SocketAddress } from "@fz/ip";
import { arena } from "./arena.ts";
import { AF_INET, AF_INET6 } from "./linux.ts";

export const SOCKADDR_IN_BYTES = 16;
export const SOCKADDR_IN6_BYTES = 28;
/** Space for either, aligned. */
export const SOCKADDR_BYTES = 32;

export const SOCKADDR_PORT = 2;
export const SOCKADDR_IN_ADDRESS = 4;
export const SOCKADDR_IN6_ADDRESS = 8;

/** The struct of an address as bytes. Throws where the text is no address: it comes from our own parsers. */
export function encodeSockaddr(address: SocketAddress): Uint8Array {
  const ip = ipBytes(address.ip);
  if (!ip) throw new TypeError(`no IP address: ${address.ip}`);
  const isIpv4 = ip.length === IPV4_BYTES;
  const bytes = new Uint8Array(isIpv4 ? SOCKADDR_IN_BYTES : SOCKADDR_IN6_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, true);
  view.setUint16(SOCKADDR_PORT, address.port);
  bytes.set(ip, isIpv4 ? SOCKADDR_IN_ADDRESS : SOCKADDR_IN6_ADDRESS);
  return bytes;
}

/** Writes the struct to the arena and gives its length. */
export function writeSockaddr(offset: number, address: SocketAddress): number {
  const bytes = encodeSockaddr(address);
  arena.u8.set(bytes, offset);
  return bytes.length;
}

export function sockaddrPort(offset: number): number {
  return arena.view.getUint16(offset + SOCKADDR_PORT);
}

/** Offset of the address bytes in the struct at `offset`. */
export function sockaddrIpOffset(offset: number): number {
  return offset + (isSockaddrIn(offset) ? SOCKADDR_IN_ADDRESS : SOCKADDR_IN6_ADDRESS);
}

export function sockaddrIpLength(offset: number): number {
  return isSockaddrIn(offset) ? IPV4_BYTES : IPV6_BYTES;
}

function isSockaddrIn(offset: number): boolean {
  return arena.view.getUint16(offset, true) === AF_INET;
}
