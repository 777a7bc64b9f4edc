import type { IpAddress } from "@fz/ip";
import { REKEY_ATTEMPT_TIME } from "./constants.ts";
import { KEY_BYTES, type Random, type WireGuardCrypto } from "./crypto.ts";
import type { HandshakeLimiter } from "./handshake-limiter.ts";
import { ipPacketLength } from "./ip-length.ts";
import { MessageSigner } from "./macs.ts";
import {
  classifyWireGuard,
  MESSAGE_TRANSPORT_DATA,
  RESPONSE,
  readU32,
  TRANSPORT,
  TRANSPORT_OVERHEAD_BYTES,
} from "./messages.ts";
import {
  consumeInitiation,
  consumeResponse,
  createInitiation,
  createResponse,
  type HandshakeKeys,
  type InitiationState,
  type SessionKeys,
} from "./noise.ts";
import { OPEN_BAD_PACKET, OPEN_EXPIRED, OPEN_MALFORMED, OPEN_UNKNOWN_INDEX, Session } from "./session.ts";
import { TimestampGuard, TimestampSource } from "./tai64n.ts";
import { Timers } from "./timers.ts";

export interface WireGuardTunnelOptions extends HandshakeKeys {
  /** 24 bits, unique among our connections: the upper part of all our session indices. */
  readonly index: number;
  readonly crypto: WireGuardCrypto;
  readonly random: Random;
  readonly now: number;
  /** Added to `now` it gives milliseconds since the Unix epoch. */
  readonly epochOffset: number;
  /** The one of our static key. */
  readonly limiter: HandshakeLimiter;
  /** How long to try a handshake before giving the connection up, in milliseconds. */
  readonly rekeyAttemptTime?: number;
}

/** Why a handshake message was not processed; `under_load` means that a cookie reply is about to leave. */
export type HandshakeFailure =
  | "malformed"
  | "bad_mac1"
  | "under_load"
  | "unknown_index"
  | "bad_handshake"
  | "wrong_peer"
  | "replayed_timestamp"
  | "bad_cookie";

export type WireGuardEvent =
  /** The first session, once for each tunnel. For the responder, before its Response has arrived anywhere. */
  | { readonly type: "established" }
  /** Each further session. */
  | { readonly type: "session" }
  /** No session could be had; all keys are erased. Only {@link WireGuardTunnel.startHandshake} or the peer revive it. */
  | { readonly type: "expired" };

const SESSION_SLOTS = 8;
const SESSION_COUNTER_BITS = 8;
const SESSION_COUNTER_MASK = 0xff;
const NOTHING = new Uint8Array(0);

/**
 * One WireGuard peer without its sockets and clock: handshakes of both roles, sessions, timers.
 *
 * Data that cannot be sealed yet is the caller's to keep. What {@link pollTransmit} gives after
 * {@link handleHandshake} answers the peer; what it gives after {@link handleTimeout} a timer made.
 */
export class WireGuardTunnel {
  readonly #keys: HandshakeKeys;
  readonly #index: number;
  readonly #crypto: WireGuardCrypto;
  readonly #random: Random;
  readonly #epochOffset: number;
  readonly #limiter: HandshakeLimiter;
  readonly #signer: MessageSigner;
  readonly #timestamps = new TimestampSource();
  readonly #peerTimestamps = new TimestampGuard();
  readonly #timers: Timers;
  /** By session index modulo 8. */
  readonly #sessions: (Session | undefined)[] = new Array(SESSION_SLOTS).fill(undefined);
  /** The one to send on: the newest that the peer is known to have. */
  #current: Session | undefined;
  /** Our latest Initiation without a Response, whether we go on repeating it or not. */
  #initiation: InitiationState | undefined;
  /** The one before it, whose Response may be late. */
  #previousInitiation: InitiationState | undefined;
  #sessionCounter = 0;
  #wasEstablished = false;
  readonly #transmits: Uint8Array[] = [];
  readonly #events: WireGuardEvent[] = [];

  constructor(options: WireGuardTunnelOptions) {
    const { privateKey, publicKey, peerPublicKey, presharedKey } = options;
    this.#keys = { privateKey, publicKey, peerPublicKey, presharedKey };
    this.#index = options.index;
    this.#crypto = options.crypto;
    this.#random = options.random;
    this.#epochOffset = options.epochOffset;
    this.#limiter = options.limiter;
    this.#signer = new MessageSigner(peerPublicKey);
    this.#timers = new Timers(options.random, options.rekeyAttemptTime ?? REKEY_ATTEMPT_TIME, options.now);
  }

  /** Is an Initiation waiting for its Response? */
  get isHandshaking(): boolean {
    return this.#timers.isAttempting;
  }

  /** Sends an Initiation at once, unless one is under way. */
  startHandshake(now: number): void {
    if (this.isHandshaking) return;
    this.#timers.restart(now);
    this.#initiate(now);
  }

  /** An Initiation, Response or cookie reply that was routed here. `sourceIp` is where it came from. */
  handleHandshake(message: Uint8Array, sourceIp: IpAddress, now: number): "ok" | HandshakeFailure {
    const kind = classifyWireGuard(message, 0, message.length);
    if (kind === "cookie") return this.#signer.receiveCookie(message, now);
    if (kind !== "initiation" && kind !== "response") return "malformed";
    const verdict = this.#limiter.verify(message, sourceIp, now);
    if (verdict.type === "bad_mac1") return "bad_mac1";
    if (verdict.type === "cookie_reply") {
      this.#transmits.push(verdict.message);
      return "under_load";
    }
    return kind === "initiation" ? this.#handleInitiation(message, now) : this.#handleResponse(message, now);
  }

  /** Whether {@link seal} would succeed. */
  canSeal(now: number): boolean {
    return this.#current?.maySend(now) ?? false;
  }

  /**
   * Writes a whole data message of `length` + 32 bytes at `outOffset` and gives its length; 0 where there is no session
   * to send on. A `length` of 0 makes a keepalive.
   */
  seal(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number, now: number): number {
    const session = this.#current;
    if (session === undefined || !session.maySend(now)) return 0;
    const written = session.seal(buf, offset, length, out, outOffset);
    this.#timers.messageSent();
    if (length > 0) {
      session.sentData = true;
      this.#timers.dataSent(now);
    }
    return written;
  }

  /**
   * Decrypts a data message to `outOffset`, which needs room for `length` − 32 bytes. Gives the length of the IP packet
   * in it, 0 for a keepalive, or a negative `OPEN_…` reason.
   */
  open(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number, now: number): number {
    if (length < TRANSPORT_OVERHEAD_BYTES || readU32(buf, offset) !== MESSAGE_TRANSPORT_DATA) return OPEN_MALFORMED;
    const index = readU32(buf, offset + TRANSPORT.receiver);
    const session = this.#sessions[index % SESSION_SLOTS];
    if (session === undefined || session.localIndex !== index) return OPEN_UNKNOWN_INDEX;
    if (now >= session.expiresAt) return OPEN_EXPIRED;
    const opened = session.open(buf, offset, length, out, outOffset);
    if (opened < 0) return opened;
    this.#confirm(session, now);
    this.#timers.messageReceived();
    if (opened === 0) return 0;
    const packetLength = ipPacketLength(out, outOffset, opened);
    if (packetLength < 0) return OPEN_BAD_PACKET;
    session.receivedData = true;
    this.#timers.dataReceived(now);
    return packetLength;
  }

  handleTimeout(now: number): void {
    for (const session of this.#sessions) {
      if (session !== undefined && now >= session.expiresAt) this.#drop(session);
    }
    if (this.#timers.hasExpired(now)) {
      this.#expire();
      return;
    }
    if (this.#timers.isHandshakeDue(now)) this.#initiate(now);
    if (this.#timers.isKeepaliveDue(now)) this.#sendKeepalive(now);
  }

  /** When to call {@link handleTimeout}; undefined where nothing is to come. */
  pollTimeout(): number | undefined {
    let deadline = this.#timers.nextDeadline();
    for (const session of this.#sessions) {
      if (session !== undefined && session.expiresAt < deadline) deadline = session.expiresAt;
    }
    return deadline === Number.POSITIVE_INFINITY ? undefined : deadline;
  }

  /** Datagrams for the peer: handshake messages, cookie replies, keepalives. */
  pollTransmit(): Uint8Array | undefined {
    return this.#transmits.shift();
  }

  pollEvent(): WireGuardEvent | undefined {
    return this.#events.shift();
  }

  /** Erases all keys. The tunnel is not used afterwards. */
  dispose(): void {
    for (const session of this.#sessions) if (session !== undefined) this.#drop(session);
    this.#initiation = undefined;
    this.#previousInitiation = undefined;
    this.#transmits.length = 0;
    this.#timers.stop();
  }

  #initiate(now: number): void {
    const timestamp = this.#timestamps.next(now + this.#epochOffset);
    const created = createInitiation(this.#keys, this.#crypto, this.#nextIndex(), this.#random(KEY_BYTES), timestamp);
    if (created === undefined) {
      this.#expire(); // with such a public key no handshake can ever succeed
      return;
    }
    this.#previousInitiation = this.#initiation;
    this.#initiation = created.state;
    this.#send(created.message, now);
    this.#timers.initiationSent(now);
  }

  #handleInitiation(message: Uint8Array, now: number): "ok" | HandshakeFailure {
    const received = consumeInitiation(message, this.#keys, this.#crypto);
    if (typeof received === "string") return received;
    if (!this.#peerTimestamps.accept(received.timestamp)) return "replayed_timestamp";
    const localIndex = this.#nextIndex();
    const created = createResponse(received, this.#keys, this.#crypto, localIndex, this.#random(KEY_BYTES));
    if (created === undefined) return "bad_handshake";
    this.#send(created.message, now);
    // An Initiation of our own that crossed this one is no longer repeated, but the peer may still answer it.
    this.#addSession(created.session, localIndex, false, now);
    this.#timers.messageSent();
    return "ok";
  }

  #handleResponse(message: Uint8Array, now: number): "ok" | HandshakeFailure {
    const index = readU32(message, RESPONSE.receiver);
    const isLate = this.#previousInitiation?.senderIndex === index;
    const initiation = isLate ? this.#previousInitiation : this.#initiation;
    if (initiation === undefined || initiation.senderIndex !== index) return "unknown_index";
    const keys = consumeResponse(message, initiation, this.#keys, this.#crypto);
    if (keys === undefined) return "bad_handshake";
    this.#previousInitiation = undefined;
    // A peer that keeps only its latest session has, by now, the one of our latest Initiation: let it be answered too.
    if (!isLate) this.#initiation = undefined;
    this.#current = this.#addSession(keys, index, true, now);
    this.#sendKeepalive(now); // the responder may send only after it has received
    return "ok";
  }

  #addSession(keys: SessionKeys, localIndex: number, isInitiator: boolean, now: number): Session {
    const session = new Session({ keys, localIndex, isInitiator, establishedAt: now }, this.#crypto);
    const slot = localIndex % SESSION_SLOTS;
    const oldest = this.#sessions[slot];
    if (oldest !== undefined) this.#drop(oldest);
    this.#sessions[slot] = session;
    this.#timers.sessionEstablished(session);
    this.#events.push({ type: this.#wasEstablished ? "session" : "established" });
    this.#wasEstablished = true;
    return session;
  }

  /** The peer has the session: send on it, unless a newer one is in use. */
  #confirm(session: Session, now: number): void {
    const current = this.#current;
    if (current === session) return;
    const isNewer = current === undefined || !current.maySend(now) || session.establishedAt >= current.establishedAt;
    if (isNewer) this.#current = session;
  }

  #drop(session: Session): void {
    session.dispose();
    this.#sessions[session.localIndex % SESSION_SLOTS] = undefined;
    if (this.#current === session) this.#current = undefined;
  }

  #expire(): void {
    this.dispose();
    this.#events.push({ type: "expired" });
  }

  #sendKeepalive(now: number): void {
    const message = new Uint8Array(TRANSPORT_OVERHEAD_BYTES);
    if (this.seal(NOTHING, 0, 0, message, 0, now) > 0) this.#transmits.push(message);
  }

  #send(handshake: Uint8Array, now: number): void {
    this.#signer.sign(handshake, now);
    this.#transmits.push(handshake);
  }

  /** Of each Initiation and Response, so also of the session that comes of it. */
  #nextIndex(): number {
    this.#sessionCounter = (this.#sessionCounter + 1) & SESSION_COUNTER_MASK;
    return ((this.#index << SESSION_COUNTER_BITS) | this.#sessionCounter) >>> 0;
  }
}
