// Flow-log ingest token: a JWT (RFC 7519) signed with HS256 (RFC 7515, 7518 §3.2) that says for which authorisation
// a device may report flows. Devices check its structure only; they have no key. Left out: every other algorithm.

import { equal, fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@fz/bytes";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { z } from "zod";
import { parseJson } from "./json.ts";

const HeaderSchema = z.object({ alg: z.literal("HS256") });

export const IngestClaimsSchema = z.object({
  account_id: z.string(),
  /** Unix seconds. */
  iat: z.int().nonnegative(),
  exp: z.int().nonnegative(),
  uploads_enabled: z.boolean(),
  role: z.enum(["initiator", "responder"]),
  initiator_device_id: z.string(),
  responder_device_id: z.string(),
  policy_authorization_id: z.string(),
  policy_id: z.string(),
  resource_id: z.string(),
  resource_name: z.string(),
  initiator_actor_id: z.string(),
  initiator_actor_name: z.string(),
  /** RFC 3339. */
  authorized_at: z.string(),
  authorization_expires_at: z.string(),
  resource_address: z.string().nullish(),
  initiator_actor_email: z.string().nullish(),
  initiator_auth_provider_id: z.string().nullish(),
  initiator_client_version: z.string().nullish(),
  initiator_device_os_name: z.string().nullish(),
  initiator_device_os_version: z.string().nullish(),
  initiator_device_serial: z.string().nullish(),
  initiator_device_uuid: z.string().nullish(),
  initiator_device_identifier_for_vendor: z.string().nullish(),
  initiator_device_firebase_installation_id: z.string().nullish(),
});
export type IngestClaims = z.output<typeof IngestClaimsSchema>;

/** The claims of a structurally sound token, unverified: who has no key can know no more. */
export function parseIngestToken(token: string): IngestClaims | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  const [header, claims, signature] = parts;
  if (signature === "" || fromBase64Url(signature) === undefined) return undefined;
  if (!HeaderSchema.safeParse(decodePart(header)).success) return undefined;
  return IngestClaimsSchema.safeParse(decodePart(claims)).data;
}

/** HMAC-SHA256. */
export type Mac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/**
 * Claims go out in alphabetical order, without those whose value is null. `key`: 32 random bytes of the account.
 * `mac`: a platform's own is several times as fast as the portable one.
 */
export function signIngestToken(claims: IngestClaims, key: Uint8Array, mac: Mac = portableMac): string {
  const present = Object.fromEntries(
    Object.entries(claims)
      .filter(([, value]) => value !== null && value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const signed = `${encodePart({ alg: "HS256", typ: "JWT" })}.${encodePart(present)}`;
  return `${signed}.${toBase64Url(mac(key, utf8(signed)))}`;
}

function portableMac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message);
}

/** The claims where the signature is right, expired or not. */
export function verifyIngestToken(token: string, key: Uint8Array): IngestClaims | undefined {
  const claims = parseIngestToken(token);
  const end = token.lastIndexOf(".");
  const signature = fromBase64Url(token.slice(end + 1));
  if (!claims || !signature) return undefined;
  return equal(signature, portableMac(key, utf8(token.slice(0, end)))) ? claims : undefined;
}

export const IngestTokenSchema = z
  .string()
  .refine((token) => parseIngestToken(token) !== undefined, "no flow-log ingest token");

function decodePart(part: string): unknown {
  const bytes = fromBase64Url(part);
  const text = bytes && fromUtf8(bytes);
  const json = text === undefined ? undefined : parseJson(text);
  return json?.ok ? json.value : undefined;
}

function encodePart(value: unknown): string {
  return toBase64Url(utf8(JSON.stringify(value)));
}
