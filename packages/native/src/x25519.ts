// X25519 (RFC 7748) on raw 32-byte keys, by `node:crypto`, which wants them in DER (RFC 8410).
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from "node:crypto";
import { concat, fromHex } from "@fz/bytes";

/** PKCS #8 and SubjectPublicKeyInfo of an X25519 key, up to the key itself. */
const PRIVATE_KEY_DER = der("302e020100300506032b656e04220420");
const PUBLIC_KEY_DER = der("302a300506032b656e032100");

export function publicKey(privateKey: Uint8Array): Uint8Array {
  const spki = createPublicKey(importPrivate(privateKey)).export({ type: "spki", format: "der" });
  return new Uint8Array(spki.subarray(PUBLIC_KEY_DER.length));
}

/** Shared secret, or undefined where the peer's point is of low order (all-zero result, RFC 7748 §6.1). */
export function dh(privateKey: Uint8Array, peerPublicKey: Uint8Array): Uint8Array | undefined {
  try {
    return new Uint8Array(
      diffieHellman({ privateKey: importPrivate(privateKey), publicKey: importPublic(peerPublicKey) }),
    );
  } catch {
    return undefined; // OpenSSL refuses to derive an all-zero secret
  }
}

function importPrivate(key: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(concat(PRIVATE_KEY_DER, key)), format: "der", type: "pkcs8" });
}

function importPublic(key: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(concat(PUBLIC_KEY_DER, key)), format: "der", type: "spki" });
}

function der(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (!bytes) throw new Error(`no hex: ${hex}`);
  return bytes;
}
