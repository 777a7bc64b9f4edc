// When to start a handshake, when to send a keepalive, when to give up: the WireGuard paper, §6, without the persistent
// keepalive. Deviations that stock Firezone peers share: every handshake that a timer starts is delayed by a jitter, and
// the initiator of the last session renews it when it ends even where nothing was sent or received.

import {
  ERASE_KEYS_AFTER_TIME,
  KEEPALIVE_TIMEOUT,
  REJECT_AFTER_TIME,
  REKEY_AFTER_TIME,
  REKEY_TIMEOUT,
  REKEY_TIMEOUT_JITTER_MAX,
} from "./constants.ts";
import type { Random } from "./crypto.ts";
import type { Session } from "./session.ts";

/** A deadline that is not set. A number, so that setting a deadline allocates nothing. */
const NEVER = Number.POSITIVE_INFINITY;

/** All times are milliseconds of the same clock. */
export class Timers {
  readonly #random: Random;
  readonly #rekeyAttemptTime: number;
  /** Data was sent and nothing came back. */
  #unansweredAt = NEVER;
  /** Data was received and nothing was sent since. */
  #keepaliveAt = NEVER;
  /** Set while an Initiation waits for its Response. */
  #attemptStartedAt = NEVER;
  #initiationSentAt = NEVER;
  /** A handshake is due, and its jitter ends then. */
  #handshakeAt = NEVER;
  #lastSession: Session | undefined;
  /** Of the last session, or when the wait for the first one began. */
  #aliveSince: number;

  constructor(random: Random, rekeyAttemptTime: number, now: number) {
    this.#random = random;
    this.#rekeyAttemptTime = rekeyAttemptTime;
    this.#aliveSince = now;
  }

  get isAttempting(): boolean {
    return this.#attemptStartedAt !== NEVER;
  }

  /** Any authenticated message, handshakes included. */
  messageSent(): void {
    this.#keepaliveAt = NEVER;
  }

  dataSent(now: number): void {
    if (this.#unansweredAt === NEVER) this.#unansweredAt = now + KEEPALIVE_TIMEOUT + REKEY_TIMEOUT;
  }

  /** Any authenticated message, handshakes included. */
  messageReceived(): void {
    this.#unansweredAt = NEVER;
  }

  dataReceived(now: number): void {
    if (this.#keepaliveAt === NEVER) this.#keepaliveAt = now + KEEPALIVE_TIMEOUT;
  }

  initiationSent(now: number): void {
    if (!this.isAttempting) this.#attemptStartedAt = now;
    this.#initiationSentAt = now;
    this.#handshakeAt = NEVER;
    this.messageSent();
  }

  /** Whichever end began it, our own attempt is over. */
  sessionEstablished(session: Session): void {
    this.#lastSession = session;
    this.#aliveSince = session.establishedAt;
    this.#attemptStartedAt = NEVER;
    this.#initiationSentAt = NEVER;
    this.#handshakeAt = NEVER;
    this.messageReceived();
  }

  /** Nothing is due any more until something happens. */
  stop(): void {
    this.#unansweredAt = NEVER;
    this.#keepaliveAt = NEVER;
    this.#attemptStartedAt = NEVER;
    this.#initiationSentAt = NEVER;
    this.#handshakeAt = NEVER;
    this.#lastSession = undefined;
    this.#aliveSince = NEVER;
  }

  /** After {@link stop}: the wait for a session begins anew. */
  restart(now: number): void {
    if (this.#aliveSince === NEVER) this.#aliveSince = now;
  }

  hasExpired(now: number): boolean {
    return now >= this.#expiresAt();
  }

  /** True once for each handshake to be started; the caller tells {@link initiationSent}. */
  isHandshakeDue(now: number): boolean {
    if (now < this.#handshakeWantedAt()) {
      this.#handshakeAt = NEVER; // its reason went away while the jitter ran
      return false;
    }
    if (this.#handshakeAt === NEVER) this.#handshakeAt = now + this.#jitter();
    return now >= this.#handshakeAt;
  }

  /** True once for each keepalive to be sent. */
  isKeepaliveDue(now: number): boolean {
    if (now < this.#keepaliveAt) return false;
    this.#keepaliveAt = NEVER;
    return true;
  }

  /** {@link Number.POSITIVE_INFINITY} where nothing is to come. */
  nextDeadline(): number {
    const wantedAt = this.#handshakeWantedAt();
    const handshakeAt = this.#handshakeAt === NEVER ? wantedAt : Math.max(wantedAt, this.#handshakeAt);
    return Math.min(handshakeAt, this.#keepaliveAt, this.#expiresAt());
  }

  #expiresAt(): number {
    return Math.min(this.#attemptStartedAt + this.#rekeyAttemptTime, this.#aliveSince + ERASE_KEYS_AFTER_TIME);
  }

  #handshakeWantedAt(): number {
    if (this.isAttempting) return this.#initiationSentAt + REKEY_TIMEOUT;
    return Math.min(this.#unansweredAt, this.#rekeyAt());
  }

  #rekeyAt(): number {
    const session = this.#lastSession;
    if (session === undefined || !session.isInitiator) return NEVER;
    if (session.isWornOut) return session.establishedAt;
    if (session.sentData) return session.establishedAt + REKEY_AFTER_TIME;
    if (session.receivedData) return session.establishedAt + REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT - REKEY_TIMEOUT;
    return session.expiresAt;
  }

  #jitter(): number {
    const [low, high] = this.#random(2);
    return (low | (high << 8)) % (REKEY_TIMEOUT_JITTER_MAX + 1);
  }
}
