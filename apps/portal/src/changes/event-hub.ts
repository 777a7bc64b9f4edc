import { PassThrough, type Readable } from "node:stream";
import { z } from "zod";
import type { LiveNews, News } from "../connections/live-news.ts";
import type { ApiSubject } from "../http/authentication.ts";
import { Problem } from "../http/problem.ts";
import { READERS, type Role } from "../http/roles.ts";
import type { Change, ChangeFeed } from "./feed.ts";

const MAX_PER_ACCOUNT = 50;
const RETRY_AFTER_SECONDS = "30";
const HEARTBEAT_MS = 15_000;
const MAX_LIFE_MS = 3_600_000;
/** Of what a listener has not taken yet; one that falls behind further is better off starting anew. */
const MAX_BACKLOG_BYTES = 262_144;

/** What network administrators may know of. */
const NETWORK_OBJECTS = [
  "accounts",
  "sites",
  "gateway_tokens",
  "resources",
  "static_device_pool_members",
  "devices",
] as const;

const RowSchema = z.looseObject({ id: z.string(), actor_id: z.string().nullish(), type: z.string().optional() });
type Row = z.output<typeof RowSchema>;

interface Listener {
  readonly subject: Pick<ApiSubject, "actorId" | "apiTokenId" | "role">;
  readonly stream: PassThrough;
}

/**
 * Hands committed changes, and what is new of devices and connections, to those who listen. What lets a listener in is
 * checked again when it changes.
 */
export class EventHub {
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(feed: Pick<ChangeFeed, "onChanges">, liveNews: Pick<LiveNews, "onNews">) {
    feed.onChanges((changes) => {
      for (const change of changes) this.#tell(change);
    });
    liveNews.onNews((accountId, news) => this.#tellNews(accountId, news));
  }

  /** Throws a 429 where too many listen to the account. `now`: epoch milliseconds. */
  open(subject: ApiSubject, now: number): Readable {
    const ofAccount = this.#listeners.get(subject.accountId) ?? new Set();
    if (ofAccount.size >= MAX_PER_ACCOUNT) {
      const headers = { "retry-after": RETRY_AFTER_SECONDS };
      throw new Problem(429, `At most ${MAX_PER_ACCOUNT} may listen to an account's events.`, { headers });
    }
    const listener = { subject, stream: new PassThrough() };
    this.#listeners.set(subject.accountId, ofAccount.add(listener));
    const { stream } = listener;
    stream.write(": listening\n\n");
    const heartbeat = setInterval(() => write(stream, ": \n\n"), HEARTBEAT_MS);
    const end = setTimeout(() => stream.end(), Math.min(MAX_LIFE_MS, Math.max(0, subject.expiresAt - now)));
    stream.on("close", () => {
      clearInterval(heartbeat);
      clearTimeout(end);
      ofAccount.delete(listener);
      if (ofAccount.size === 0) this.#listeners.delete(subject.accountId);
    });
    return stream;
  }

  #tell(change: Change): void {
    const listeners = change.accountId === null ? undefined : this.#listeners.get(change.accountId);
    const row = listeners && RowSchema.safeParse(change.after ?? change.before).data;
    if (!row) return;
    const { object, operation } = change;
    const text = `event: change\ndata: ${JSON.stringify({ object, operation, id: row.id })}\n\n`;
    for (const { subject, stream } of listeners) {
      if (mayKnow(subject.role, object, row)) write(stream, text);
      if (concerns(subject, change, row)) stream.end();
    }
  }

  #tellNews(accountId: string | null, news: News): void {
    const text = textOf(news);
    const told = accountId === null ? this.#listeners.values() : [this.#listeners.get(accountId) ?? []];
    for (const listeners of told) {
      for (const { subject, stream } of listeners) if (mayHear(subject.role, news)) write(stream, text);
    }
  }
}

function write(stream: PassThrough, text: string): void {
  if (stream.destroyed || stream.writableEnded) return;
  stream.write(text);
  if (stream.writableLength + stream.readableLength > MAX_BACKLOG_BYTES) stream.destroy();
}

function textOf({ event, ...data }: News): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Network administrators are told of connections, as `GET /connections` tells them, but not of clients as such. */
function mayHear(role: Role, news: News): boolean {
  switch (news.event) {
    case "presence":
      return mayKnow(role, "devices", { id: news.id, type: news.object === "gateways" ? "gateway" : "client" });
    case "connections":
    case "relays":
    case "sessions":
      return true;
    case "denials":
      return READERS.includes(role);
  }
}

function mayKnow(role: Role, object: string, row: Row): boolean {
  if (role === "admin" || role === "auditor") return true;
  if (role !== "network_admin" || !NETWORK_OBJECTS.some((one) => one === object)) return false;
  return object !== "devices" || row.type === "gateway";
}

/** Whether the listener's right to listen may have changed; it has to come again. */
function concerns({ actorId, apiTokenId }: Listener["subject"], { object, operation }: Change, row: Row): boolean {
  switch (object) {
    case "actors":
      return row.id === actorId;
    case "accounts":
      return operation !== "insert";
    case "api_tokens":
      return operation === "delete" && row.id === apiTokenId;
    case "portal_sessions":
      return operation === "delete" && apiTokenId === null && row.actor_id === actorId;
    default:
      return false;
  }
}
