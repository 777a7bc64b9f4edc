import type { WireGuardCrypto } from "@fz/wireguard";
import { loadLibCrypto } from "./libcrypto.ts";
import { NodeAead } from "./node-aead.ts";
import { OpenSslAead } from "./openssl-aead.ts";
import { dh, publicKey } from "./x25519.ts";

const lib = loadLibCrypto();

/** WireGuard's primitives by OpenSSL: the AEAD through FFI where libcrypto's symbols are found, else by `node:crypto`. */
export const opensslCrypto: WireGuardCrypto = {
  aead: lib ? (key) => new OpenSslAead(lib, key) : (key) => new NodeAead(key),
  publicKey,
  dh,
};
