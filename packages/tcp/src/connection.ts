// One TCP connection: RFC 9293 §3.10, with RFC 5961 against blind resets. Positions count from the SYN (0) on and do not
// wrap; a sequence number is the initial one plus the position, modulo 2^32.

import { type SocketAddress, TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from "@fz/ip";
import { CongestionControl } from "./congestion.ts";
import { RECEIVE_WINDOW, Reassembly } from "./reassembly.ts";
import { RetransmissionTimer } from "./retransmission-timer.ts";
import { maximumSegmentSize, type Segment, sequenceDistance, sequenceLength } from "./segment.ts";
import { SendQueue } from "./send-queue.ts";

export type TcpState =
  | "syn-sent"
  | "syn-received"
  | "established"
  | "fin-wait-1"
  | "fin-wait-2"
  | "close-wait"
  | "closing"
  | "last-ack"
  | "time-wait"
  | "closed";

/** Why a connection is no more: both sides closed it, the peer or we cut it, or the peer is gone. */
export type CloseReason = "finished" | "reset" | "aborted" | "timeout";

export type ConnectionEvent =
  | { readonly type: "connected" }
  /** There is more to `read`, or the peer has closed its side. */
  | { readonly type: "readable" }
  | { readonly type: "closed"; readonly reason: CloseReason };

/** What a connection needs from the one that holds it. */
export interface ConnectionHost {
  send(segment: Segment): void;
  notify(event: ConnectionEvent): void;
}

/** Unacknowledged and unsent bytes a writer may pile up. */
const SEND_QUEUE_LIMIT = 0x10_0000;
/** What a peer takes that does not say (RFC 9293 §3.7.1). */
const DEFAULT_PEER_MSS = { 4: 536, 6: 1220 } as const;
/** Times that the same bytes are sent again before the peer counts as gone: about two minutes. */
const MAX_RETRANSMISSIONS = 8;
/** Twice the time a segment may live, milliseconds; short, as the peers are near. */
const TIME_WAIT = 10_000;
/** How long a peer may take to close its side after we closed ours, milliseconds. */
const FIN_WAIT = 60_000;
const DATA_START = 1;
const NOTHING = new Uint8Array(0);

export interface ConnectionOptions {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly mtu: number;
  readonly initialSequence: number;
  readonly host: ConnectionHost;
}

export class TcpConnection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly #host: ConnectionHost;
  readonly #mtu: number;
  readonly #initialSend: number;
  #state: TcpState = "closed";
  #deadline: number | undefined;

  // Sending. unacknowledged ≤ next ≤ highest; next falls back to unacknowledged when all has to be sent again.
  readonly #queue = new SendQueue(DATA_START);
  readonly #timer = new RetransmissionTimer();
  #congestion: CongestionControl;
  #segmentSize: number;
  #unacknowledged = 0;
  #next = 0;
  #highest = 0;
  #peerWindow = 0;
  /** The segment that last set the peer's window: older ones must not (RFC 9293 §3.10.7.4). */
  #windowSetBy = { sequence: 0, acknowledgement: 0 };
  #closing = false;
  #retransmissions = 0;
  /** The one transmission whose round trip is measured. */
  #measured: { readonly position: number; readonly sentAt: number } | undefined;

  // Receiving
  #initialReceive = 0;
  readonly #reassembly = new Reassembly(DATA_START);
  #finPosition: number | undefined;
  #finReceived = false;
  #owesAck = false;
  #announcedWindow = RECEIVE_WINDOW;

  constructor(options: ConnectionOptions) {
    this.local = options.local;
    this.remote = options.remote;
    this.#mtu = options.mtu;
    this.#host = options.host;
    this.#initialSend = options.initialSequence;
    this.#segmentSize = maximumSegmentSize(options.mtu, options.local.ip);
    this.#congestion = new CongestionControl(this.#segmentSize);
  }

  get state(): TcpState {
    return this.#state;
  }

  /** The peer has closed its side; what it sent before may still have to be read. */
  get peerHasClosed(): boolean {
    return this.#finReceived;
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** The sequence number that the peer's next byte has. */
  get nextExpected(): number {
    return (this.#initialReceive + this.#receiveNext) >>> 0;
  }

  /** Opens the connection from here. */
  connect(now: number): void {
    this.#state = "syn-sent";
    this.#sendSyn(now);
  }

  /** Opens the connection from there, with the peer's SYN. */
  accept(syn: Segment, now: number): void {
    this.#state = "syn-received";
    this.#adoptSyn(syn);
    this.#sendSyn(now);
  }

  /** Queues bytes (copied). False, and nothing is queued, where this side is closed or too much is waiting already. */
  write(bytes: Uint8Array, now: number): boolean {
    if (this.#closing || this.isClosed || this.#queue.length + bytes.length > SEND_QUEUE_LIMIT) return false;
    this.#queue.append(bytes);
    this.#output(now);
    return true;
  }

  /** What came since the last time, or undefined. */
  read(now: number): Uint8Array | undefined {
    const bytes = this.#reassembly.read();
    // A sender that saw a small window waits to be told that there is room again.
    if (bytes && this.#announcedWindow < this.#segmentSize && !this.isClosed) {
      this.#owesAck = true;
      this.#output(now);
    }
    return bytes;
  }

  /** Closes this side once all that was written is through. */
  close(now: number): void {
    if (this.#closing || this.isClosed) return;
    if (this.#state === "syn-sent") {
      this.#end("aborted");
      return;
    }
    this.#closing = true;
    this.#output(now);
  }

  /** Cuts the connection with a RST. */
  abort(): void {
    if (this.isClosed) return;
    if (this.#state !== "syn-sent") this.#send(this.#highest, TCP_RST | TCP_ACK, NOTHING);
    this.#end("aborted");
  }

  pollTimeout(): number | undefined {
    return this.#deadline;
  }

  handleTimeout(now: number): void {
    if (this.#deadline === undefined || now < this.#deadline) return;
    this.#deadline = undefined;
    if (this.#state === "time-wait" || this.#state === "fin-wait-2") {
      this.#end("finished");
      return;
    }
    if (this.#retransmissions++ >= MAX_RETRANSMISSIONS) {
      if (this.#state !== "syn-sent") this.#send(this.#highest, TCP_RST | TCP_ACK, NOTHING);
      this.#end("timeout");
      return;
    }
    this.#timer.backOff();
    this.#measured = undefined;
    if (this.#unacknowledged === 0) {
      this.#sendSyn(now);
      return;
    }
    // Behind a closed window nothing is lost: this only asks whether it is still closed.
    if (this.#peerWindow > 0) this.#congestion.onTimeout(this.#highest - this.#unacknowledged);
    this.#next = this.#unacknowledged;
    this.#output(now, true);
  }

  handleSegment(segment: Segment, now: number): void {
    if (this.#state === "syn-sent") {
      this.#handleSynSent(segment, now);
    } else if (!this.isClosed && this.#checkSequence(segment, now)) {
      this.#handleAccepted(segment, now);
      if (!this.isClosed) this.#output(now);
    }
  }

  #handleSynSent(segment: Segment, now: number): void {
    const hasAck = (segment.flags & TCP_ACK) !== 0;
    const acknowledges = hasAck && this.#positionOfAck(segment) === DATA_START;
    if ((segment.flags & TCP_RST) !== 0) {
      if (acknowledges) this.#end("reset");
    } else if (hasAck && !acknowledges) {
      this.#host.send(resetFor(segment));
    } else if (acknowledges && (segment.flags & TCP_SYN) !== 0) {
      this.#adoptSyn(segment);
      this.#acknowledge(DATA_START, now);
      this.#state = "established";
      this.#host.notify({ type: "connected" });
      this.#owesAck = true;
      this.#output(now);
    }
  }

  /** RFC 9293 §3.10.7.4 from "check sequence number" to "check SYN"; false where the segment ends there. */
  #checkSequence(segment: Segment, now: number): boolean {
    const position = this.#positionOfSequence(segment);
    const isReset = (segment.flags & TCP_RST) !== 0;
    if (!this.#isInWindow(position, sequenceLength(segment))) {
      const isRepeatedSyn = this.#state === "syn-received" && position === 0 && (segment.flags & TCP_SYN) !== 0;
      if (isRepeatedSyn) this.#sendSyn(now);
      else if (!isReset) this.#sendAck();
      if (this.#state === "time-wait") this.#deadline = now + TIME_WAIT;
      return false;
    }
    if (isReset) {
      // A reset that does not hit the very next byte may be a guess: the peer proves it by answering (RFC 5961 §3.2).
      // Nor does one cut short the waiting, which is there to keep old segments from a new connection (RFC 1337).
      if (position !== this.#receiveNext) this.#sendAck();
      else if (this.#state !== "time-wait") this.#end("reset");
      return false;
    }
    if ((segment.flags & TCP_SYN) !== 0) {
      this.#sendAck();
      return false;
    }
    return (segment.flags & TCP_ACK) !== 0;
  }

  #handleAccepted(segment: Segment, now: number): void {
    const acknowledged = this.#positionOfAck(segment);
    if (acknowledged > this.#highest) {
      if (this.#state === "syn-received") this.#host.send(resetFor(segment));
      else this.#sendAck();
      return;
    }
    if (this.#state === "syn-received") {
      if (acknowledged < DATA_START) return;
      this.#state = "established";
      this.#host.notify({ type: "connected" });
    }
    this.#handleAck(segment, acknowledged, now);
    if (this.isClosed) return;
    this.#handlePayload(segment, now);
  }

  #handleAck(segment: Segment, acknowledged: number, now: number): void {
    this.#retransmissions = 0;
    const windowBefore = this.#peerWindow;
    this.#updatePeerWindow(segment);
    const inFlight = this.#highest - this.#unacknowledged;
    if (acknowledged > this.#unacknowledged) {
      const bytes = acknowledged - this.#unacknowledged;
      this.#acknowledge(acknowledged, now);
      if (this.#congestion.onProgress(bytes, acknowledged)) this.#resendFirst(now);
    } else if (acknowledged === this.#unacknowledged && inFlight > 0 && sequenceLength(segment) === 0) {
      if (windowBefore === 0 && this.#peerWindow > 0) this.#next = this.#unacknowledged;
      else if (
        windowBefore > 0 &&
        windowBefore === this.#peerWindow &&
        this.#congestion.onDuplicateAck(inFlight, this.#highest)
      ) {
        this.#resendFirst(now);
      }
    }
    if (this.#finIsAcknowledged) this.#handleFinAcknowledged(now);
  }

  #handleFinAcknowledged(now: number): void {
    switch (this.#state) {
      case "fin-wait-1":
        this.#state = "fin-wait-2";
        this.#deadline = now + FIN_WAIT;
        break;
      case "closing":
        this.#enterTimeWait(now);
        break;
      case "last-ack":
        this.#end("finished");
        break;
      default:
    }
  }

  #handlePayload(segment: Segment, now: number): void {
    const position = this.#positionOfSequence(segment);
    if (sequenceLength(segment) > 0) this.#owesAck = true;
    const hasMore = !this.#finReceived && this.#reassembly.insert(position, segment.payload);
    if ((segment.flags & TCP_FIN) !== 0) this.#finPosition ??= position + segment.payload.length;
    const finIsNext = !this.#finReceived && this.#finPosition === this.#reassembly.next;
    if (finIsNext) {
      this.#finReceived = true;
      this.#reassembly.skipOne();
      this.#handleFin(now);
    }
    if (hasMore || finIsNext) this.#host.notify({ type: "readable" });
  }

  #handleFin(now: number): void {
    switch (this.#state) {
      case "established":
        this.#state = "close-wait";
        break;
      case "fin-wait-1":
        this.#state = "closing";
        break;
      case "fin-wait-2":
        this.#enterTimeWait(now);
        break;
      default:
    }
  }

  #enterTimeWait(now: number): void {
    this.#state = "time-wait";
    this.#deadline = now + TIME_WAIT;
  }

  /** Sends what may be sent now; an acknowledgement that is owed goes with it or alone. */
  #output(now: number, probe = false): void {
    if (this.#unacknowledged >= DATA_START) this.#sendData(now, probe);
    if (this.#owesAck) this.#sendAck();
    this.#armTimer(now);
  }

  /** `probe`: at least one byte goes out, whatever the peer's window is. */
  #sendData(now: number, probe: boolean): void {
    let mustSend = probe;
    for (;;) {
      const waiting = this.#queue.end - this.#next;
      const inFlight = this.#next - this.#unacknowledged;
      const allowed = Math.min(this.#peerWindow, this.#congestion.window) - inFlight;
      const count = Math.min(this.#segmentSize, waiting, mustSend ? Math.max(1, allowed) : allowed);
      const finGoesToo = this.#closing && this.#next + Math.max(0, count) === this.#queue.end && !this.#finWasSent;
      // A small piece only where it is the last one or nothing else would open the window (RFC 9293 §3.8.6.2.1).
      const isFragment = count < waiting && count < this.#segmentSize && inFlight > 0;
      if ((count <= 0 || isFragment) && !(finGoesToo && waiting === 0)) return;
      const payload = this.#queue.read(this.#next, count);
      const isLast = this.#next + payload.length === this.#queue.end;
      const flags = TCP_ACK | (isLast && payload.length > 0 ? TCP_PSH : 0) | (finGoesToo ? TCP_FIN : 0);
      this.#send(this.#next, flags, payload);
      this.#advance(payload.length + (finGoesToo ? 1 : 0), now);
      if (finGoesToo) this.#handleFinSent();
      mustSend = false;
    }
  }

  #handleFinSent(): void {
    if (this.#state === "established") this.#state = "fin-wait-1";
    else if (this.#state === "close-wait") this.#state = "last-ack";
  }

  #advance(count: number, now: number): void {
    const isNew = this.#next + count > this.#highest;
    this.#next += count;
    this.#highest = Math.max(this.#highest, this.#next);
    if (isNew) this.#measured ??= { position: this.#next, sentAt: now };
  }

  #resendFirst(now: number): void {
    const sent = this.#highest - this.#unacknowledged;
    const payload = this.#queue.read(this.#unacknowledged, Math.min(this.#segmentSize, sent));
    const reachesEnd = this.#unacknowledged + payload.length === this.#queue.end;
    const withFin = this.#closing && reachesEnd && this.#highest > this.#queue.end;
    this.#measured = undefined;
    this.#send(this.#unacknowledged, TCP_ACK | (withFin ? TCP_FIN : 0), payload);
    this.#deadline = now + this.#timer.rto;
  }

  #acknowledge(position: number, now: number): void {
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

  /** Retransmission, and probing of a closed window: both are due when nothing else would get things going again. */
  #armTimer(now: number): void {
    if (this.#state === "time-wait" || this.#state === "fin-wait-2" || this.isClosed) return;
    const isIdle = this.#unacknowledged === this.#highest && this.#queue.end <= this.#next;
    if (isIdle) this.#deadline = undefined;
    else this.#deadline ??= now + this.#timer.rto;
  }

  #sendSyn(now: number): void {
    const isAnswer = this.#state === "syn-received";
    const mss = maximumSegmentSize(this.#mtu, this.local.ip);
    this.#send(0, isAnswer ? TCP_SYN | TCP_ACK : TCP_SYN, NOTHING, mss);
    this.#next = 0;
    this.#advance(DATA_START, now);
    this.#deadline = now + this.#timer.rto;
  }

  #sendAck(): void {
    // Behind all that was sent, but inside the peer's window, or the peer would not look at it.
    const position = Math.min(this.#highest, this.#unacknowledged + this.#peerWindow);
    this.#send(position, TCP_ACK, NOTHING);
  }

  #send(position: number, flags: number, payload: Uint8Array, mss?: number): void {
    this.#owesAck = false;
    this.#announcedWindow = this.#reassembly.window;
    this.#host.send({
      source: this.local,
      destination: this.remote,
      flags,
      sequence: (this.#initialSend + position) >>> 0,
      acknowledgement: (flags & TCP_ACK) !== 0 ? this.nextExpected : 0,
      window: this.#announcedWindow,
      maximumSegmentSize: mss,
      payload,
    });
  }

  #end(reason: CloseReason): void {
    this.#state = "closed";
    this.#deadline = undefined;
    this.#owesAck = false;
    this.#host.notify({ type: "closed", reason });
  }

  #adoptSyn(syn: Segment): void {
    this.#initialReceive = syn.sequence;
    const peerMss = syn.maximumSegmentSize ?? DEFAULT_PEER_MSS[this.local.ip.includes(":") ? 6 : 4];
    this.#segmentSize = Math.max(1, Math.min(this.#segmentSize, peerMss));
    this.#congestion = new CongestionControl(this.#segmentSize);
    this.#peerWindow = syn.window;
    this.#windowSetBy = { sequence: 0, acknowledgement: 0 };
  }

  #updatePeerWindow(segment: Segment): void {
    const sequence = this.#positionOfSequence(segment);
    const acknowledgement = this.#positionOfAck(segment);
    const last = this.#windowSetBy;
    const isOlder = sequence < last.sequence || (sequence === last.sequence && acknowledgement < last.acknowledgement);
    if (isOlder) return;
    this.#peerWindow = segment.window;
    this.#windowSetBy = { sequence, acknowledgement };
  }

  #isInWindow(position: number, length: number): boolean {
    const next = this.#receiveNext;
    // What we announced may be taken up even where there is less room by now.
    const window = Math.max(this.#announcedWindow, this.#reassembly.window);
    if (length === 0) return position === next || (position > next && position < next + window);
    return window > 0 && position < next + window && position + length > next;
  }

  /** Position of the next byte to come; a FIN counts. */
  get #receiveNext(): number {
    return this.#reassembly.next;
  }

  get #finWasSent(): boolean {
    return this.#next > this.#queue.end;
  }

  get #finIsAcknowledged(): boolean {
    return this.#closing && this.#unacknowledged > this.#queue.end;
  }

  #positionOfAck({ acknowledgement }: Segment): number {
    const expected = (this.#initialSend + this.#unacknowledged) >>> 0;
    return this.#unacknowledged + sequenceDistance(acknowledgement, expected);
  }

  #positionOfSequence({ sequence }: Segment): number {
    return this.#receiveNext + sequenceDistance(sequence, this.nextExpected);
  }
}

/** The RST that answers a segment which belongs to no connection (RFC 9293 §3.5.2). */
export function resetFor(segment: Segment): Segment {
  const { source, destination } = segment;
  const hasAck = (segment.flags & TCP_ACK) !== 0;
  return {
    source: destination,
    destination: source,
    flags: hasAck ? TCP_RST : TCP_RST | TCP_ACK,
    sequence: hasAck ? segment.acknowledgement : 0,
    acknowledgement: hasAck ? 0 : (segment.sequence + sequenceLength(segment)) >>> 0,
    window: 0,
    payload: NOTHING,
  };
}
