// MESSAGE-INTEGRITY (HMAC-SHA1, RFC 8489 §14.5), FINGERPRINT (§14.7) and the keys of both credential mechanisms (§9).
// Left out: MESSAGE-INTEGRITY-SHA256 and password algorithms, which neither ICE nor our relays negotiate; SASLprep,
// because ufrags, passwords and relay credentials are ASCII.

import { equal, utf8 } from "@fz/bytes";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { crc32 } from "./crc32.ts";
import type { StunMessage } from "./message.ts";
import { ATTRIBUTE, ATTRIBUTE_HEADER_BYTES, FINGERPRINT_BYTES, HEADER_BYTES, INTEGRITY_BYTES } from "./registry.ts";

export type Verification = "ok" | "bad" | "absent";

const FINGERPRINT_XOR = 0x5354554e;

/** Key of the long-term mechanism: MD5 of the three joined by colons. */
export function longTermKey(username: string, realm: string, password: string): Uint8Array {
  return md5(utf8(`${username}:${realm}:${password}`));
}

/** Key of the short-term mechanism, as ICE uses it: the password itself. */
export function shortTermKey(password: string): Uint8Array {
  return utf8(password);
}

/** Says nothing about attributes after MESSAGE-INTEGRITY: `parseStun` has left those out. */
export function verifyIntegrity(message: StunMessage, key: Uint8Array): Verification {
  const attribute = message.attributes.find(({ type }) => type === ATTRIBUTE.MESSAGE_INTEGRITY);
  if (!attribute) return "absent";
  return equal(attribute.value, computeIntegrity(message.raw.subarray(0, attribute.offset), key)) ? "ok" : "bad";
}

/** FINGERPRINT counts only where it is the last attribute. */
export function verifyFingerprint(message: StunMessage): Verification {
  const attribute = message.attributes.at(-1);
  const end = message.raw.length - ATTRIBUTE_HEADER_BYTES - FINGERPRINT_BYTES;
  if (attribute?.type !== ATTRIBUTE.FINGERPRINT || attribute.offset !== end) return "absent";
  return equal(attribute.value, computeFingerprint(message.raw.subarray(0, end))) ? "ok" : "bad";
}

/** `preceding`: the message up to, not including, the attribute. Its length field is taken to end after the attribute. */
export function computeIntegrity(preceding: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(sha1, key, endingAfter(preceding, INTEGRITY_BYTES));
}

/** As `computeIntegrity`. */
export function computeFingerprint(preceding: Uint8Array): Uint8Array {
  const value = (crc32(endingAfter(preceding, FINGERPRINT_BYTES)) ^ FINGERPRINT_XOR) >>> 0;
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** A copy whose length field says that the message ends after one more attribute of `valueBytes`. */
function endingAfter(preceding: Uint8Array, valueBytes: number): Uint8Array {
  const copy = preceding.slice();
  const length = preceding.length - HEADER_BYTES + ATTRIBUTE_HEADER_BYTES + valueBytes;
  copy[2] = length >> 8;
  copy[3] = length;
  return copy;
}
