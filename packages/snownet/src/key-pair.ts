import { KEY_BYTES, type WireGuardCrypto } from "@fz/wireguard";
import type { Random } from "./relay.ts";

export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** X25519, the private key clamped (RFC 7748 §5). */
export function generateKeyPair(crypto: WireGuardCrypto, random: Random): KeyPair {
  const privateKey = random(KEY_BYTES).slice();
  privateKey[0] &= 0xf8;
  privateKey[KEY_BYTES - 1] = (privateKey[KEY_BYTES - 1] & 0x7f) | 0x40;
  return { privateKey, publicKey: crypto.publicKey(privateKey) };
}
