// Message layouts of the WireGuard paper, §5.4. All numbers are little-endian.

import { TAG_BYTES } from "./crypto.ts";

export const MESSAGE_INITIATION = 1;
export const MESSAGE_RESPONSE = 2;
export const MESSAGE_COOKIE_REPLY = 3;
export const MESSAGE_TRANSPORT_DATA = 4;

export const MAC_BYTES = 16;
export const TIMESTAMP_BYTES = 12;
export const COOKIE_NONCE_BYTES = 24;
const KEY = 32;

/** type 1, reserved 3, sender 4, ephemeral 32, static 32+16, timestamp 12+16, mac1 16, mac2 16 */
export const INITIATION = {
  sender: 4,
  ephemeral: 8,
  static: 8 + KEY,
  timestamp: 8 + KEY + KEY + TAG_BYTES,
  mac1: 116,
  mac2: 132,
  length: 148,
} as const;

/** type 1, reserved 3, sender 4, receiver 4, ephemeral 32, empty 0+16, mac1 16, mac2 16 */
export const RESPONSE = {
  sender: 4,
  receiver: 8,
  ephemeral: 12,
  empty: 12 + KEY,
  mac1: 60,
  mac2: 76,
  length: 92,
} as const;

/** type 1, reserved 3, receiver 4, nonce 24, cookie 16+16 */
export const COOKIE_REPLY = {
  receiver: 4,
  nonce: 8,
  cookie: 8 + COOKIE_NONCE_BYTES,
  length: 64,
} as const;

/** type 1, reserved 3, receiver 4, counter 8, packet n+16 */
export const TRANSPORT = {
  receiver: 4,
  counter: 8,
  packet: 16,
} as const;

export const TRANSPORT_HEADER_BYTES = TRANSPORT.packet;
/** What a data message adds to the packet in it. */
export const TRANSPORT_OVERHEAD_BYTES = TRANSPORT_HEADER_BYTES + TAG_BYTES;

export type WireGuardMessage = "initiation" | "response" | "cookie" | "data";

/** By type and length alone; undefined where the datagram is no WireGuard message. */
export function classifyWireGuard(buf: Uint8Array, offset: number, length: number): WireGuardMessage | undefined {
  if (length < TRANSPORT_OVERHEAD_BYTES) return undefined;
  switch (readU32(buf, offset)) {
    case MESSAGE_INITIATION:
      return length === INITIATION.length ? "initiation" : undefined;
    case MESSAGE_RESPONSE:
      return length === RESPONSE.length ? "response" : undefined;
    case MESSAGE_COOKIE_REPLY:
      return length === COOKIE_REPLY.length ? "cookie" : undefined;
    case MESSAGE_TRANSPORT_DATA:
      return "data";
    default:
      return undefined;
  }
}

/** Receiver index of a response, cookie reply or data message that {@link classifyWireGuard} recognised. */
export function receiverIndex(buf: Uint8Array, offset: number): number {
  return readU32(buf, offset + (buf[offset] === MESSAGE_RESPONSE ? RESPONSE.receiver : TRANSPORT.receiver));
}

export function readU32(buf: Uint8Array, offset: number): number {
  return (buf[offset] | (buf[offset + 1] << 8) | (buf[offset + 2] << 16) | (buf[offset + 3] << 24)) >>> 0;
}

export function writeU32(buf: Uint8Array, offset: number, value: number): void {
  buf[offset] = value;
  buf[offset + 1] = value >>> 8;
  buf[offset + 2] = value >>> 16;
  buf[offset + 3] = value >>> 24;
}

const TWO_TO_32 = 2 ** 32;

/** 64 bits; beyond 2⁵³ only the magnitude is right. */
export function readCounter(buf: Uint8Array, offset: number): number {
  return readU32(buf, offset) + readU32(buf, offset + 4) * TWO_TO_32;
}

/** `counter` is a safe integer. */
export function writeCounter(buf: Uint8Array, offset: number, counter: number): void {
  writeU32(buf, offset, counter);
  writeU32(buf, offset + 4, Math.floor(counter / TWO_TO_32));
}
