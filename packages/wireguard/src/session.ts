import { KEEPALIVE_TIMEOUT, REJECT_AFTER_MESSAGES, REJECT_AFTER_TIME, REKEY_AFTER_MESSAGES } from "./constants.ts";
import { type Aead, TAG_BYTES, type WireGuardCrypto } from "./crypto.ts";
import {
  MESSAGE_TRANSPORT_DATA,
  readCounter,
  TRANSPORT,
  TRANSPORT_HEADER_BYTES,
  TRANSPORT_OVERHEAD_BYTES,
  writeCounter,
  writeU32,
} from "./messages.ts";
import type { SessionKeys } from "./noise.ts";
import { ReplayWindow } from "./replay-window.ts";

/** Why a data message was refused: negative, so that they share a return value with a length. */
export const OPEN_MALFORMED = -1;
export const OPEN_UNKNOWN_INDEX = -2;
export const OPEN_EXPIRED = -3;
export const OPEN_REPLAY = -4;
export const OPEN_BAD_TAG = -5;
/** Authentic, but no IP packet: neither empty nor as long as its own length field says. */
export const OPEN_BAD_PACKET = -6;

export interface SessionParameters {
  readonly keys: SessionKeys;
  readonly localIndex: number;
  readonly isInitiator: boolean;
  readonly establishedAt: number;
}

/** The keys of one finished handshake and what was sent and received under them: the WireGuard paper, §5.4.6. */
export class Session {
  readonly localIndex: number;
  readonly isInitiator: boolean;
  /** Milliseconds. */
  readonly establishedAt: number;
  /** Whether packets, not keepalives, were sent and received. */
  sentData = false;
  receivedData = false;
  readonly #peerIndex: number;
  readonly #sendAead: Aead;
  readonly #receiveAead: Aead;
  readonly #window = new ReplayWindow();
  #sendCounter = 0;

  constructor({ keys, localIndex, isInitiator, establishedAt }: SessionParameters, crypto: WireGuardCrypto) {
    this.localIndex = localIndex;
    this.isInitiator = isInitiator;
    this.establishedAt = establishedAt;
    this.#peerIndex = keys.peerIndex;
    this.#sendAead = crypto.aead(keys.sendKey);
    this.#receiveAead = crypto.aead(keys.receiveKey);
  }

  /** When the keys must be gone. */
  get expiresAt(): number {
    return this.establishedAt + REJECT_AFTER_TIME;
  }

  /** The initiator stops a little early: by then a new session should have taken over, and the other end may be ahead. */
  maySend(now: number): boolean {
    const lifetime = this.isInitiator ? REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT : REJECT_AFTER_TIME;
    return now - this.establishedAt < lifetime && this.#sendCounter < REJECT_AFTER_MESSAGES;
  }

  get isWornOut(): boolean {
    return this.#sendCounter >= REKEY_AFTER_MESSAGES;
  }

  /** Writes a whole data message, without padding, and gives its length. The caller asked {@link maySend}. */
  seal(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number): number {
    const counter = this.#sendCounter++;
    this.#sendAead.seal(counter, buf, offset, length, out, outOffset + TRANSPORT_HEADER_BYTES);
    writeU32(out, outOffset, MESSAGE_TRANSPORT_DATA);
    writeU32(out, outOffset + TRANSPORT.receiver, this.#peerIndex);
    writeCounter(out, outOffset + TRANSPORT.counter, counter);
    return length + TRANSPORT_OVERHEAD_BYTES;
  }

  /** Gives the length of the content of a data message of at least 32 bytes, or a negative reason. */
  open(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number): number {
    const counter = readCounter(buf, offset + TRANSPORT.counter);
    if (counter >= REJECT_AFTER_MESSAGES || !this.#window.accepts(counter)) return OPEN_REPLAY;
    const sealed = length - TRANSPORT_HEADER_BYTES;
    if (!this.#receiveAead.open(counter, buf, offset + TRANSPORT_HEADER_BYTES, sealed, out, outOffset)) {
      return OPEN_BAD_TAG;
    }
    this.#window.mark(counter);
    return sealed - TAG_BYTES;
  }

  dispose(): void {
    this.#sendAead.dispose();
    this.#receiveAead.dispose();
  }
}
