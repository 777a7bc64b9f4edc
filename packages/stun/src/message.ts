// STUN message framing, RFC 8489 §5 and §14. Left out: RFC 3489 messages without a magic cookie.

import {
  ATTRIBUTE,
  ATTRIBUTE_HEADER_BYTES,
  HEADER_BYTES,
  INTEGRITY_BYTES,
  MAGIC_COOKIE,
  TRANSACTION_ID_BYTES,
} from "./registry.ts";

export type StunClass = "request" | "indication" | "success" | "error";

export interface StunHeader {
  readonly class: StunClass;
  /** 12 bits. */
  readonly method: number;
  readonly transactionId: Uint8Array;
}

export interface StunAttribute {
  readonly type: number;
  /** Without padding; a view into the message. */
  readonly value: Uint8Array;
  /** Of the attribute's type field, from the start of the message. */
  readonly offset: number;
}

export interface StunMessage extends StunHeader {
  readonly attributes: readonly StunAttribute[];
  /** The whole message. Everything above is a view into it, good for as long as the datagram's buffer is. */
  readonly raw: Uint8Array;
}

const CLASSES: readonly StunClass[] = ["request", "indication", "success", "error"];
const CLASS_BIT_LOW = 0x0010;
const CLASS_BIT_HIGH = 0x0100;
const MAX_FIRST_BYTE = 3;
const COOKIE_OFFSET = 4;
const TRANSACTION_ID_OFFSET = 8;

/** First byte of a datagram that may be STUN where it shares a socket with ChannelData and WireGuard (RFC 7983). */
export function isStun(firstByte: number): boolean {
  return firstByte <= MAX_FIRST_BYTE;
}

export function encodeMessageType(messageClass: StunClass, method: number): number {
  const bits = CLASSES.indexOf(messageClass);
  const classBits = ((bits & 1) * CLASS_BIT_LOW) | ((bits >> 1) * CLASS_BIT_HIGH);
  return classBits | (method & 0x000f) | ((method & 0x0070) << 1) | ((method & 0x0f80) << 2);
}

/**
 * The header of a datagram that is framed as STUN: cookie in place, length field a multiple of 4 that leaves not a
 * byte over. The attributes may still be broken, so a server can answer what `parseStun` refuses.
 */
export function parseStunHeader(datagram: Uint8Array): StunHeader | undefined {
  if (datagram.length < HEADER_BYTES) return undefined;
  const type = readU16(datagram, 0);
  const length = readU16(datagram, 2);
  if (type > 0x3fff || length % 4 !== 0 || HEADER_BYTES + length !== datagram.length) return undefined;
  if (readU16(datagram, COOKIE_OFFSET) !== MAGIC_COOKIE >>> 16) return undefined;
  if (readU16(datagram, COOKIE_OFFSET + 2) !== (MAGIC_COOKIE & 0xffff)) return undefined;
  const classIndex = (type & CLASS_BIT_LOW ? 1 : 0) | (type & CLASS_BIT_HIGH ? 2 : 0);
  return {
    class: CLASSES[classIndex],
    method: (type & 0x000f) | ((type >> 1) & 0x0070) | ((type >> 2) & 0x0f80),
    transactionId: datagram.subarray(TRANSACTION_ID_OFFSET, TRANSACTION_ID_OFFSET + TRANSACTION_ID_BYTES),
  };
}

/**
 * Takes a whole datagram apart; undefined where it is not exactly one well-framed STUN message.
 * What follows MESSAGE-INTEGRITY is not covered by it and therefore left out, FINGERPRINT excepted (RFC 8489 §14.5).
 * A MESSAGE-INTEGRITY of another length than HMAC-SHA1's makes the message unreadable.
 */
export function parseStun(datagram: Uint8Array): StunMessage | undefined {
  const header = parseStunHeader(datagram);
  if (!header) return undefined;
  const attributes: StunAttribute[] = [];
  let signed = false;
  let offset = HEADER_BYTES;
  while (offset < datagram.length) {
    // Offsets stay multiples of 4, hence at least one attribute header is left.
    const type = readU16(datagram, offset);
    const start = offset + ATTRIBUTE_HEADER_BYTES;
    const length = readU16(datagram, offset + 2);
    const next = start + padded(length);
    if (next > datagram.length) return undefined;
    if (!signed || type === ATTRIBUTE.FINGERPRINT) {
      attributes.push({ type, value: datagram.subarray(start, start + length), offset });
    }
    if (type === ATTRIBUTE.MESSAGE_INTEGRITY && !signed) {
      if (length !== INTEGRITY_BYTES) return undefined;
      signed = true;
    }
    offset = next;
  }
  return { ...header, attributes, raw: datagram };
}

/** Attribute values are padded to a multiple of 4. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

function readU16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}
