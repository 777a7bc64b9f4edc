// TURN credentials that a relay can check with nothing but its own stamp secret, and the id that follows from it.

import { toBase64NoPad, utf8 } from "@fz/bytes";
import { sha256 } from "@noble/hashes/sha2.js";
import { formatUuid, type Uuid } from "./primitives.ts";

/** Gateways: a constant, so that their credentials survive a reconnect. 2038-01-01T00:00:00Z. */
export const GATEWAY_TURN_EXPIRY = 2_145_916_800;

/** REALM of all relays (RFC 8489 §14.9). */
export const TURN_REALM = "firezone";

export interface TurnCredentials {
  readonly username: string;
  readonly password: string;
}

/** `publicKey`: padded base64 text; `expiresAt`: unix seconds. */
export function turnCredentials(publicKey: string, expiresAt: number, stampSecret: string): TurnCredentials {
  const salt = toBase64NoPad(sha256(utf8(publicKey)));
  return { username: `${expiresAt}:${salt}`, password: turnPassword(expiresAt, salt, stampSecret) };
}

/** The password that goes with a username, which both sides compute. */
export function turnPassword(expiresAt: number | string, salt: string, stampSecret: string): string {
  return toBase64NoPad(sha256(utf8(`${expiresAt}:${stampSecret}:${salt}`)));
}

export interface TurnUsername {
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly salt: string;
}

/** `<expiry>:<salt>`, or undefined. */
export function parseTurnUsername(username: string): TurnUsername | undefined {
  const match = /^(\d{1,15}):([^:]*)$/.exec(username);
  return match ? { expiresAt: Number(match[1]), salt: match[2] } : undefined;
}

const UUID_BYTES = 16;
const VERSION_4 = 0x40;
const VARIANT_10 = 0x80;

/** The first 16 bytes of the digest with the version and variant bits of RFC 9562 §5.4 put over them. */
export function relayId(stampSecret: string): Uuid {
  const bytes = sha256(utf8(stampSecret)).slice(0, UUID_BYTES);
  bytes[6] = VERSION_4 | (bytes[6] & 0x0f);
  bytes[8] = VARIANT_10 | (bytes[8] & 0x3f);
  return formatUuid(bytes);
}
