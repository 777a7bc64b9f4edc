/**
 * ChaCha20-Poly1305 (RFC 8439) without additional data: one key, one direction.
 *
 * The nonce is four zero bytes followed by `counter`, 64 bits little-endian. Source and destination may be the same
 * buffer and may overlap.
 */
export interface Aead {
  /** Writes `length` + {@link TAG_BYTES} bytes. */
  seal(counter: number, src: Uint8Array, srcOffset: number, length: number, dst: Uint8Array, dstOffset: number): void;
  /**
   * `length` counts ciphertext and tag; writes `length` − {@link TAG_BYTES} bytes. False: the tag does not match, and
   * what was written, if anything, must not be used.
   */
  open(
    counter: number,
    src: Uint8Array,
    srcOffset: number,
    length: number,
    dst: Uint8Array,
    dstOffset: number,
  ): boolean;
  /** Forgets the key. The object is not used afterwards. */
  dispose(): void;
}

/** What a platform does faster than portable code: X25519 (RFC 7748) and the cipher of the data messages. */
export interface WireGuardCrypto {
  aead(key: Uint8Array): Aead;
  publicKey(privateKey: Uint8Array): Uint8Array;
  /** Undefined where the shared secret would be all zero: the public key is a point of small order. */
  dh(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
}

/** `length` unpredictable bytes, new ones at each call. */
export type Random = (length: number) => Uint8Array;

export const KEY_BYTES = 32;
export const TAG_BYTES = 16;
