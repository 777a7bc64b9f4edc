import { HandshakeLimiter, KEY_BYTES, type WireGuardCrypto } from "@fz/wireguard";
import type { Random } from "./relay.ts";

/** Who a node is to its peers: a static X25519 key pair, and what guards it against floods of handshakes. */
export interface Identity {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly limiter: HandshakeLimiter;
}

/** The private key is clamped (RFC 7748 §5). */
export function generateIdentity(crypto: WireGuardCrypto, random: Random): Identity {
  const privateKey = random(KEY_BYTES).slice();
  privateKey[0] &= 0xf8;
  privateKey[KEY_BYTES - 1] = (privateKey[KEY_BYTES - 1] & 0x7f) | 0x40;
  const publicKey = crypto.publicKey(privateKey);
  return { privateKey, publicKey, limiter: new HandshakeLimiter({ publicKey, random }) };
}
