// Access tokens: `<nonce>.SFMyNTY.<term>.<signature>`. The term is `{{account_id | nil, token_id, fragment}, signed_at, max_age}`
// in the Erlang external term format, signed with HMAC-SHA256. Opaque to devices. What proves the bearer is the random
// fragment, of which the portal stores a salted SHA3-256.

import { concat, equal, fromBase64Url, fromUtf8, toBase32, toBase64Url, toHex, utf8 } from "@fz/bytes";
import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { parseUuid, type Uuid } from "./primitives.ts";

export const TOKEN_TYPES = ["client", "gateway", "relay", "api_client"] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** What tokens of these types were called when older ones were signed. */
export const LEGACY_TOKEN_TYPES = { gateway: "gateway_group", relay: "relay_group" } as const;

export const FRAGMENT_BYTES = 32;
const SIGNING_KEY_BYTES = 32;
const SIGNING_ITERATIONS = 1000;
/** Part of the signed term; nobody reads it. */
const MAX_AGE_SECONDS = 86_400;

/** Costs a millisecond; keep it. `type`: a token type or its legacy name. */
export function tokenSigningKey(keyBase: string, salt: string, type: string): Uint8Array {
  return pbkdf2(sha256, utf8(keyBase), utf8(salt + type), { c: SIGNING_ITERATIONS, dkLen: SIGNING_KEY_BYTES });
}

export interface TokenIdentity {
  /** null: relays belong to no account. */
  readonly accountId: Uuid | null;
  readonly tokenId: Uuid;
  readonly fragment: string;
}

export interface Token extends TokenIdentity {
  /** What the GUI keeps to itself until the deep link comes back; "" elsewhere. */
  readonly nonce: string;
}

/** Upper-case padded base32hex (RFC 4648 §7). */
export function secretFragment(random: Uint8Array): string {
  const digits = toBase32(random).replace(/./g, (digit) => BASE32_HEX[BASE32.indexOf(digit)]);
  return digits + "=".repeat((8 - (digits.length % 8)) % 8);
}
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const BASE32_HEX = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

/** Lower-case hex, as stored. */
export function secretHash(nonce: string, fragment: string, salt: string): string {
  return toHex(sha3_256(utf8(nonce + fragment + salt)));
}

const HEADER = "SFMyNTY";

/** `signedAt`: unix milliseconds. */
export function encodeToken(token: Token, key: Uint8Array, signedAt: number): string {
  const signed = `${HEADER}.${toBase64Url(encodeTerm(token, signedAt))}`;
  return `${token.nonce}.${signed}.${toBase64Url(hmac(sha256, key, utf8(signed)))}`;
}

/** The token where one of the keys signed it. */
export function decodeToken(text: string, keys: readonly Uint8Array[]): Token | undefined {
  const [nonce, header, body, tail, ...more] = text.split(".");
  const term = fromBase64Url(body ?? "");
  const signature = fromBase64Url(tail ?? "");
  if (header !== HEADER || more.length > 0 || !term || !signature) return undefined;
  const signed = utf8(`${header}.${body}`);
  if (!keys.some((key) => equal(signature, hmac(sha256, key, signed)))) return undefined;
  const identity = decodeTerm(term);
  return identity && { nonce, ...identity };
}

/** The bearer token of a header value, every white space taken out as devices do. */
export function bearerToken(header: string): string | undefined {
  const match = /^Bearer\s+(.*)$/is.exec(header.trim());
  const token = match?.[1].replace(/\s+/g, "");
  return token === undefined || token === "" ? undefined : token;
}

const RATE_LIMIT_DIGITS = 16;

/** Names a token in the rate limiter without keeping it. */
export function tokenFingerprint(token: string): string {
  return toHex(sha256(utf8(token))).slice(0, RATE_LIMIT_DIGITS);
}

// Tags of the Erlang external term format, as far as tokens use it.
const FORMAT_VERSION = 131;
const INTEGER_EXT = 98;
const SMALL_BIG_EXT = 110;
const SMALL_TUPLE_EXT = 104;
const BINARY_EXT = 109;
const ATOM_EXT = 100;
const SMALL_ATOM_UTF8_EXT = 119;
const NIL = "nil";
const POSITIVE = 0;
/** Enough for milliseconds until the year 10889. */
const TIMESTAMP_BYTES = 6;

function encodeTerm({ accountId, tokenId, fragment }: TokenIdentity, signedAt: number): Uint8Array {
  const account = accountId === null ? [SMALL_ATOM_UTF8_EXT, NIL.length, ...utf8(NIL)] : binary(accountId);
  const body = [SMALL_TUPLE_EXT, 3, ...account, ...binary(tokenId), ...binary(fragment)];
  const time = Array.from({ length: TIMESTAMP_BYTES }, (_, i) => Math.floor(signedAt / 2 ** (8 * i)) & 0xff);
  const age = new Uint8Array(4);
  new DataView(age.buffer).setInt32(0, MAX_AGE_SECONDS);
  const signed = [SMALL_BIG_EXT, TIMESTAMP_BYTES, POSITIVE, ...time];
  return concat(Uint8Array.of(FORMAT_VERSION, SMALL_TUPLE_EXT, 3, ...body, ...signed, INTEGER_EXT), age);
}

function binary(text: string): number[] {
  const bytes = utf8(text);
  const length = bytes.length;
  return [BINARY_EXT, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff, ...bytes];
}

/** Whatever follows the body (time, age) is of no use to anybody and not read. */
function decodeTerm(term: Uint8Array): TokenIdentity | undefined {
  const start = [FORMAT_VERSION, SMALL_TUPLE_EXT, 3, SMALL_TUPLE_EXT, 3];
  if (!equal(term.subarray(0, start.length), Uint8Array.from(start))) return undefined;
  const account = decodeString(term, start.length);
  const token = account && decodeString(term, account.end);
  const fragment = token && decodeString(term, token.end);
  if (!account || !token || !fragment || token.text === null || fragment.text === null) return undefined;
  const accountId = account.text === null ? null : parseUuid(account.text);
  const tokenId = parseUuid(token.text);
  if (accountId === undefined || tokenId === undefined) return undefined;
  return { accountId, tokenId, fragment: fragment.text };
}

/** A binary, or the atom nil as null. */
function decodeString(term: Uint8Array, at: number): { text: string | null; end: number } | undefined {
  const view = new DataView(term.buffer, term.byteOffset, term.byteLength);
  const tag = term[at];
  const atom = tag === ATOM_EXT || tag === SMALL_ATOM_UTF8_EXT;
  const lengthBytes = { [BINARY_EXT]: 4, [ATOM_EXT]: 2, [SMALL_ATOM_UTF8_EXT]: 1 }[tag] ?? 0;
  const start = at + 1 + lengthBytes;
  if (lengthBytes === 0 || start > term.length) return undefined;
  const length = lengthBytes === 4 ? view.getUint32(at + 1) : lengthBytes === 2 ? view.getUint16(at + 1) : term[at + 1];
  const end = start + length;
  const text = end <= term.length ? fromUtf8(term.subarray(start, end)) : undefined;
  if (text === undefined || (atom && text !== NIL)) return undefined;
  return { text: atom ? null : text, end };
}
