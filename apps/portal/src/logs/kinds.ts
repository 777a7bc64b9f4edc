import { type RawBuilder, sql } from "kysely";
import type { Db } from "../database/database.ts";
import { type LogKind, type LogWindow, logKind } from "./log-kind.ts";

export const LOG_TYPES = ["change", "session", "flow", "api_request"] as const;
export type LogType = (typeof LOG_TYPES)[number];

const logId = sql<string>`encode(l.log_id, 'hex')`.as("log_id");

/** Entries with a time of their own and a subject as JSON. */
function bySubject({ begin, end, actorId, actorEmail }: LogWindow): RawBuilder<boolean> {
  const isActor = actorId === undefined ? sql`true` : sql`l.subject ->> 'actor_id' = ${actorId}`;
  const isEmail = actorEmail === undefined ? sql`true` : sql`l.subject ->> 'actor_email' = ${actorEmail}`;
  return sql<boolean>`l.timestamp >= ${begin} and l.timestamp <= ${end} and ${isActor} and ${isEmail}`;
}

const changes = logKind({
  order: { list: "change_logs", time: "l.timestamp", id: "l.log_id" },
  entries: (db: Db, accountId) =>
    db
      .selectFrom("change_logs as l")
      .select([logId, "l.timestamp", "l.object", "l.operation", "l.before", "l.after", "l.subject"])
      .where("l.account_id", "=", accountId),
  within: (query, window) =>
    query
      .where(bySubject(window))
      .$if(window.object !== undefined, (q) => q.where("l.object", "=", window.object ?? ""))
      .$if(window.operation !== undefined, (q) => q.where("l.operation", "=", window.operation ?? "insert")),
  view: ({ log_id, timestamp, object, operation, before, after, subject }) => ({
    type: "change",
    log_id,
    timestamp,
    object,
    operation,
    before,
    after,
    subject,
  }),
});

const sessions = logKind({
  order: { list: "session_logs", time: "l.timestamp", id: "l.log_id" },
  entries: (db: Db, accountId) =>
    db
      .selectFrom("session_logs as l")
      .select([logId, "l.timestamp", "l.context", "l.subject"])
      .where("l.account_id", "=", accountId),
  within: (query, window) => query.where(bySubject(window)),
  view: ({ log_id, timestamp, context, subject }) => ({ type: "session", log_id, timestamp, context, subject }),
});

const REQUEST_COLUMNS = [
  "actor_id",
  "api_token_id",
  "method",
  "path",
  "content_length",
  "request_id",
  "user_agent",
  "ip",
  "ip_region",
  "ip_city",
  "ip_lat",
  "ip_lon",
] as const;

const requests = logKind({
  order: { list: "api_request_logs", time: "l.inserted_at", id: "l.log_id" },
  entries: (db: Db, accountId) =>
    db
      .selectFrom("api_request_logs as l")
      .select([logId, "l.inserted_at as timestamp"])
      .select(REQUEST_COLUMNS)
      .where("l.account_id", "=", accountId),
  within: (query, { begin, end, actorId }) =>
    query
      .where("l.inserted_at", ">=", begin)
      .where("l.inserted_at", "<=", end)
      .$if(actorId !== undefined, (q) => q.where("l.actor_id", "=", actorId ?? "")),
  view: (row) => ({
    type: "api_request",
    log_id: row.log_id,
    timestamp: row.timestamp,
    ...Object.fromEntries(REQUEST_COLUMNS.map((column) => [column, row[column]])),
  }),
});

const FLOW_COLUMNS = [
  "role",
  "initiator_device_id",
  "responder_device_id",
  "policy_authorization_id",
  "policy_id",
  "resource_id",
  "resource_name",
  "resource_address",
  "authorized_at",
  "authorization_expires_at",
  "initiator_actor_id",
  "initiator_actor_name",
  "initiator_actor_email",
  "initiator_auth_provider_id",
  "initiator_client_version",
  "initiator_device_os_name",
  "initiator_device_os_version",
  "initiator_device_serial",
  "initiator_device_uuid",
  "initiator_device_identifier_for_vendor",
  "initiator_device_firebase_installation_id",
  "protocol",
  "inner_src_ip",
  "inner_src_port",
  "inner_dst_ip",
  "inner_dst_port",
  "inner_domain",
  "flow_start",
  "flow_end",
  "last_packet",
  "rx_packets",
  "tx_packets",
  "rx_bytes",
  "tx_bytes",
  "outers",
] as const;

/** A flow belongs to a window that it overlaps; one that is open has no end. */
const flows = logKind({
  order: { list: "flow_logs", time: "l.flow_start", id: "l.log_id" },
  entries: (db: Db, accountId) =>
    db
      .selectFrom("flow_logs as l")
      .select([logId, "l.inserted_at as timestamp"])
      .select(FLOW_COLUMNS)
      .where("l.account_id", "=", accountId),
  within: (query, { begin, end, actorId, actorEmail }) =>
    query
      .where("l.flow_start", "<=", end)
      .where((where) => where.or([where("l.flow_end", "is", null), where("l.flow_end", ">", begin)]))
      .$if(actorId !== undefined, (q) => q.where("l.initiator_actor_id", "=", actorId ?? ""))
      .$if(actorEmail !== undefined, (q) => q.where("l.initiator_actor_email", "=", actorEmail ?? "")),
  view: (row) => ({
    type: "flow",
    log_id: row.log_id,
    timestamp: row.timestamp,
    ...Object.fromEntries(FLOW_COLUMNS.map((column) => [column, row[column]])),
  }),
});

export const LOGS: Readonly<Record<LogType, LogKind>> = {
  change: changes,
  session: sessions,
  flow: flows,
  api_request: requests,
};

const KIND_DIGITS: Readonly<Record<string, LogType>> = { c: "change", "5": "session", a: "api_request", f: "flow" };

/** The log that an entry's id is of. */
export function logOf(id: string): LogKind | undefined {
  const type = KIND_DIGITS[id[0]];
  return type === undefined ? undefined : LOGS[type];
}
