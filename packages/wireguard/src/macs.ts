// The MAC fields at the end of handshake messages and the cookie in a cookie reply: the WireGuard paper, §5.4.4 and §5.4.7.

import { equal, utf8 } from "@fz/bytes";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hash, mac } from "./blake2s.ts";
import { COOKIE_REFRESH_TIME, LABEL_COOKIE, LABEL_MAC1 } from "./constants.ts";
import {
  COOKIE_NONCE_BYTES,
  COOKIE_REPLY,
  INITIATION,
  MAC_BYTES,
  MESSAGE_COOKIE_REPLY,
  MESSAGE_INITIATION,
  RESPONSE,
  readU32,
  writeU32,
} from "./messages.ts";

const SECRET_BYTES = 32;
/** Milliseconds. The paper wants a new secret every two minutes; stock peers take 128 s. */
const SECRET_LIFETIME = 128_000;

const SENDER_OFFSET = INITIATION.sender; // the same in a Response

/** Offsets of both MACs in an Initiation or Response. */
function layoutOf(message: Uint8Array): { mac1: number; mac2: number } {
  return message[0] === MESSAGE_INITIATION ? INITIATION : RESPONSE;
}

/** The key of mac1 in messages to the owner of `publicKey`. */
export function mac1Key(publicKey: Uint8Array): Uint8Array {
  return hash(utf8(LABEL_MAC1), publicKey);
}

/** The key of cookies that the owner of `publicKey` gives out. */
export function cookieKey(publicKey: Uint8Array): Uint8Array {
  return hash(utf8(LABEL_COOKIE), publicKey);
}

/** `message` is an Initiation or a Response. */
export function mac1Matches(message: Uint8Array, key: Uint8Array): boolean {
  const { mac1, mac2 } = layoutOf(message);
  return equal(message.subarray(mac1, mac2), mac(key, message.subarray(0, mac1)));
}

/** `message` is an Initiation or a Response. */
export function mac2Matches(message: Uint8Array, cookie: Uint8Array): boolean {
  const { mac2 } = layoutOf(message);
  return equal(message.subarray(mac2, mac2 + MAC_BYTES), mac(cookie, message.subarray(0, mac2)));
}

/** Answers the Initiation or Response `to` with the cookie. `nonce` has 24 bytes. */
export function createCookieReply(to: Uint8Array, cookie: Uint8Array, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const { mac1, mac2 } = layoutOf(to);
  const reply = new Uint8Array(COOKIE_REPLY.length);
  reply[0] = MESSAGE_COOKIE_REPLY;
  writeU32(reply, COOKIE_REPLY.receiver, readU32(to, SENDER_OFFSET));
  reply.set(nonce, COOKIE_REPLY.nonce);
  reply.set(xchacha20poly1305(key, nonce, to.subarray(mac1, mac2)).encrypt(cookie), COOKIE_REPLY.cookie);
  return reply;
}

/** Fills in the MACs of what we send to one peer, with the cookie that it gave us last. */
export class MessageSigner {
  readonly #mac1Key: Uint8Array;
  readonly #cookieKey: Uint8Array;
  #cookie: Uint8Array | undefined;
  #cookieReceivedAt = 0;
  /** Sender index and mac1 of the last message, which a cookie reply must refer to. */
  #last: { readonly sender: number; readonly mac1: Uint8Array } | undefined;

  constructor(peerPublicKey: Uint8Array) {
    this.#mac1Key = mac1Key(peerPublicKey);
    this.#cookieKey = cookieKey(peerPublicKey);
  }

  /** Writes mac1, and mac2 where we hold a fresh cookie, into an Initiation or Response. */
  sign(message: Uint8Array, now: number): void {
    const layout = layoutOf(message);
    const mac1 = mac(this.#mac1Key, message.subarray(0, layout.mac1));
    message.set(mac1, layout.mac1);
    if (this.#cookie !== undefined && now - this.#cookieReceivedAt < COOKIE_REFRESH_TIME) {
      message.set(mac(this.#cookie, message.subarray(0, layout.mac2)), layout.mac2);
    }
    this.#last = { sender: readU32(message, SENDER_OFFSET), mac1 };
  }

  /** Keeps the cookie of a 64-byte cookie reply for the messages to come; nothing is sent because of it (§5.4.7). */
  receiveCookie(reply: Uint8Array, now: number): "ok" | "unknown_index" | "bad_cookie" {
    if (this.#last === undefined || readU32(reply, COOKIE_REPLY.receiver) !== this.#last.sender) return "unknown_index";
    const nonce = reply.subarray(COOKIE_REPLY.nonce, COOKIE_REPLY.nonce + COOKIE_NONCE_BYTES);
    try {
      const cipher = xchacha20poly1305(this.#cookieKey, nonce, this.#last.mac1);
      this.#cookie = cipher.decrypt(reply.subarray(COOKIE_REPLY.cookie));
    } catch {
      return "bad_cookie"; // the library's word for a tag that does not match
    }
    this.#cookieReceivedAt = now;
    return "ok";
  }
}

/** Gives out cookies and knows them again: a MAC of the source address under a secret that changes. */
export class CookieIssuer {
  readonly #cookieKey: Uint8Array;
  readonly #random: (length: number) => Uint8Array;
  #secret = new Uint8Array(0);
  #secretUntil = Number.NEGATIVE_INFINITY;

  constructor(publicKey: Uint8Array, random: (length: number) => Uint8Array) {
    this.#cookieKey = cookieKey(publicKey);
    this.#random = random;
  }

  /** `sourceIp` in canonical text. */
  cookieFor(sourceIp: string, now: number): Uint8Array {
    if (now >= this.#secretUntil) {
      this.#secret = this.#random(SECRET_BYTES).slice();
      this.#secretUntil = now + SECRET_LIFETIME;
    }
    return mac(this.#secret, utf8(sourceIp));
  }

  reply(to: Uint8Array, cookie: Uint8Array): Uint8Array {
    return createCookieReply(to, cookie, this.#cookieKey, this.#random(COOKIE_NONCE_BYTES));
  }
}
