// Long-term credentials, RFC 8489 §9.2.4, in the order in which relays in the field check them: a nonce loses one use
// before the signature is looked at.

import {
  ATTRIBUTE,
  attribute,
  ERROR_STALE_NONCE,
  ERROR_UNAUTHENTICATED,
  nonce,
  type StunMessage,
  verifyIntegrity,
} from "@fz/stun";
import { parseUuid } from "@fz/wire";
import type { Nonces } from "./nonces.ts";
import type { User } from "./user-keys.ts";

export type AuthenticationError = typeof ERROR_UNAUTHENTICATED | typeof ERROR_STALE_NONCE;

/**
 * undefined: the request is `user`'s own and came from where its nonce was issued to.
 * @param user of the request's USERNAME; undefined where it has none
 * @param source the address the request came from
 * @param unixSeconds the time of day
 */
export function authenticationError(
  message: StunMessage,
  user: User | undefined,
  source: string,
  nonces: Nonces,
  unixSeconds: number,
): AuthenticationError | undefined {
  if (attribute(message, ATTRIBUTE.MESSAGE_INTEGRITY) === undefined || !user) return ERROR_UNAUTHENTICATED;
  const uuid = parseUuid(nonce(message) ?? "");
  if (uuid === undefined) return ERROR_UNAUTHENTICATED;
  if (!nonces.consume(source, uuid)) return ERROR_STALE_NONCE;
  if (user.expiresAt < unixSeconds) return ERROR_UNAUTHENTICATED;
  if (verifyIntegrity(message, user.key) !== "ok") return ERROR_UNAUTHENTICATED;
  nonces.trust(source);
  return undefined;
}
