import { sql } from "kysely";
import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { type Paging, readPage, readPaging } from "../http/pagination.ts";
import { badRequest, notFound } from "../http/problem.ts";

const LOG_TYPES = ["change", "session", "flow", "api_request"] as const;
type LogType = (typeof LOG_TYPES)[number];
const RETENTION_MS = 90 * 86_400_000;
const KIND_DIGITS: Readonly<Record<string, LogType>> = { c: "change", "5": "session", a: "api_request", f: "flow" };

const Entry = z.looseObject({ type: z.enum(LOG_TYPES), log_id: z.string(), timestamp: z.string() });
const tag = "Logs";

interface Window {
  readonly begin: string;
  readonly end: string;
  readonly actorId: string | undefined;
  readonly actorEmail: string | undefined;
}

export function logRoutes(api: Api): void {
  const filters = ["type", "begin", "end", "actor_id", "actor_email"];
  api.get("/logs", { tag, summary: "List log entries, newest first", data: Entry, isList: true, filters }, listLogs);
  api.get("/logs/:log_id", { tag, summary: "Show a log entry", data: Entry }, showLog);
}

async function listLogs(call: Call) {
  const paging = readPaging(call.query);
  const type = call.query.oneOf("type", LOG_TYPES);
  if (type === undefined) throw badRequest('"type" is required.');
  const window = readWindow(call, type);
  switch (type) {
    case "change":
      return listChanges(call, window, paging);
    case "session":
      return listSessions(call, window, paging);
    case "api_request":
      return listRequests(call, window, paging);
    case "flow":
      // Devices are told not to upload flow logs, so there are none.
      return { data: [], metadata: { count: 0, limit: paging.limit, next_page: null, prev_page: null } };
  }
}

async function showLog(call: Call) {
  const id = call.param("log_id");
  const isId = sql<boolean>`log_id = decode(${id}, 'hex')`;
  switch (KIND_DIGITS[id[0]]) {
    case "change": {
      const row = await changes(call).where(isId).executeTakeFirst();
      if (row) return { data: changeView(row) };
      break;
    }
    case "session": {
      const row = await sessions(call).where(isId).executeTakeFirst();
      if (row) return { data: sessionView(row) };
      break;
    }
    case "api_request": {
      const row = await requests(call).where(isId).executeTakeFirst();
      if (row) return { data: requestView(row) };
      break;
    }
  }
  throw notFound();
}

function readWindow(call: Call, type: LogType): Window {
  const now = call.context.now();
  const begin = call.query.time("begin") ?? now - RETENTION_MS;
  const end = call.query.time("end") ?? now;
  if (begin > end) throw badRequest('"begin" must not be after "end".');
  const actorId = call.query.text("actor_id") === "" ? undefined : call.query.id("actor_id");
  const actorEmail = call.query.text("actor_email") || undefined;
  if (type === "api_request" && actorEmail !== undefined)
    throw badRequest('"actor_email" does not go with API requests.');
  // The clock of the database may run a little ahead of ours.
  const slack = call.query.text("end") ? 0 : 60_000;
  return { begin: new Date(begin).toISOString(), end: new Date(end + slack).toISOString(), actorId, actorEmail };
}

function changes(call: Call) {
  return call.db
    .selectFrom("change_logs as l")
    .select(["l.object", "l.operation", "l.before", "l.after", "l.subject", "l.timestamp"])
    .select(sql<string>`encode(l.log_id, 'hex')`.as("hex"))
    .where("l.account_id", "=", call.accountId);
}

async function listChanges(call: Call, { begin, end, actorId, actorEmail }: Window, paging: Paging) {
  const query = changes(call)
    .where("l.timestamp", ">=", begin)
    .where("l.timestamp", "<=", end)
    .$if(actorId !== undefined, (q) => q.where(sql<boolean>`l.subject ->> 'actor_id' = ${actorId ?? ""}`))
    .$if(actorEmail !== undefined, (q) => q.where(sql<boolean>`l.subject ->> 'actor_email' = ${actorEmail ?? ""}`));
  const order = {
    list: "change_logs",
    time: "l.timestamp",
    id: "l.log_id",
    idType: "bytea",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map(changeView), metadata };
}

function changeView(row: {
  readonly hex: string;
  readonly timestamp: string;
  readonly object: string;
  readonly operation: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly subject: unknown;
}) {
  const { hex, timestamp, object, operation, before, after, subject } = row;
  return { type: "change", log_id: hex, timestamp, object, operation, before, after, subject };
}

function sessions(call: Call) {
  return call.db
    .selectFrom("session_logs as l")
    .select(["l.context", "l.subject", "l.timestamp"])
    .select(sql<string>`encode(l.log_id, 'hex')`.as("hex"))
    .where("l.account_id", "=", call.accountId);
}

async function listSessions(call: Call, { begin, end, actorId, actorEmail }: Window, paging: Paging) {
  const query = sessions(call)
    .where("l.timestamp", ">=", begin)
    .where("l.timestamp", "<=", end)
    .$if(actorId !== undefined, (q) => q.where(sql<boolean>`l.subject ->> 'actor_id' = ${actorId ?? ""}`))
    .$if(actorEmail !== undefined, (q) => q.where(sql<boolean>`l.subject ->> 'actor_email' = ${actorEmail ?? ""}`));
  const order = {
    list: "session_logs",
    time: "l.timestamp",
    id: "l.log_id",
    idType: "bytea",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map(sessionView), metadata };
}

function sessionView({
  hex,
  timestamp,
  context,
  subject,
}: {
  hex: string;
  timestamp: string;
  context: string;
  subject: unknown;
}) {
  return { type: "session", log_id: hex, timestamp, context, subject };
}

const REQUEST_COLUMNS = [
  "l.actor_id",
  "l.api_token_id",
  "l.method",
  "l.path",
  "l.content_length",
  "l.request_id",
  "l.user_agent",
  "l.ip",
  "l.ip_region",
  "l.ip_city",
  "l.ip_lat",
  "l.ip_lon",
] as const;

function requests(call: Call) {
  return call.db
    .selectFrom("api_request_logs as l")
    .select(REQUEST_COLUMNS)
    .select(["l.inserted_at", sql<string>`encode(l.log_id, 'hex')`.as("hex")])
    .where("l.account_id", "=", call.accountId);
}

async function listRequests(call: Call, { begin, end, actorId }: Window, paging: Paging) {
  const query = requests(call)
    .where("l.inserted_at", ">=", begin)
    .where("l.inserted_at", "<=", end)
    .$if(actorId !== undefined, (q) => q.where("l.actor_id", "=", actorId ?? ""));
  const order = {
    list: "api_request_logs",
    time: "l.inserted_at",
    id: "l.log_id",
    idType: "bytea",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map(requestView), metadata };
}

function requestView(row: NonNullable<Awaited<ReturnType<ReturnType<typeof requests>["executeTakeFirst"]>>>) {
  return {
    type: "api_request",
    log_id: row.hex,
    timestamp: row.inserted_at,
    actor_id: row.actor_id,
    api_token_id: row.api_token_id,
    method: row.method,
    path: row.path,
    content_length: row.content_length,
    request_id: row.request_id,
    user_agent: row.user_agent,
    ip: row.ip,
    ip_region: row.ip_region,
    ip_city: row.ip_city,
    ip_lat: row.ip_lat,
    ip_lon: row.ip_lon,
  };
}
