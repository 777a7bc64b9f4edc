// Our own addition to the sign-in of clients without a window: `as=headless-client` with a code challenge (RFC 7636, S256)
// and, where a browser runs beside the client, a loopback redirect (RFC 8252 §7.3). Stock portals ignore both.

import { toBase32, utf8 } from "@fz/bytes";
import { sha256 } from "@noble/hashes/sha2.js";
import { z } from "zod";

/** Where the client exchanges its code verifier, and the code of the redirect if there was one, for a token. */
export const CLIENT_TOKEN_PATH = "/sign_in/client_token";
/** The path of the loopback redirect. */
export const LOOPBACK_CALLBACK = "/callback";

/** Answer of the exchange; 202 without a token means that the person has not finished yet. */
export const ClientTokenSchema = z.object({
  token: z.string().min(1),
  account_slug: z.string(),
  actor_name: z.string(),
  expires_at: z.string(),
});
export type ClientTokenAnswer = z.output<typeof ClientTokenSchema>;

const HALF = 4;

/** What client and page both show, so that a person sees that they belong together: `ABCD-EFGH`. */
export function matchingCode(challenge: string): string {
  const digits = toBase32(sha256(utf8(`matching code ${challenge}`))).toUpperCase();
  return `${digits.slice(0, HALF)}-${digits.slice(HALF, 2 * HALF)}`;
}
