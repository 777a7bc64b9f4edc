import type { WireGuardCrypto } from "./crypto.ts";
import { mac1Key, mac1Matches } from "./macs.ts";
import { classifyWireGuard } from "./messages.ts";
import { readInitiationStatic } from "./noise.ts";

/**
 * The static public key that an Initiation claims to come from, so that it can be given to the right tunnel; undefined
 * where it is malformed or not meant for us. The tunnel verifies the claim. `publicKey` is the one of `privateKey`:
 * giving it saves deriving it.
 */
export function parseInitiationPeer(
  message: Uint8Array,
  privateKey: Uint8Array,
  crypto: WireGuardCrypto,
  publicKey: Uint8Array = crypto.publicKey(privateKey),
): Uint8Array | undefined {
  if (classifyWireGuard(message, 0, message.length) !== "initiation") return undefined;
  if (!mac1Matches(message, mac1Key(publicKey))) return undefined;
  return readInitiationStatic(message, privateKey, publicKey, crypto);
}
