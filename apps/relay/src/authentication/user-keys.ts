// Users of the relay are not stored anywhere: whoever knows the stamp secret derives the password from the username.

import { longTermKey } from "@fz/stun";
import { parseTurnUsername, TURN_REALM, turnPassword } from "@fz/wire";
import { LruMap } from "../lru-map.ts";

/** Deriving a key takes two hashes; users come back every few seconds. */
const KEPT_USERS = 8192;
/** Real ones have 55 characters. RFC 8489 §14.3 allows 508 bytes. */
const USERNAME_MAX = 508;

export interface User {
  readonly username: string;
  /** Unix seconds. */
  readonly expiresAt: number;
  /** Signs the requests of this user and the responses to them. */
  readonly key: Uint8Array;
}

export class UserKeys {
  readonly #stampSecret: string;
  readonly #users = new LruMap<string, User>(KEPT_USERS);

  constructor(stampSecret: string) {
    this.#stampSecret = stampSecret;
  }

  /** undefined: the username is not `<expiry>:<salt>`, so it has no password. */
  user(username: string): User | undefined {
    const kept = this.#users.get(username);
    if (kept) return kept;
    const parts = username.length <= USERNAME_MAX ? parseTurnUsername(username) : undefined;
    if (!parts) return undefined;
    const password = turnPassword(parts.expiresAt, parts.salt, this.#stampSecret);
    const user = { username, expiresAt: parts.expiresAt, key: longTermKey(username, TURN_REALM, password) };
    this.#users.set(username, user);
    return user;
  }
}
