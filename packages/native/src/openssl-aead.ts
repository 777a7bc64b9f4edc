import { type Aead, KEY_BYTES, TAG_BYTES } from "@fz/wireguard";
import { arena } from "./arena.ts";
import type { LibCrypto } from "./libcrypto.ts";

// EVP_CIPHER_CTX_ctrl(3)
const EVP_CTRL_AEAD_GET_TAG = 0x10;
const EVP_CTRL_AEAD_SET_TAG = 0x11;

const NONCE_BYTES = 12;
const NONCE_COUNTER = 4;
/** Room for the largest UDP payload, for buffers that do not lie in the arena. */
const SCRATCH_BYTES = 65_536 + TAG_BYTES;

const key = arena.reserve(KEY_BYTES);
const nonce = arena.reserve(NONCE_BYTES);
const written = arena.reserve(4);
const scratchIn = arena.reserve(SCRATCH_BYTES);
const scratchOut = arena.reserve(SCRATCH_BYTES);
const nonceAddress = arena.address(nonce);
const writtenAddress = arena.address(written);
const base = arena.address(0);

/**
 * ChaCha20-Poly1305 (RFC 8439) over one context of libcrypto that is keyed once; per packet only the nonce is set anew.
 * Buffers in the arena are worked on where they lie; others are copied.
 */
export class OpenSslAead implements Aead {
  readonly #lib: LibCrypto;
  readonly #key: Uint8Array;
  #sealContext = 0;
  #openContext = 0;
  #disposed = false;

  constructor(lib: LibCrypto, keyBytes: Uint8Array) {
    if (keyBytes.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${keyBytes.length}`);
    this.#lib = lib;
    this.#key = keyBytes.slice();
  }

  seal(counter: number, src: Uint8Array, srcOffset: number, length: number, dst: Uint8Array, dstOffset: number): void {
    const context = this.#sealContext === 0 ? this.#startSealing() : this.#sealContext;
    const to = dst === arena.u8 ? dstOffset : scratchOut;
    const from = mayStay(src, srcOffset, length, to) ? srcOffset : copyIn(src, srcOffset, length);
    setNonce(counter);
    const lib = this.#lib;
    const ok =
      lib.encryptInit(context, 0, 0, 0, nonceAddress) === 1 &&
      lib.encryptUpdate(context, base + to, writtenAddress, base + from, length) === 1 &&
      lib.encryptFinal(context, base + to + length, writtenAddress) === 1 &&
      lib.control(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, base + to + length) === 1;
    if (!ok) throw new Error("libcrypto refused to seal");
    if (dst !== arena.u8) dst.set(arena.u8.subarray(to, to + length + TAG_BYTES), dstOffset);
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
    const context = this.#openContext === 0 ? this.#startOpening() : this.#openContext;
    const to = dst === arena.u8 ? dstOffset : scratchOut;
    const from = mayStay(src, srcOffset, length, to) ? srcOffset : copyIn(src, srcOffset, length);
    setNonce(counter);
    const lib = this.#lib;
    const ok =
      lib.decryptInit(context, 0, 0, 0, nonceAddress) === 1 &&
      lib.control(context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, base + from + plainLength) === 1 &&
      lib.decryptUpdate(context, base + to, writtenAddress, base + from, plainLength) === 1 &&
      lib.decryptFinal(context, base + to + plainLength, writtenAddress) === 1;
    if (ok && dst !== arena.u8) dst.set(arena.u8.subarray(to, to + plainLength), dstOffset);
    return ok;
  }

  /** Frees the contexts, which also wipes their keys. The object is of no use afterwards. */
  dispose(): void {
    this.#disposed = true;
    this.#key.fill(0);
    if (this.#sealContext !== 0) this.#lib.freeContext(this.#sealContext);
    if (this.#openContext !== 0) this.#lib.freeContext(this.#openContext);
    this.#sealContext = 0;
    this.#openContext = 0;
  }

  #startSealing(): number {
    this.#sealContext = this.#newContext((context, cipher, keyAddress) =>
      this.#lib.encryptInit(context, cipher, 0, keyAddress, nonceAddress),
    );
    return this.#sealContext;
  }

  #startOpening(): number {
    this.#openContext = this.#newContext((context, cipher, keyAddress) =>
      this.#lib.decryptInit(context, cipher, 0, keyAddress, nonceAddress),
    );
    return this.#openContext;
  }

  #newContext(init: (context: number, cipher: number, keyAddress: number) => number): number {
    if (this.#disposed) throw new Error("the key was disposed of");
    const context = this.#lib.newContext();
    arena.u8.set(this.#key, key);
    const ok = init(context, this.#lib.chacha20Poly1305(), arena.address(key));
    arena.u8.fill(0, key, key + KEY_BYTES);
    if (ok !== 1) throw new Error("libcrypto has no ChaCha20-Poly1305");
    return context;
  }
}

/** Nonce of WireGuard (whitepaper §5.4.6): four zero bytes, then the counter, little-endian. */
function setNonce(counter: number): void {
  arena.setU64(nonce + NONCE_COUNTER, counter);
}

/** libcrypto works in the arena, in place or on buffers apart, not on buffers that overlap in part. */
function mayStay(src: Uint8Array, offset: number, length: number, to: number): boolean {
  if (src !== arena.u8) return false;
  return offset === to || offset + length <= to || to + length + TAG_BYTES <= offset;
}

function copyIn(src: Uint8Array, offset: number, length: number): number {
  if (length > SCRATCH_BYTES) throw new RangeError(`${length} bytes are more than a datagram holds`);
  arena.u8.set(src.subarray(offset, offset + length), scratchIn);
  return scratchIn;
}
