import type { IpAddress } from "@fz/ip";
import type { Random } from "./crypto.ts";
import { CookieIssuer, mac1Key, mac1Matches, mac2Matches } from "./macs.ts";
import { INITIATION, RESPONSE } from "./messages.ts";

/** Handshake messages with a valid mac1 in one window that are processed without a cookie. */
export const HANDSHAKES_PER_WINDOW = 100;
/** Milliseconds; a window is at least this long and starts with its first message. */
export const HANDSHAKE_WINDOW = 1000;

export type LimiterVerdict =
  | { readonly type: "ok" }
  | { readonly type: "bad_mac1" }
  /** Under load: the message is dropped and answered with these 64 bytes. */
  | { readonly type: "cookie_reply"; readonly message: Uint8Array };

const OK: LimiterVerdict = { type: "ok" };
const BAD_MAC1: LimiterVerdict = { type: "bad_mac1" };

/**
 * Decides which handshake messages are worth the public-key arithmetic (the WireGuard paper, §5.3). One for each static
 * key, shared by all its connections.
 */
export class HandshakeLimiter {
  readonly #mac1Key: Uint8Array;
  readonly #cookies: CookieIssuer;
  #windowStart = Number.NEGATIVE_INFINITY;
  #count = 0;

  /** `publicKey` is our own. */
  constructor({ publicKey, random }: { readonly publicKey: Uint8Array; readonly random: Random }) {
    this.#mac1Key = mac1Key(publicKey);
    this.#cookies = new CookieIssuer(publicKey, random);
  }

  /** `message` is an Initiation or a Response; each is to be asked about once. */
  verify(message: Uint8Array, sourceIp: IpAddress, now: number): LimiterVerdict {
    if (!this.hasValidMac1(message)) return BAD_MAC1;
    if (now - this.#windowStart >= HANDSHAKE_WINDOW) {
      this.#windowStart = now;
      this.#count = 0;
    }
    this.#count++;
    if (this.#count <= HANDSHAKES_PER_WINDOW) return OK;
    const cookie = this.#cookies.cookieFor(sourceIp, now);
    if (mac2Matches(message, cookie)) return OK;
    return { type: "cookie_reply", message: this.#cookies.reply(message, cookie) };
  }

  /** Did the sender know our public key? Counts nothing. */
  hasValidMac1(message: Uint8Array): boolean {
    if (message.length !== INITIATION.length && message.length !== RESPONSE.length) return false;
    return mac1Matches(message, this.#mac1Key);
  }
}
