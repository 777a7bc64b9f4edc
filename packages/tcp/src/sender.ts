// The sending half of a connection: what goes out when, and what is sent again (RFC 9293 §3.7, §3.8; RFC 6298; RFC 5681).
// Positions count from the SYN (0) on and do not wrap.

import { TCP_ACK, TCP_FIN, TCP_PSH } from "@fz/ip";
import { CongestionControl } from "./congestion.ts";
import { RetransmissionTimer } from "./retransmission-timer.ts";
import { SendQueue } from "./send-queue.ts";

/** Position of the first byte behind the SYN. */
export const DATA_START = 1;
/** Unacknowledged and unsent bytes a writer may pile up. */
const SEND_QUEUE_LIMIT = 0x10_0000;
/** Times that the same bytes are sent again before the peer counts as gone: about two minutes. */
const MAX_RETRANSMISSIONS = 8;
const NOTHING = new Uint8Array(0);

/** A segment as far as the sending half decides about it. */
export interface Outgoing {
  readonly position: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  readonly maximumSegmentSize?: number;
}

/** What a received segment says about the other direction. */
export interface Acknowledgement {
  /** Everything in front of it has arrived. */
  readonly position: number;
  readonly window: number;
  /** Where the segment stands in the peer's stream: tells which of two windows is the newer one. */
  readonly sequencePosition: number;
  /** The segment carries nothing else. */
  readonly isPure: boolean;
}

interface Syn {
  readonly flags: number;
  /** The largest payload that we take, bytes. */
  readonly maximumSegmentSize: number;
}

export class Sender {
  readonly #transmit: (outgoing: Outgoing) => void;
  readonly #queue = new SendQueue(DATA_START);
  readonly #timer = new RetransmissionTimer();
  readonly #syn: Syn;
  #segmentSize: number;
  #congestion: CongestionControl;
  // unacknowledged ≤ next ≤ highest; next falls back to unacknowledged when all has to be sent again.
  #unacknowledged = 0;
  #next = 0;
  #highest = 0;
  #peerWindow = 0;
  /** The segment that last set the peer's window: older ones must not (RFC 9293 §3.10.7.4). */
  #windowSetBy = { sequencePosition: 0, position: 0 };
  #isFinishing = false;
  #retransmissions = 0;
  /** The one transmission whose round trip is measured. */
  #measured: { readonly position: number; readonly sentAt: number } | undefined;
  #deadline: number | undefined;

  constructor(syn: Syn, transmit: (outgoing: Outgoing) => void) {
    this.#syn = syn;
    this.#transmit = transmit;
    this.#segmentSize = syn.maximumSegmentSize;
    this.#congestion = new CongestionControl(this.#segmentSize);
  }

  get unacknowledged(): number {
    return this.#unacknowledged;
  }

  /** Behind everything that was ever sent. */
  get highest(): number {
    return this.#highest;
  }

  /** Where a segment without content stands: behind all that was sent, but inside the peer's window, or it is not looked at. */
  get emptyPosition(): number {
    return Math.min(this.#highest, this.#unacknowledged + this.#peerWindow);
  }

  get isFinishing(): boolean {
    return this.#isFinishing;
  }

  get finWasSent(): boolean {
    return this.#highest > this.#queue.end;
  }

  get finIsAcknowledged(): boolean {
    return this.#unacknowledged > this.#queue.end;
  }

  get deadline(): number | undefined {
    return this.#deadline;
  }

  /** The peer's SYN has come. */
  adoptPeer(maximumSegmentSize: number, window: number): void {
    this.#segmentSize = Math.max(1, Math.min(this.#segmentSize, maximumSegmentSize));
    this.#congestion = new CongestionControl(this.#segmentSize);
    this.#peerWindow = window;
  }

  sendSyn(now: number): void {
    this.#transmit({ position: 0, payload: NOTHING, ...this.#syn });
    this.#next = 0;
    this.#advance(DATA_START, now);
    this.#deadline = now + this.#timer.rto;
  }

  /** False, and nothing is queued, where this side is finished or too much is waiting already. */
  write(bytes: Uint8Array): boolean {
    if (this.#isFinishing || this.#queue.length + bytes.length > SEND_QUEUE_LIMIT) return false;
    this.#queue.append(bytes);
    return true;
  }

  /** A FIN goes out behind what was written. */
  finish(): void {
    this.#isFinishing = true;
  }

  /** The peer acknowledged, nothing that was not sent. */
  handleAck(acknowledgement: Acknowledgement, now: number): void {
    const { position, isPure } = acknowledgement;
    this.#retransmissions = 0;
    const windowBefore = this.#peerWindow;
    this.#updatePeerWindow(acknowledgement);
    const inFlight = this.#highest - this.#unacknowledged;
    if (position > this.#unacknowledged) {
      const bytes = position - this.#unacknowledged;
      this.acknowledge(position, now);
      if (this.#congestion.onProgress(bytes, position)) this.#resendFirst(now);
    } else if (position === this.#unacknowledged && inFlight > 0 && isPure) {
      const hasOpened = windowBefore === 0 && this.#peerWindow > 0;
      const isDuplicate = windowBefore > 0 && windowBefore === this.#peerWindow;
      if (hasOpened) this.#next = this.#unacknowledged;
      else if (isDuplicate && this.#congestion.onDuplicateAck(inFlight, this.#highest)) this.#resendFirst(now);
    }
  }

  acknowledge(position: number, now: number): void {
    if (this.#measured && position >= this.#measured.position) {
      this.#timer.sample(now - this.#measured.sentAt);
      this.#measured = undefined;
    }
    this.#timer.restore();
    this.#unacknowledged = position;
    this.#next = Math.max(this.#next, position);
    this.#queue.acknowledge(position);
    this.#deadline = undefined;
  }

  /** Sends what may be sent now. */
  output(now: number): void {
    this.#sendData(now, false);
    this.#arm(now);
  }

  /** Sends again what was not acknowledged in time; false where that was tried often enough. */
  handleTimeout(now: number): boolean {
    this.#deadline = undefined;
    if (this.#retransmissions++ >= MAX_RETRANSMISSIONS) return false;
    this.#timer.backOff();
    this.#measured = undefined;
    if (this.#unacknowledged === 0) {
      this.sendSyn(now);
      return true;
    }
    // Behind a closed window nothing is lost: this only asks whether it is still closed.
    if (this.#peerWindow > 0) this.#congestion.onTimeout(this.#highest - this.#unacknowledged);
    this.#next = this.#unacknowledged;
    this.#sendData(now, true);
    this.#arm(now);
    return true;
  }

  /** `probe`: at least one byte goes out, whatever the peer's window is. */
  #sendData(now: number, probe: boolean): void {
    if (this.#unacknowledged < DATA_START) return;
    let mustSend = probe;
    for (;;) {
      const waiting = this.#queue.end - this.#next;
      const inFlight = this.#next - this.#unacknowledged;
      const allowed = Math.min(this.#peerWindow, this.#congestion.window) - inFlight;
      const count = Math.max(0, Math.min(this.#segmentSize, waiting, mustSend ? Math.max(1, allowed) : allowed));
      // A small piece only where it is the last one or nothing else would open the window (RFC 9293 §3.8.6.2.1).
      const isFragment = count < waiting && count < this.#segmentSize && inFlight > 0;
      const reachesEnd = count === waiting;
      const withFin = this.#isFinishing && reachesEnd;
      if (isFragment || (count === 0 && !withFin)) return;
      const flags = TCP_ACK | (reachesEnd && count > 0 ? TCP_PSH : 0) | (withFin ? TCP_FIN : 0);
      this.#transmit({ position: this.#next, flags, payload: this.#queue.read(this.#next, count) });
      this.#advance(count + (withFin ? 1 : 0), now);
      mustSend = false;
    }
  }

  #resendFirst(now: number): void {
    const sent = this.#highest - this.#unacknowledged;
    const payload = this.#queue.read(this.#unacknowledged, Math.min(this.#segmentSize, sent));
    const reachesEnd = this.#unacknowledged + payload.length === this.#queue.end;
    this.#measured = undefined;
    const flags = TCP_ACK | (reachesEnd && this.finWasSent ? TCP_FIN : 0);
    this.#transmit({ position: this.#unacknowledged, flags, payload });
    this.#deadline = now + this.#timer.rto;
  }

  #advance(count: number, now: number): void {
    const isNew = this.#next + count > this.#highest;
    this.#next += count;
    this.#highest = Math.max(this.#highest, this.#next);
    if (isNew) this.#measured ??= { position: this.#next, sentAt: now };
  }

  #updatePeerWindow({ position, window, sequencePosition }: Acknowledgement): void {
    const last = this.#windowSetBy;
    const isOlder =
      sequencePosition < last.sequencePosition ||
      (sequencePosition === last.sequencePosition && position < last.position);
    if (isOlder) return;
    this.#peerWindow = window;
    this.#windowSetBy = { sequencePosition, position };
  }

  /** For retransmission and for probing a closed window: both are due when nothing else would get things going again. */
  #arm(now: number): void {
    const isIdle = this.#unacknowledged === this.#highest && this.#queue.end <= this.#next;
    if (isIdle) this.#deadline = undefined;
    else this.#deadline ??= now + this.#timer.rto;
  }
}
