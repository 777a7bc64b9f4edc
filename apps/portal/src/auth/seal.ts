import { createHmac, hkdfSync } from "node:crypto";
import { EncryptJWT, errors, jwtDecrypt } from "jose";
import { z } from "zod";

/** A kind of value that the portal hands out and wants back unaltered. Kinds are told apart by their purpose. */
export interface SealKind<T> {
  readonly purpose: string;
  readonly schema: z.ZodType<T>;
}

export interface Opened<T> {
  readonly value: T;
  /** Of this one sealing; see spendOnce. */
  readonly id: string;
  readonly expiresAt: number;
}

const MS_PER_SECOND = 1_000;
const KEY_BYTES = 32;
const HEADER = { alg: "dir", enc: "A256GCM" } as const;

/**
 * Encrypted and authenticated values (RFC 7519 in RFC 7516) for cookies and links; nobody outside reads or forges them.
 * Each use and purpose has a key of its own (HKDF, RFC 5869), so that nothing made for one is good for another.
 */
export class Seal {
  readonly #key: Uint8Array;
  readonly #now: () => number;
  readonly #derived = new Map<string, Uint8Array>();

  /** @param key 32 bytes @param now epoch milliseconds */
  constructor(key: Uint8Array, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /** @param expiresAt epoch milliseconds */
  async close<T>(kind: SealKind<T>, value: T, expiresAt: number): Promise<string> {
    return new EncryptJWT({ value })
      .setProtectedHeader(HEADER)
      .setAudience(kind.purpose)
      .setJti(crypto.randomUUID())
      .setExpirationTime(Math.floor(expiresAt / MS_PER_SECOND))
      .encrypt(this.#keyFor("seal", kind.purpose));
  }

  /** Undefined for what was not sealed here for this purpose, or has expired. */
  async open<T>(kind: SealKind<T>, text: string | undefined): Promise<Opened<T> | undefined> {
    if (text === undefined || text === "") return undefined;
    const claims = await this.#decrypt(kind.purpose, text);
    const parsed = z.object({ value: kind.schema, jti: z.uuid(), exp: z.number() }).safeParse(claims);
    if (!parsed.success) return undefined;
    return { value: parsed.data.value, id: parsed.data.jti, expiresAt: parsed.data.exp * MS_PER_SECOND };
  }

  /** A code that only this portal can make for the text and the purpose. */
  mac(purpose: string, text: string): string {
    return createHmac("sha256", this.#keyFor("mac", purpose)).update(text).digest("base64url");
  }

  #keyFor(use: "seal" | "mac", purpose: string): Uint8Array {
    const label = `${use} ${purpose}`;
    const key = this.#derived.get(label) ?? new Uint8Array(hkdfSync("sha256", this.#key, "", label, KEY_BYTES));
    this.#derived.set(label, key);
    return key;
  }

  async #decrypt(audience: string, text: string): Promise<unknown> {
    try {
      const options = {
        audience,
        currentDate: new Date(this.#now()),
        keyManagementAlgorithms: [HEADER.alg],
        contentEncryptionAlgorithms: [HEADER.enc],
      };
      return (await jwtDecrypt(text, this.#keyFor("seal", audience), options)).payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
