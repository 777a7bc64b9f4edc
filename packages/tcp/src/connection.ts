// One TCP connection: the state machine and the receiving half of RFC 9293 §3.10, with RFC 5961 against blind resets.
// Positions are as in the sender: a sequence number is the initial one plus the position, modulo 2^32.

import { ipVersion, type SocketAddress, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from "@fz/ip";
import { RECEIVE_WINDOW, Reassembly } from "./reassembly.ts";
import { maximumSegmentSize, resetFor, type Segment, sequenceDistance, sequenceLength } from "./segment.ts";
import { DATA_START, type Outgoing, Sender } from "./sender.ts";

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

export interface ConnectionOptions {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly mtu: number;
  readonly initialSequence: number;
  readonly host: ConnectionHost;
  /** The peer's SYN, where it is the peer that connects. */
  readonly syn?: Segment | undefined;
}

/** What a peer takes that does not say (RFC 9293 §3.7.1). */
const DEFAULT_PEER_MSS = { 4: 536, 6: 1220 } as const;
/** Twice the time a segment may live, milliseconds; short, as the peers are near. */
const TIME_WAIT = 10_000;
/** How long a peer may take to close its side after we closed ours, milliseconds. */
const FIN_WAIT = 60_000;
const NOTHING = new Uint8Array(0);

export class TcpConnection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly #host: ConnectionHost;
  readonly #initialSend: number;
  readonly #sender: Sender;
  readonly #reassembly = new Reassembly(DATA_START);
  readonly #segmentSize: number;
  #state: TcpState;
  /** When the waiting for the peer's FIN, or for what may still be on the way, ends. */
  #waitUntil: number | undefined;
  #initialReceive = 0;
  #finPosition: number | undefined;
  #finReceived = false;
  #owesAck = false;
  #announcedWindow = RECEIVE_WINDOW;

  /** `start` opens it. */
  constructor(options: ConnectionOptions) {
    this.local = options.local;
    this.remote = options.remote;
    this.#host = options.host;
    this.#initialSend = options.initialSequence;
    this.#segmentSize = maximumSegmentSize(options.mtu, options.local.ip);
    const flags = options.syn ? TCP_SYN | TCP_ACK : TCP_SYN;
    this.#sender = new Sender({ flags, maximumSegmentSize: this.#segmentSize }, (outgoing) => this.#send(outgoing));
    this.#state = options.syn ? "syn-received" : "syn-sent";
    if (options.syn) this.#adoptSyn(options.syn);
  }

  get state(): TcpState {
    return this.#state;
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** The peer has closed its side; what it sent before may still have to be read. */
  get peerHasClosed(): boolean {
    return this.#finReceived;
  }

  /** The sequence number that the peer's next byte has. */
  get nextExpected(): number {
    return (this.#initialReceive + this.#reassembly.next) >>> 0;
  }

  /** Sends the SYN, or the answer to the peer's. */
  start(now: number): void {
    this.#sender.sendSyn(now);
  }

  /** Queues bytes (copied). False, and nothing is queued, where this side is closed or too much is waiting already. */
  write(bytes: Uint8Array, now: number): boolean {
    if (this.isClosed || !this.#sender.write(bytes)) return false;
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

  /** Closes this side once all that was written is through. Before it is connected, it gives the connection up. */
  close(now: number): void {
    if (this.#sender.isFinishing || this.isClosed) return;
    if (this.#state === "syn-sent") {
      this.#end("aborted");
      return;
    }
    this.#sender.finish();
    this.#output(now);
  }

  /** Cuts the connection with a RST. */
  abort(): void {
    if (this.isClosed) return;
    this.#sendReset();
    this.#end("aborted");
  }

  pollTimeout(): number | undefined {
    return this.#waitUntil ?? this.#sender.deadline;
  }

  handleTimeout(now: number): void {
    const due = this.pollTimeout();
    if (due === undefined || now < due) return;
    if (this.#waitUntil !== undefined) {
      this.#end("finished");
    } else if (!this.#sender.handleTimeout(now)) {
      this.#sendReset();
      this.#end("timeout");
    }
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
      this.#sender.acknowledge(DATA_START, now);
      this.#establish();
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
      if (isRepeatedSyn) this.#sender.sendSyn(now);
      else if (!isReset) this.#sendAck();
      if (this.#state === "time-wait") this.#waitUntil = now + TIME_WAIT;
      return false;
    }
    if (isReset) {
      // A reset that does not hit the very next byte may be a guess: the peer proves it by answering (RFC 5961 §3.2).
      // Nor does one cut short the waiting, which is there to keep old segments from a new connection (RFC 1337).
      if (position !== this.#reassembly.next) this.#sendAck();
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
    const position = this.#positionOfAck(segment);
    if (position > this.#sender.highest) {
      if (this.#state === "syn-received") this.#host.send(resetFor(segment));
      else this.#sendAck();
      return;
    }
    if (this.#state === "syn-received") {
      if (position < DATA_START) return;
      this.#establish();
    }
    const sequencePosition = this.#positionOfSequence(segment);
    const isPure = sequenceLength(segment) === 0;
    this.#sender.handleAck({ position, window: segment.window, sequencePosition, isPure }, now);
    if (this.#sender.finIsAcknowledged) this.#handleFinAcknowledged(now);
    if (!this.isClosed && !isPure) this.#handleContent(segment, sequencePosition, now);
  }

  #handleFinAcknowledged(now: number): void {
    switch (this.#state) {
      case "fin-wait-1":
        this.#state = "fin-wait-2";
        this.#waitUntil = now + FIN_WAIT;
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

  /** Payload and FIN. */
  #handleContent(segment: Segment, position: number, now: number): void {
    this.#owesAck = true;
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

  #establish(): void {
    this.#state = "established";
    this.#host.notify({ type: "connected" });
  }

  #enterTimeWait(now: number): void {
    this.#state = "time-wait";
    this.#waitUntil = now + TIME_WAIT;
  }

  #end(reason: CloseReason): void {
    this.#state = "closed";
    this.#host.notify({ type: "closed", reason });
  }

  /** Sends what may be sent now; an acknowledgement that is owed goes with it or alone. */
  #output(now: number): void {
    this.#sender.output(now);
    if (this.#sender.finWasSent) {
      if (this.#state === "established") this.#state = "fin-wait-1";
      else if (this.#state === "close-wait") this.#state = "last-ack";
    }
    if (this.#owesAck) this.#sendAck();
  }

  #sendAck(): void {
    this.#send({ position: this.#sender.emptyPosition, flags: TCP_ACK, payload: NOTHING });
  }

  /** A peer that has not answered yet knows of no connection that could be reset. */
  #sendReset(): void {
    if (this.#state === "syn-sent") return;
    this.#send({ position: this.#sender.highest, flags: TCP_RST | TCP_ACK, payload: NOTHING });
  }

  #send({ position, flags, payload, maximumSegmentSize: mss }: Outgoing): void {
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

  #adoptSyn(syn: Segment): void {
    this.#initialReceive = syn.sequence;
    this.#sender.adoptPeer(syn.maximumSegmentSize ?? DEFAULT_PEER_MSS[ipVersion(this.local.ip)], syn.window);
  }

  #isInWindow(position: number, length: number): boolean {
    const next = this.#reassembly.next;
    // What we announced may be taken up even where there is less room by now.
    const window = Math.max(this.#announcedWindow, this.#reassembly.window);
    if (length === 0) return position === next || (position > next && position < next + window);
    return window > 0 && position < next + window && position + length > next;
  }

  #positionOfAck({ acknowledgement }: Segment): number {
    const { unacknowledged } = this.#sender;
    return unacknowledged + sequenceDistance(acknowledgement, (this.#initialSend + unacknowledged) >>> 0);
  }

  #positionOfSequence({ sequence }: Segment): number {
    return this.#reassembly.next + sequenceDistance(sequence, this.nextExpected);
  }
}
