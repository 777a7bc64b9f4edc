import type { Duplex } from "node:stream";
import {
  closeFrame,
  disconnectFrame,
  encodeFrame,
  errorReply,
  eventOnSocket,
  type Frame,
  type OutboundOf,
  okReply,
  pushFrame,
  type Ref,
  reactToDeviceFrame,
  type SocketVersion,
  type Topic,
} from "@fz/wire";
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import { TokenBuckets } from "../http/token-bucket.ts";
import { PushFrames, textFrame } from "./text-frame.ts";

/** RFC 6455 §7.4.1 and the registry it opens. */
export const CLOSE_GOING_AWAY = 1001;
const CLOSE_PROTOCOL_ERROR = 1002;
const CLOSE_UNSUPPORTED = 1003;
const CLOSE_POLICY_VIOLATION = 1008;
const CLOSE_INTERNAL_ERROR = 1011;
const CLOSE_SERVICE_RESTART = 1012;

/** Longest silence of a device that sends a heartbeat every 10 s. */
const IDLE_MS: Readonly<Record<Topic, number>> = { client: 37_000, gateway: 37_000, relay: 41_000 };

/** Characters of what a device sent, in a log. */
const MAX_LOGGED = 300;

const COUNTED_BYTES = 1_024;

/** What may wait for a device that reads slowly, before one more message; afterwards it starts anew with `init`. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * Messages at once and per second; a long one counts for one more each KiB, since others are told what it says. A gateway
 * says some ten for each client that connects, and after an outage all come at once; a client says as many for each
 * gateway that it uses.
 */
const MESSAGE_BUDGET: Readonly<Record<Topic, { readonly capacity: number; readonly refillPerSecond: number }>> = {
  client: { capacity: 1_000, refillPerSecond: 100 },
  gateway: { capacity: 50_000, refillPerSecond: 5_000 },
  relay: { capacity: 100, refillPerSecond: 10 },
};

export interface OpenSocket {
  readonly socket: WebSocket;
  /** What lies beneath the socket; text messages go there. */
  readonly stream: Duplex;
}

const pushFrames = new PushFrames();

/** What runs on a socket between join and leave. */
export interface Channel<T extends Topic> {
  /** After the ok reply to the join; whoever joins again while joined starts anew. */
  join(stampSecret: string | undefined): Promise<void>;
  handle(message: OutboundOf<T>, ref: Ref): Promise<void>;
  /** The device left, or the socket is gone. */
  leave(): void;
}

/** One device's WebSocket: frames in and out, join state, silence. */
export class DeviceSocket<T extends Topic> {
  readonly topic: T;
  readonly version: SocketVersion;
  readonly log: Logger;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #now: () => number;
  #channel: Channel<T> | undefined;
  #joined = false;
  #lastHeard: number;
  #hasWarned = false;
  readonly #budget = new TokenBuckets();

  constructor({ socket, stream }: OpenSocket, topic: T, version: SocketVersion, log: Logger, now: () => number) {
    this.#socket = socket;
    this.#stream = stream;
    this.topic = topic;
    this.version = version;
    this.log = log;
    this.#now = now;
    this.#lastHeard = now();
  }

  /** Starts to listen. `closed` is called once, after the channel has left. */
  run(channel: Channel<T>, closed: () => void): void {
    this.#channel = channel;
    this.#socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    this.#socket.on("error", (error) => this.log.debug({ error: error.message }, "socket error"));
    this.#socket.on("close", (code) => {
      this.#leave();
      this.log.info({ code }, "disconnected");
      closed();
    });
  }

  /** `event` by its v2 name. */
  push(event: string, payload: unknown): void {
    this.#send(pushFrame(this.topic, eventOnSocket(this.topic, this.version, event), payload));
  }

  /** As `push`, with a payload that is JSON already. */
  pushJson(event: string, payload: string): void {
    const name = JSON.stringify(eventOnSocket(this.topic, this.version, event));
    this.#write(textFrame(`{"topic":"${this.topic}","event":${name},"ref":null,"payload":${payload}}`));
  }

  /** As `pushJson`, for what many devices are told one right after the other. */
  pushAlike(event: string, payload: string): void {
    this.#write(pushFrames.get(this.topic, eventOnSocket(this.topic, this.version, event), payload));
  }

  replyOk(ref: Ref): void {
    this.#send(okReply(this.topic, ref));
  }

  replyError(ref: Ref, reason: string): void {
    this.#send(errorReply(this.topic, ref, reason));
  }

  /** Ends the device's session for good. Only for revocation: gateways, relays and headless clients exit. */
  disconnect(): void {
    this.#send(disconnectFrame(this.topic));
    this.close(CLOSE_GOING_AWAY);
  }

  /** Makes the device reconnect. */
  stop(): void {
    this.#send(closeFrame(this.topic));
    this.close(CLOSE_SERVICE_RESTART);
  }

  close(code: number): void {
    this.#leave();
    this.#socket.close(code);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Ends a socket that has been silent for too long. */
  checkIdle(now: number): void {
    if (now - this.#lastHeard > IDLE_MS[this.topic]) this.terminate();
  }

  /** Whether the other end is still there. */
  answersPing(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (answer: boolean) => {
        clearTimeout(timer);
        this.#socket.off("pong", pong);
        this.#socket.off("close", gone);
        resolve(answer);
      };
      const pong = () => done(true);
      const gone = () => done(false);
      const timer = setTimeout(gone, timeoutMs);
      this.#socket.once("pong", pong);
      this.#socket.once("close", gone);
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
      else gone();
    });
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#lastHeard = this.#now();
    const channel = this.#channel;
    if (!channel) return;
    if (isBinary) return this.#socket.close(CLOSE_UNSUPPORTED);
    const text = data.toString();
    const cost = 1 + Math.floor(text.length / COUNTED_BYTES);
    if (!this.#budget.take("", cost, MESSAGE_BUDGET[this.topic], this.#lastHeard)) return this.#refuseFlood();
    const state = { topic: this.topic, version: this.version, joined: this.#joined };
    const reaction = reactToDeviceFrame(state, text);
    switch (reaction.reaction) {
      case "reply":
        if (reaction.refused !== undefined) this.#warnOfRefusal(reaction.refused);
        return this.#send(reaction.frame);
      case "close":
        this.log.warn({ reason: reaction.reason }, "frame refused");
        return this.#socket.close(CLOSE_PROTOCOL_ERROR);
      case "leave":
        this.#leave();
        this.replyOk(reaction.ref);
        return this.#send(closeFrame(this.topic));
      case "join":
        if (this.#joined) channel.leave();
        this.#joined = true;
        this.replyOk(reaction.ref);
        return this.#guard(channel.join(reaction.stampSecret));
      case "parsed":
        return this.#guard(channel.handle(reaction.message, reaction.ref));
    }
  }

  /** Once: a device that does not speak our language would fill the log. */
  #warnOfRefusal(refused: string): void {
    if (!this.#hasWarned) this.log.warn({ refused: refused.slice(0, MAX_LOGGED) }, "message refused");
    this.#hasWarned = true;
  }

  #refuseFlood(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.log.warn("too many messages");
    this.close(CLOSE_POLICY_VIOLATION);
  }

  /** A channel that fails takes its socket along: devices do not notice anything less. */
  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.log.error({ error }, "channel failed");
      this.#leave();
      this.#socket.close(CLOSE_INTERNAL_ERROR);
    });
  }

  #leave(): void {
    if (!this.#joined) return;
    this.#joined = false;
    this.#channel?.leave();
  }

  #send(frame: Frame): void {
    this.#write(textFrame(encodeFrame(frame)));
  }

  #write(frame: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const unreadBytes = this.#stream.writableLength;
    if (unreadBytes > MAX_UNREAD_BYTES) {
      this.log.warn({ unreadBytes }, "the device does not read");
      this.#leave();
      return this.terminate();
    }
    this.#stream.write(frame);
  }
}
