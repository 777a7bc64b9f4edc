import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Aead, TAG_BYTES } from "@fz/wireguard";

const ALGORITHM = "chacha20-poly1305";
const NONCE_BYTES = 12;
const NONCE_COUNTER = 4;
const OPTIONS = { authTagLength: TAG_BYTES };

/** ChaCha20-Poly1305 (RFC 8439) by `node:crypto`, for where libcrypto's symbols are out of reach: slower, same results. */
export class NodeAead implements Aead {
  readonly #key: Uint8Array;
  readonly #nonce = new Uint8Array(NONCE_BYTES);
  readonly #nonceView = new DataView(this.#nonce.buffer);

  constructor(key: Uint8Array) {
    this.#key = key.slice();
  }

  seal(counter: number, src: Uint8Array, srcOffset: number, length: number, dst: Uint8Array, dstOffset: number): void {
    this.#setNonce(counter);
    const cipher = createCipheriv(ALGORITHM, this.#key, this.#nonce, OPTIONS);
    dst.set(cipher.update(src.subarray(srcOffset, srcOffset + length)), dstOffset);
    cipher.final();
    dst.set(cipher.getAuthTag(), dstOffset + length);
  }

  open(
    counter: number,
    src: Uint8Array,
    srcOffset: number,
    length: number,
    dst: Uint8Array,
    dstOffset: number,
  ): boolean {
    const plainLength = length - TAG_BYTES;
    if (plainLength < 0) return false;
    this.#setNonce(counter);
    const decipher = createDecipheriv(ALGORITHM, this.#key, this.#nonce, OPTIONS);
    decipher.setAuthTag(src.subarray(srcOffset + plainLength, srcOffset + length));
    const plaintext = decipher.update(src.subarray(srcOffset, srcOffset + plainLength));
    try {
      decipher.final();
    } catch {
      return false; // the tag does not match
    }
    dst.set(plaintext, dstOffset);
    return true;
  }

  dispose(): void {
    this.#key.fill(0);
  }

  #setNonce(counter: number): void {
    this.#nonceView.setUint32(NONCE_COUNTER, counter % 0x1_0000_0000, true);
    this.#nonceView.setUint32(NONCE_COUNTER + 4, Math.floor(counter / 0x1_0000_0000), true);
  }
}
