// Device side of the portal WebSocket: connects, joins, keeps alive, and comes back after whatever goes wrong.

import { EventEmitter } from "node:events";
import {
  connectUrl,
  encodeFrame,
  type Frame,
  heartbeatFrame,
  type InboundOf,
  joinFrame,
  reactToFrame,
  reactToRefusal,
  type SkippedResource,
  type Topic,
} from "@fz/wire";
import { WebSocket } from "ws";
import { Backoff } from "./backoff.ts";
import { type Clock, systemClock } from "./clock.ts";
import { openSocket, type SocketOptions, UpgradeRefused } from "./open-socket.ts";

const HEARTBEAT_INTERVAL = 10_000;
const UNANSWERED_HEARTBEATS_MAX = 3;
const JOIN_TIMEOUT = 5000;
const CLOSE_TIMEOUT = 1000;
const QUEUE_MAX = 1024;
const NORMAL_CLOSURE = 1000;

/** Structured log lines, as pino takes them. */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface PortalChannelOptions<T extends Topic> {
  readonly topic: T;
  /** Base URL of the portal, e.g. `wss://api.example`. Without a port the scheme's own is used. */
  readonly base: string;
  /** Query parameters of the upgrade, `public_key` among them. */
  readonly query: readonly (readonly [string, string])[];
  readonly token: string | undefined;
  readonly userAgent: string;
  /** Relays send their stamp secret; the others null. */
  readonly joinPayload?: unknown;
  /** Sum of waits in ms after which an outage becomes fatal (PARTITION_BUDGET); undefined: never. */
  readonly budget: number | undefined;
  readonly createConnection?: SocketOptions["createConnection"];
  readonly lookup?: SocketOptions["lookup"];
  readonly tls?: SocketOptions["tls"];
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly log?: Log;
}

export interface Fatal {
  /** `retries_exhausted`: the portal could not be reached for too long. */
  readonly reason: "unauthorized" | "token_expired" | "join_refused" | "retries_exhausted";
  /** The token is worth nothing: throw it away and ask for a new sign-in. */
  readonly signInRequired: boolean;
  readonly detail: string;
}

export interface PortalChannelEvents<T extends Topic> {
  /** Joined, for the first time or again; an `init` follows. */
  joined: [];
  message: [message: InboundOf<T>, skipped: readonly SkippedResource[]];
  skipped: [skipped: SkippedResource];
  /** The connection is gone; the next attempt starts after `delay` ms. */
  hiccup: [{ readonly error: string; readonly delay: number }];
  /** Over for good. */
  fatal: [fatal: Fatal];
}

interface Connection {
  readonly socket: WebSocket;
  nextRef: number;
  pendingJoin: number | undefined;
  joined: boolean;
  readonly unansweredHeartbeats: Set<number>;
  readonly timers: Set<() => void>;
  stopJoinTimer: () => void;
  /** What waits for the join, in order. */
  readonly queue: { readonly event: string; readonly payload: unknown; readonly key: string }[];
}

export class PortalChannel<T extends Topic> extends EventEmitter<PortalChannelEvents<T>> {
  readonly #options: PortalChannelOptions<T>;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  #query: readonly (readonly [string, string])[];
  #connection: Connection | undefined;
  #attempt: AbortController | undefined;
  #stopRetryTimer: () => void = nothing;
  #closed = false;

  /** Throws where `base` is no ws, wss, http or https URL. Nothing happens before `connect()`. */
  constructor(options: PortalChannelOptions<T>) {
    super();
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(options.budget, options.random ?? Math.random);
    this.#query = options.query;
    this.#url();
  }

  get isJoined(): boolean {
    return this.#connection?.joined ?? false;
  }

  /** Starts connecting; once. */
  connect(): void {
    void this.#open();
  }

  /**
   * `sent`, or `queued` until the pending join is granted, or `dropped` because no socket is up or the very same
   * message waits in the queue already.
   */
  send(event: string, payload: unknown): "sent" | "queued" | "dropped" {
    const connection = this.#connection;
    if (!connection) return "dropped";
    if (connection.joined) {
      this.#write(connection, { topic: this.#options.topic, event, payload, ref: connection.nextRef++ });
      return "sent";
    }
    const key = JSON.stringify([event, payload]);
    const isDuplicate = connection.queue.some((queued) => queued.key === key);
    if (isDuplicate || connection.queue.length >= QUEUE_MAX) return "dropped";
    connection.queue.push({ event, payload, key });
    return "queued";
  }

  /** Dials again at once, e.g. after roaming, or with a new public key after a reset. */
  reconnect(publicKey?: string): void {
    if (this.#closed) return;
    if (publicKey !== undefined) {
      this.#query = this.#query.map(([key, value]) => [key, key === "public_key" ? publicKey : value]);
    }
    this.#drop();
    void this.#open();
  }

  /** Says goodbye to the portal, within a second. */
  async close(): Promise<void> {
    this.#closed = true;
    const socket = this.#connection?.socket;
    const isOpen = socket?.readyState === WebSocket.OPEN;
    if (socket && isOpen) {
      this.#detach();
      await new Promise<void>((resolve) => {
        const stopTimer = this.#clock.after(CLOSE_TIMEOUT, () => socket.terminate());
        socket.once("close", () => {
          stopTimer();
          resolve();
        });
        socket.close(NORMAL_CLOSURE);
      });
    }
    this.#drop();
  }

  #url(): URL {
    const { base, topic } = this.#options;
    const url = connectUrl(base, topic, this.#query);
    if (!url) throw new Error(`not a portal URL: ${base} (expected something like wss://api.example.com)`);
    return url;
  }

  async #open(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const { token, userAgent, createConnection, lookup, tls } = this.#options;
    try {
      const socket = await openSocket(
        { url: this.#url(), token, userAgent, clock: this.#clock, createConnection, lookup, tls },
        attempt.signal,
      );
      if (attempt.signal.aborted) socket.terminate();
      else this.#attach(socket);
    } catch (error) {
      if (attempt.signal.aborted) return;
      this.#attemptFailed(error);
    }
  }

  #attemptFailed(error: unknown): void {
    if (!(error instanceof UpgradeRefused)) {
      this.#hiccup(error instanceof Error ? error.message : String(error));
      return;
    }
    const reaction = reactToRefusal(error.refused, this.#clock.now());
    if (reaction.reaction === "retry") this.#hiccup(reaction.detail, reaction.retryAfter);
    else this.#fatal({ reason: "unauthorized", signInRequired: reaction.tokenInvalid, detail: reaction.detail });
  }

  #attach(socket: WebSocket): void {
    const connection: Connection = {
      socket,
      nextRef: 0,
      pendingJoin: undefined,
      joined: false,
      unansweredHeartbeats: new Set(),
      timers: new Set(),
      stopJoinTimer: nothing,
      queue: [],
    };
    this.#connection = connection;
    socket.on("message", (data, isBinary) => {
      if (!isBinary && this.#connection === connection) this.#receive(connection, data.toString());
    });
    socket.on("error", (error) => this.#lost(connection, error.message));
    socket.on("close", (code, reason) => {
      const why = reason.length > 0 ? ` ${reason.toString()}` : "";
      this.#lost(connection, `socket closed (${code}${why})`);
    });
    this.#join(connection);
    this.#scheduleHeartbeat(connection);
  }

  #join(connection: Connection): void {
    connection.joined = false;
    connection.pendingJoin = connection.nextRef++;
    this.#write(connection, joinFrame(this.#options.topic, this.#options.joinPayload ?? null, connection.pendingJoin));
    connection.stopJoinTimer();
    connection.stopJoinTimer = this.#clock.after(JOIN_TIMEOUT, () =>
      this.#lost(connection, "join not answered in 5 s"),
    );
  }

  #scheduleHeartbeat(connection: Connection): void {
    const stop = this.#clock.after(HEARTBEAT_INTERVAL, () => {
      connection.timers.delete(stop);
      const ref = connection.nextRef++;
      connection.unansweredHeartbeats.add(ref);
      if (connection.unansweredHeartbeats.size > UNANSWERED_HEARTBEATS_MAX) {
        this.#lost(connection, "heartbeats not answered");
        return;
      }
      this.#write(connection, heartbeatFrame(ref));
      this.#scheduleHeartbeat(connection);
    });
    connection.timers.add(stop);
  }

  #receive(connection: Connection, text: string): void {
    const { topic, log } = this.#options;
    const reaction = reactToFrame({ topic, pendingJoin: connection.pendingJoin }, text);
    switch (reaction.reaction) {
      case "parsed":
        for (const skipped of reaction.skipped) log?.warn({ ...skipped }, "resource left out");
        this.emit("message", reaction.message, reaction.skipped);
        return;
      case "joined":
        this.#joined(connection);
        return;
      case "answered":
        // An answer to a late heartbeat proves the same as one to the latest.
        if (connection.unansweredHeartbeats.has(reaction.ref)) connection.unansweredHeartbeats.clear();
        return;
      case "rejoin":
        log?.info({ topic }, "portal knows the topic no more, joining again");
        if (connection.joined) this.#join(connection);
        return;
      case "reconnect":
        this.#lost(connection, reaction.reason);
        return;
      case "fatal":
        if (reaction.reason === "token_expired") {
          this.#fatal({ reason: "token_expired", signInRequired: true, detail: "the portal ended the session" });
        } else {
          this.#fatal({ reason: "join_refused", signInRequired: false, detail: reaction.detail });
        }
        return;
      case "resource_skipped":
        log?.warn({ ...reaction.skipped }, "resource left out");
        this.emit("skipped", reaction.skipped);
        return;
      case "dropped":
      case "refused":
        log?.warn({ reaction: reaction.reaction, reason: reaction.reason }, "portal message without effect");
        return;
      case "ignored":
        log?.debug({ reason: reaction.reason }, "portal message ignored");
        return;
    }
  }

  #joined(connection: Connection): void {
    connection.pendingJoin = undefined;
    connection.joined = true;
    connection.stopJoinTimer();
    this.#backoff.joined();
    this.emit("joined");
    for (const { event, payload } of connection.queue.splice(0)) {
      if (this.#connection === connection) this.send(event, payload);
    }
  }

  #write({ socket }: Connection, frame: Frame): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(frame));
  }

  #lost(connection: Connection, error: string): void {
    if (this.#connection !== connection) return;
    this.#hiccup(error);
  }

  #hiccup(error: string, retryAfter?: number): void {
    this.#drop();
    if (this.#closed) return;
    const delay = retryAfter ?? this.#backoff.next();
    if (delay === undefined) {
      this.#fatal({ reason: "retries_exhausted", signInRequired: false, detail: error });
      return;
    }
    this.#options.log?.info({ error, delay }, "portal connection lost");
    this.#stopRetryTimer = this.#clock.after(delay, () => void this.#open());
    this.emit("hiccup", { error, delay });
  }

  #fatal(fatal: Fatal): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop();
    this.emit("fatal", fatal);
  }

  /** Forgets the connection without closing its socket. */
  #detach(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (!connection) return;
    connection.stopJoinTimer();
    for (const stop of connection.timers) stop();
    connection.socket.removeAllListeners("message");
  }

  #drop(): void {
    this.#stopRetryTimer();
    this.#attempt?.abort(new Error("superseded"));
    const socket = this.#connection?.socket;
    this.#detach();
    if (!socket) return;
    socket.close();
    // A dead peer never answers the close.
    const stopTimer = this.#clock.after(CLOSE_TIMEOUT, () => socket.terminate());
    socket.once("close", stopTimer);
  }
}

function nothing(): void {
  return;
}
