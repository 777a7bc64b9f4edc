import { Readable } from "node:stream";
import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { readPaging } from "../http/pagination.ts";
import { badRequest, notFound } from "../http/problem.ts";
import { LOG_TYPES, LOGS, type LogType, logOf } from "./kinds.ts";
import { type LogWindow, OPERATIONS } from "./log-kind.ts";

const RETENTION_MS = 90 * 86_400_000;
const NDJSON = "application/x-ndjson";

const Entry = z.looseObject({ type: z.enum(LOG_TYPES), log_id: z.string(), timestamp: z.string() });
const tag = "Logs";

export function logRoutes(api: Api): void {
  const filters = ["type", "begin", "end", "actor_id", "actor_email", "object", "operation"];
  api.get("/logs", { tag, summary: "List log entries, newest first", data: Entry, isList: true, filters }, listLogs);
  api.stream(
    "/logs/export",
    { tag, summary: "All log entries, oldest first, one JSON object a line", mediaType: NDJSON, data: Entry, filters },
    exportLogs,
  );
  api.get("/logs/:log_id", { tag, summary: "Show a log entry", data: Entry }, showLog);
}

async function listLogs(call: Call) {
  const paging = readPaging(call.query);
  const type = readType(call);
  return LOGS[type].list(call.db, call.accountId, readWindow(call, type), paging);
}

async function showLog(call: Call) {
  const id = call.param("log_id");
  const data = await logOf(id)?.find(call.db, call.accountId, id);
  if (!data) throw notFound();
  return { data };
}

/** Checks what is asked for at once; the lines follow as fast as they are taken. */
async function exportLogs(call: Call) {
  const type = readType(call);
  const batches = LOGS[type].batches(call.db, call.accountId, readWindow(call, type));
  return { type: NDJSON, stream: Readable.from(lines(call, batches), { highWaterMark: 1 }) };
}

/** What fails on the way cuts the answer short, which a reader sees by its missing end. */
async function* lines({ context }: Call, batches: AsyncIterable<readonly object[]>): AsyncGenerator<string, void> {
  try {
    for await (const batch of batches) yield batch.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  } catch (error) {
    context.log.error({ error }, "an export of logs was cut short");
    throw error;
  }
}

function readType(call: Call): LogType {
  const type = call.query.oneOf("type", LOG_TYPES);
  if (type === undefined) throw badRequest('"type" is required.');
  return type;
}

function readWindow(call: Call, type: LogType): LogWindow {
  const now = call.context.now();
  const begin = call.query.time("begin") ?? now - RETENTION_MS;
  const end = call.query.time("end") ?? now;
  if (begin > end) throw badRequest('"begin" must not be after "end".');
  const actorId = call.query.text("actor_id") === "" ? undefined : call.query.id("actor_id");
  const actorEmail = call.query.text("actor_email") || undefined;
  if (type === "api_request" && actorEmail !== undefined)
    throw badRequest('"actor_email" does not go with API requests.');
  const object = call.query.text("object") || undefined;
  const operation = call.query.oneOf("operation", OPERATIONS);
  if (type !== "change" && (object !== undefined || operation !== undefined))
    throw badRequest('"object" and "operation" go with changes only.');
  // The clock of the database may run a little ahead of ours.
  const slack = call.query.text("end") ? 0 : 60_000;
  return {
    begin: new Date(begin).toISOString(),
    end: new Date(end + slack).toISOString(),
    actorId,
    actorEmail,
    object,
    operation,
  };
}
