import { randomBytes, timingSafeEqual } from "node:crypto";
import { toBase64Url } from "@fz/bytes";
import {
  decodeToken,
  encodeToken,
  FRAGMENT_BYTES,
  LEGACY_TOKEN_TYPES,
  secretFragment,
  secretHash,
  type Token,
  type TokenType,
  tokenSigningKey,
} from "@fz/wire";

const SALT_BYTES = 16;

export interface MintedToken {
  readonly id: string;
  /** Shown once, never stored. */
  readonly token: string;
  readonly secret_salt: string;
  readonly secret_hash: string;
}

/** Makes and reads tokens of this installation. Whether a token is in force is for its table to say. */
export class TokenMint {
  readonly #keyBase: string;
  readonly #salt: string;
  readonly #keys = new Map<string, Uint8Array>();

  constructor(keyBase: string, salt: string) {
    this.#keyBase = keyBase;
    this.#salt = salt;
  }

  /** `accountId` null: relays. `nonce`: what a client app invented at sign-in, without dots. */
  mint(type: TokenType, accountId: string | null, now: number, nonce = ""): MintedToken {
    const id = crypto.randomUUID();
    const fragment = secretFragment(randomBytes(FRAGMENT_BYTES));
    const secret_salt = toBase64Url(randomBytes(SALT_BYTES));
    return {
      id,
      token: encodeToken({ accountId, tokenId: id, fragment, nonce }, this.#key(type), now),
      secret_salt,
      secret_hash: secretHash(nonce, fragment, secret_salt),
    };
  }

  /** What a token claims, if it was signed here as one of that type. Its secret is still to be compared. */
  read(type: TokenType, text: string): Token | undefined {
    const legacy = type === "gateway" || type === "relay" ? [LEGACY_TOKEN_TYPES[type]] : [];
    return decodeToken(
      text,
      [type, ...legacy].map((name) => this.#key(name)),
    );
  }

  #key(type: string): Uint8Array {
    const key = this.#keys.get(type) ?? tokenSigningKey(this.#keyBase, this.#salt, type);
    this.#keys.set(type, key);
    return key;
  }
}

export function secretMatches(token: Token, row: { secret_salt: string; secret_hash: string }): boolean {
  const actual = Buffer.from(secretHash(token.nonce, token.fragment, row.secret_salt));
  const expected = Buffer.from(row.secret_hash);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
