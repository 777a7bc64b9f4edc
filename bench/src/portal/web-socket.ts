// RFC 6455 as a client needs it towards a portal: unfragmented messages, no extensions. Thousands of devices share one
// process beside the portal that is measured, so nothing here costs more than it must.

import { randomBytes } from "node:crypto";

export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

const FINAL = 0x80;
const MASKED = 0x80;
const OPCODE_BITS = 0x0f;
const LENGTH_BITS = 0x7f;
const HEADER_BYTES = 2;
const MASK_BYTES = 4;
/** Lengths from here on stand in two bytes, and from 64 KiB on in eight. */
const LENGTH_IN_TWO = 126;
const LENGTH_IN_EIGHT = 127;
const MASK = randomBytes(MASK_BYTES);

export interface ServerFrame {
  readonly opcode: number;
  /** Where the payload lies in the bytes that were given. */
  readonly start: number;
  readonly end: number;
}

/** The frame that begins at `from`, or undefined where some of it is still to come. */
export function readFrame(bytes: Buffer, from: number): ServerFrame | undefined {
  if (bytes.length < from + HEADER_BYTES) return undefined;
  const opcode = bytes[from] & OPCODE_BITS;
  let length = bytes[from + 1] & LENGTH_BITS;
  let start = from + HEADER_BYTES;
  if (length === LENGTH_IN_TWO) {
    if (bytes.length < start + 2) return undefined;
    length = bytes.readUInt16BE(start);
    start += 2;
  } else if (length === LENGTH_IN_EIGHT) {
    if (bytes.length < start + 8) return undefined;
    length = Number(bytes.readBigUInt64BE(start));
    start += 8;
  }
  const end = start + length;
  return bytes.length < end ? undefined : { opcode, start, end };
}

/** A message of less than 64 KiB. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const isShort = payload.length < LENGTH_IN_TWO;
  const maskAt = HEADER_BYTES + (isShort ? 0 : 2);
  const start = maskAt + MASK_BYTES;
  const frame = Buffer.allocUnsafe(start + payload.length);
  frame[0] = FINAL | opcode;
  frame[1] = MASKED | (isShort ? payload.length : LENGTH_IN_TWO);
  if (!isShort) frame.writeUInt16BE(payload.length, HEADER_BYTES);
  MASK.copy(frame, maskAt);
  for (let i = 0; i < payload.length; i++) frame[start + i] = payload[i] ^ MASK[i % MASK_BYTES];
  return frame;
}

export function upgradeRequest(path: string, headers: Readonly<Record<string, string>>): string {
  const all = {
    ...headers,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

export interface UpgradeAnswer {
  readonly status: number;
  /** Whole seconds. */
  readonly retryAfter: number | undefined;
  /** Length of the header block; what follows belongs to the socket. */
  readonly bytes: number;
}

const END_OF_HEADERS = "\r\n\r\n";

export function readUpgradeAnswer(bytes: Buffer): UpgradeAnswer | undefined {
  const end = bytes.indexOf(END_OF_HEADERS);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const retryAfter = /^retry-after: (\d+)$/im.exec(head)?.[1];
  return {
    status: Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 ".length + 3)),
    retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
    bytes: end + END_OF_HEADERS.length,
  };
}
