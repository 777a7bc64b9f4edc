// XOR-MAPPED-ADDRESS and its kin, RFC 8489 §14.2; MAPPED-ADDRESS, §14.1.

import { formatIp, IPV4_BYTES, IPV6_BYTES, ipBytes, type SocketAddress } from "@fz/ip";
import { FAMILY_IPV4, FAMILY_IPV6, MAGIC_COOKIE, TRANSACTION_ID_BYTES } from "./registry.ts";

const PORT_OFFSET = 2;
const ADDRESS_OFFSET = 4;
const COOKIE_BYTES = 4;

/** Undefined where family and length do not fit together. */
export function decodeXorAddress(value: Uint8Array, transactionId: Uint8Array): SocketAddress | undefined {
  return decodeAddress(value, xorMask(transactionId));
}

export function decodePlainAddress(value: Uint8Array): SocketAddress | undefined {
  return decodeAddress(value, new Uint8Array(COOKIE_BYTES + TRANSACTION_ID_BYTES));
}

export function encodeXorAddress(address: SocketAddress, transactionId: Uint8Array): Uint8Array {
  return encodeAddress(address, xorMask(transactionId));
}

export function encodePlainAddress(address: SocketAddress): Uint8Array {
  return encodeAddress(address, new Uint8Array(COOKIE_BYTES + TRANSACTION_ID_BYTES));
}

function decodeAddress(value: Uint8Array, mask: Uint8Array): SocketAddress | undefined {
  const family = value[1];
  const length = family === FAMILY_IPV4 ? IPV4_BYTES : family === FAMILY_IPV6 ? IPV6_BYTES : undefined;
  if (length === undefined || value.length !== ADDRESS_OFFSET + length) return undefined;
  const ip = new Uint8Array(length);
  for (let i = 0; i < length; i++) ip[i] = value[ADDRESS_OFFSET + i] ^ mask[i];
  const port = ((value[PORT_OFFSET] ^ mask[0]) << 8) | (value[PORT_OFFSET + 1] ^ mask[1]);
  return { ip: formatIp(ip), port };
}

function encodeAddress(address: SocketAddress, mask: Uint8Array): Uint8Array {
  const ip = ipBytes(address.ip);
  if (!ip) throw new TypeError(`not an IP address: ${address.ip}`);
  const value = new Uint8Array(ADDRESS_OFFSET + ip.length);
  value[1] = ip.length === IPV4_BYTES ? FAMILY_IPV4 : FAMILY_IPV6;
  value[PORT_OFFSET] = (address.port >> 8) ^ mask[0];
  value[PORT_OFFSET + 1] = (address.port & 0xff) ^ mask[1];
  for (let i = 0; i < ip.length; i++) value[ADDRESS_OFFSET + i] = ip[i] ^ mask[i];
  return value;
}

/** Cookie ‖ transaction id; the port and an IPv4 address use the beginning only. */
function xorMask(transactionId: Uint8Array): Uint8Array {
  const mask = new Uint8Array(COOKIE_BYTES + TRANSACTION_ID_BYTES);
  for (let i = 0; i < COOKIE_BYTES; i++) mask[i] = MAGIC_COOKIE >>> (8 * (COOKIE_BYTES - 1 - i));
  mask.set(transactionId, COOKIE_BYTES);
  return mask;
}
