// The WireGuard paper, §5.4, transcribed formula by formula over node:crypto. Slow and without any checks: it exists to
// be compared with. Variables carry the paper's names: C chaining key, H hash, K key, I initiator, R responder.

import { createHmac } from "node:crypto";
import { nodeCrypto, sealChaChaPoly } from "./node-crypto.ts";
import { referenceBlake2s } from "./reference-blake2s.ts";

type Bytes = Uint8Array;

const EMPTY = new Uint8Array(0);
const ascii = (text: string): Bytes => new Uint8Array(Buffer.from(text, "ascii"));
const cat = (...parts: Bytes[]): Bytes => new Uint8Array(Buffer.concat(parts));

export const HASH = (input: Bytes): Bytes => referenceBlake2s(input);
export const MAC = (key: Bytes, input: Bytes): Bytes => referenceBlake2s(input, 16, key);
export const HMAC = (key: Bytes, input: Bytes): Bytes =>
  new Uint8Array(createHmac("blake2s256", key).update(input).digest());

/** KDFn: the list τ1 … τn. */
export function KDF(n: number, key: Bytes, input: Bytes): Bytes[] {
  const t0 = HMAC(key, input);
  const list: Bytes[] = [];
  let last: Bytes = EMPTY;
  for (let i = 1; i <= n; i++) {
    last = HMAC(t0, cat(last, Uint8Array.of(i)));
    list.push(last);
  }
  return list;
}

const DH = (privateKey: Bytes, publicKey: Bytes): Bytes => present(nodeCrypto.dh(privateKey, publicKey));
const PUBLIC = (privateKey: Bytes): Bytes => nodeCrypto.publicKey(privateKey);

export function AEAD(key: Bytes, counter: bigint, plaintext: Bytes, additionalData: Bytes): Bytes {
  return sealChaChaPoly(key, nonce(counter), plaintext, additionalData);
}

function nonce(counter: bigint): Bytes {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64LE(counter, 4);
  return bytes;
}

/** XAEAD: HChaCha20 (draft-irtf-cfrg-xchacha §2.2) gives the key of the ordinary AEAD. */
export function XAEAD(key: Bytes, nonce24: Bytes, plaintext: Bytes, additionalData: Bytes): Bytes {
  const subkey = hChaCha20(key, nonce24.subarray(0, 16));
  return sealChaChaPoly(subkey, cat(new Uint8Array(4), nonce24.subarray(16)), plaintext, additionalData);
}

function hChaCha20(key: Bytes, nonce16: Bytes): Bytes {
  const input = cat(ascii("expand 32-byte k"), key, nonce16);
  const view = new DataView(input.buffer, input.byteOffset);
  const s = Uint32Array.from({ length: 16 }, (_, i) => view.getUint32(4 * i, true));
  const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));
  const quarter = (a: number, b: number, c: number, d: number) => {
    s[a] += s[b];
    s[d] = rotate(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = rotate(s[b] ^ s[c], 12);
    s[a] += s[b];
    s[d] = rotate(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = rotate(s[b] ^ s[c], 7);
  };
  for (let round = 0; round < 10; round++) {
    quarter(0, 4, 8, 12);
    quarter(1, 5, 9, 13);
    quarter(2, 6, 10, 14);
    quarter(3, 7, 11, 15);
    quarter(0, 5, 10, 15);
    quarter(1, 6, 11, 12);
    quarter(2, 7, 8, 13);
    quarter(3, 4, 9, 14);
  }
  const output = new Uint8Array(32);
  const out = new DataView(output.buffer);
  for (let i = 0; i < 4; i++) {
    out.setUint32(4 * i, s[i], true);
    out.setUint32(16 + 4 * i, s[12 + i], true);
  }
  return output;
}

export interface ReferenceHandshake {
  readonly staticI: Bytes;
  readonly staticR: Bytes;
  readonly ephemeralI: Bytes;
  readonly ephemeralR: Bytes;
  readonly presharedKey: Bytes;
  readonly indexI: number;
  readonly indexR: number;
  readonly timestamp: Bytes;
}

export interface ReferenceTranscript {
  /** Without a cookie: mac2 is zero. */
  readonly initiation: Bytes;
  readonly response: Bytes;
  /** T of §5.4.5, from the initiator to the responder and back. */
  readonly keyIR: Bytes;
  readonly keyRI: Bytes;
}

/** Both messages and both keys, given all private keys of both ends. */
export function referenceHandshake(p: ReferenceHandshake): ReferenceTranscript {
  const publicI = PUBLIC(p.staticI);
  const publicR = PUBLIC(p.staticR);

  // §5.4.2 First Message: Initiator to Responder
  let C = HASH(ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"));
  let H = HASH(cat(C, ascii("WireGuard v1 zx2c4 Jason@zx2c4.com")));
  H = HASH(cat(H, publicR));
  const ephemeralPublicI = PUBLIC(p.ephemeralI);
  [C] = KDF(1, C, ephemeralPublicI);
  H = HASH(cat(H, ephemeralPublicI));
  let K: Bytes;
  [C, K] = KDF(2, C, DH(p.ephemeralI, publicR));
  const msgStatic = AEAD(K, 0n, publicI, H);
  H = HASH(cat(H, msgStatic));
  [C, K] = KDF(2, C, DH(p.staticI, publicR));
  const msgTimestamp = AEAD(K, 0n, p.timestamp, H);
  H = HASH(cat(H, msgTimestamp));
  const initiation = withMacs(
    cat(Uint8Array.of(1, 0, 0, 0), u32(p.indexI), ephemeralPublicI, msgStatic, msgTimestamp),
    publicR,
  );

  // §5.4.3 Second Message: Responder to Initiator
  const ephemeralPublicR = PUBLIC(p.ephemeralR);
  [C] = KDF(1, C, ephemeralPublicR);
  H = HASH(cat(H, ephemeralPublicR));
  [C] = KDF(1, C, DH(p.ephemeralR, ephemeralPublicI));
  [C] = KDF(1, C, DH(p.ephemeralR, publicI));
  const [C2, tau, K2] = KDF(3, C, p.presharedKey);
  C = C2;
  K = K2;
  H = HASH(cat(H, tau));
  const msgEmpty = AEAD(K, 0n, EMPTY, H);
  const response = withMacs(
    cat(Uint8Array.of(2, 0, 0, 0), u32(p.indexR), u32(p.indexI), ephemeralPublicR, msgEmpty),
    publicI,
  );

  // §5.4.5 Transport Data Key Derivation
  const [keyIR, keyRI] = KDF(2, C, EMPTY);
  return { initiation, response, keyIR, keyRI };
}

/** §5.4.4, with no cookie. */
function withMacs(alpha: Bytes, recipientPublic: Bytes): Bytes {
  return cat(alpha, MAC(HASH(cat(ascii("mac1----"), recipientPublic)), alpha), new Uint8Array(16));
}

/** §5.4.7: mac1 is that of the message which is answered. */
export function referenceCookieReply(
  receiver: number,
  cookie: Bytes,
  nonce24: Bytes,
  publicKey: Bytes,
  mac1: Bytes,
): Bytes {
  const key = HASH(cat(ascii("cookie--"), publicKey));
  return cat(Uint8Array.of(3, 0, 0, 0), u32(receiver), nonce24, XAEAD(key, nonce24, cookie, mac1));
}

/** §5.4.6, without padding. */
export function referenceData(receiver: number, counter: bigint, key: Bytes, packet: Bytes): Bytes {
  const header = Buffer.alloc(16);
  header[0] = 4;
  header.writeUInt32LE(receiver, 4);
  header.writeBigUInt64LE(counter, 8);
  return cat(header, AEAD(key, counter, packet, EMPTY));
}

function u32(value: number): Bytes {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function present(bytes: Bytes | undefined): Bytes {
  if (bytes === undefined) throw new Error("the reference was given keys or ciphertext that do not fit");
  return bytes;
}
