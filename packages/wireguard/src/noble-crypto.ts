import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { type Aead, TAG_BYTES, type WireGuardCrypto } from "./crypto.ts";
import { writeCounter } from "./messages.ts";

/** Portable implementation in TypeScript alone: for browsers, tests, and machines without a native library. */
export const nobleCrypto: WireGuardCrypto = {
  aead: (key) => new NobleAead(key),
  publicKey: (privateKey) => x25519.getPublicKey(privateKey),
  dh(privateKey, publicKey) {
    try {
      return x25519.getSharedSecret(privateKey, publicKey);
    } catch {
      return undefined; // its only refusal for 32-byte keys: the result is all zero
    }
  },
};

const NONCE_BYTES = 12;
const NONCE_COUNTER_OFFSET = 4;

class NobleAead implements Aead {
  readonly #key: Uint8Array;
  readonly #nonce = new Uint8Array(NONCE_BYTES);

  constructor(key: Uint8Array) {
    this.#key = key.slice();
  }

  seal(counter: number, src: Uint8Array, srcOffset: number, length: number, dst: Uint8Array, dstOffset: number): void {
    writeCounter(this.#nonce, NONCE_COUNTER_OFFSET, counter);
    const plaintext = src.subarray(srcOffset, srcOffset + length);
    const output = dst.subarray(dstOffset, dstOffset + length + TAG_BYTES);
    chacha20poly1305(this.#key, this.#nonce).encrypt(plaintext, output);
  }

  open(
    counter: number,
    src: Uint8Array,
    srcOffset: number,
    length: number,
    dst: Uint8Array,
    dstOffset: number,
  ): boolean {
    writeCounter(this.#nonce, NONCE_COUNTER_OFFSET, counter);
    const ciphertext = src.subarray(srcOffset, srcOffset + length);
    const output = dst.subarray(dstOffset, dstOffset + length - TAG_BYTES);
    try {
      chacha20poly1305(this.#key, this.#nonce).decrypt(ciphertext, output);
      return true;
    } catch {
      return false; // the library's word for a tag that does not match
    }
  }

  dispose(): void {
    this.#key.fill(0);
  }
}
