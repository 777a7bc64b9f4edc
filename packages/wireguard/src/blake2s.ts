// The WireGuard paper, §5.4: HASH, MAC, HMAC and KDFn, all over BLAKE2s (RFC 7693).

import { concat } from "@fz/bytes";
import { blake2s } from "@noble/hashes/blake2.js";
import { hmac } from "@noble/hashes/hmac.js";
import { MAC_BYTES } from "./messages.ts";

/** HASH: 32 bytes over the parts, one after the other. */
export function hash(...parts: readonly Uint8Array[]): Uint8Array {
  return blake2s(concat(...parts));
}

/** MAC: keyed BLAKE2s with 16 bytes of output. `key` has at most 32 bytes. */
export function mac(key: Uint8Array, input: Uint8Array): Uint8Array {
  return blake2s(input, { key, dkLen: MAC_BYTES });
}

/** KDF1. */
export function kdf1(key: Uint8Array, input: Uint8Array): Uint8Array {
  const t0 = hmac(blake2s, key, input);
  return hmac(blake2s, t0, Uint8Array.of(1));
}

/** KDF2. */
export function kdf2(key: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array] {
  const t0 = hmac(blake2s, key, input);
  const t1 = hmac(blake2s, t0, Uint8Array.of(1));
  const t2 = hmac(blake2s, t0, concat(t1, Uint8Array.of(2)));
  return [t1, t2];
}

/** KDF3. */
export function kdf3(key: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
  const t0 = hmac(blake2s, key, input);
  const t1 = hmac(blake2s, t0, Uint8Array.of(1));
  const t2 = hmac(blake2s, t0, concat(t1, Uint8Array.of(2)));
  const t3 = hmac(blake2s, t0, concat(t2, Uint8Array.of(3)));
  return [t1, t2, t3];
}
