import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
} from "node:crypto";
import { type Aead, TAG_BYTES, type WireGuardCrypto } from "../src/crypto.ts";

// Primitives over node:crypto: independent of the portable ones, and fast enough for many handshakes.

const PKCS8_X25519 = Buffer.from("302e020100300506032b656e04220420", "hex");
const SPKI_X25519 = Buffer.from("302a300506032b656e032100", "hex");

function privateKeyObject(key: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([PKCS8_X25519, key]), format: "der", type: "pkcs8" });
}

function publicKeyObject(key: Uint8Array) {
  return createPublicKey({ key: Buffer.concat([SPKI_X25519, key]), format: "der", type: "spki" });
}

export function sealChaChaPoly(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  additionalData: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData, { plaintextLength: plaintext.length });
  return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

export function openChaChaPoly(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  additionalData: Uint8Array = new Uint8Array(0),
): Uint8Array | undefined {
  const ciphertext = sealed.subarray(0, -TAG_BYTES);
  const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData, { plaintextLength: ciphertext.length });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  } catch {
    return undefined; // the tag does not match
  }
}

function counterNonce(counter: number): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64LE(BigInt(counter), 4);
  return nonce;
}

function nodeAead(key: Uint8Array): Aead {
  return {
    seal(counter, src, srcOffset, length, dst, dstOffset) {
      dst.set(sealChaChaPoly(key, counterNonce(counter), src.subarray(srcOffset, srcOffset + length)), dstOffset);
    },
    open(counter, src, srcOffset, length, dst, dstOffset) {
      const opened = openChaChaPoly(key, counterNonce(counter), src.subarray(srcOffset, srcOffset + length));
      if (opened === undefined) return false;
      dst.set(opened, dstOffset);
      return true;
    },
    dispose() {
      key.fill(0);
    },
  };
}

export const nodeCrypto: WireGuardCrypto = {
  aead: (key) => nodeAead(key.slice()),
  publicKey(privateKey) {
    const der = createPublicKey(privateKeyObject(privateKey)).export({ format: "der", type: "spki" });
    return new Uint8Array(der.subarray(SPKI_X25519.length));
  },
  dh(privateKey, publicKey) {
    try {
      const secret = diffieHellman({ privateKey: privateKeyObject(privateKey), publicKey: publicKeyObject(publicKey) });
      return new Uint8Array(secret);
    } catch {
      return undefined; // OpenSSL refuses an all-zero result
    }
  },
};

/** Reproducible bytes: SHA-256 of seed and block number. Not for secrets. */
export function seededRandom(seed: string): (length: number) => Uint8Array {
  let block = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let offset = 0; offset < length; offset += 32) {
      const digest = createHash("sha256").update(`${seed}:${block++}`).digest();
      bytes.set(digest.subarray(0, Math.min(32, length - offset)), offset);
    }
    return bytes;
  };
}
