// POST /ingestion/flow_logs (portal protocol, §8): devices report the flows of one authorization, with its ingest token.

import { setImmediate } from "node:timers/promises";
import {
  FLOW_LOGS_BATCH_MAX,
  FLOW_LOGS_BYTES_MAX,
  FLOW_LOGS_PATH,
  FlowLogsBodySchema,
  type FlowReport,
  type IngestClaims,
  parseFlowReport,
  parseIngestToken,
  verifyIngestToken,
} from "@fz/wire";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { isUuid, isWritableTime } from "../http/fields.ts";
import { badRequest, invalid, Problem } from "../http/problem.ts";
import { takeAsDevice, takeAsStranger } from "./ingest-limits.ts";
import { takenTimes } from "./partitions.ts";
import { insertFlowLogs } from "./store.ts";

/** A batch that is wrong throughout is not answered with a message for each record. */
const MAX_MESSAGES = 100;
/** Records that are read before others get their turn: devices must not wait for a large upload. */
const BATCH_BETWEEN_OTHERS = 250;
const OUT_OF_TIME = { flow_start: ["does not lie, as all times of a flow must, in the time that is kept"] };
const claimsOf = new WeakMap<FastifyRequest, IngestClaims>();

export function flowLogIngestion(app: FastifyInstance, context: Context): void {
  app.post(
    FLOW_LOGS_PATH,
    {
      schema: { hide: true },
      bodyLimit: FLOW_LOGS_BYTES_MAX,
      // Before the body is read.
      onRequest: async (request) => {
        const giveBack = takeAsStranger(context, request);
        const claims = await authorize(context, request);
        giveBack();
        takeAsDevice(context, claims);
        claimsOf.set(request, claims);
      },
    },
    async (request) => {
      const claims = claimsOf.get(request);
      if (!claims) throw refused();
      await ingest(context, claims, request.body);
      return { data: { status: "ok" } };
    },
  );
}

/** The claims of a token that this account's key signed, that has not run out and that allows reports. */
async function authorize(context: Context, request: FastifyRequest): Promise<IngestClaims> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const accountId = parseIngestToken(token)?.account_id;
  if (accountId === undefined || !isUuid(accountId)) throw refused();
  const account = await context.db
    .selectFrom("accounts")
    .select("ingest_signing_key")
    .where("id", "=", accountId)
    .where("is_disabled", "=", false)
    .executeTakeFirst();
  const claims = account && verifyIngestToken(token, account.ingest_signing_key);
  if (!claims?.uploads_enabled || claims.exp * 1_000 <= context.now()) throw refused();
  return claims;
}

function refused(): Problem {
  return new Problem(401, "A valid ingest token with uploads enabled is needed.");
}

async function ingest(context: Context, claims: IngestClaims, body: unknown): Promise<void> {
  const list = FlowLogsBodySchema.safeParse(body);
  if (!list.success) throw badRequest(`"flow_logs" must be an array of at most ${FLOW_LOGS_BATCH_MAX} records.`);
  const now = context.now();
  const { reports, errors, isMixed } = await readReports(list.data.flow_logs, claims, now);
  if (isMixed) throw new Problem(422, "All records must be of the authorization that the token is for.");
  if (reports.length > 0) {
    await context.flowLogPartitions.ensure(reports.map(({ flow_start }) => Date.parse(flow_start)));
    await insertFlowLogs(context.db, claims, reports, now);
  }
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

/** Reports that can be stored, and what is wrong with the others by their index. */
async function readReports(records: readonly unknown[], claims: IngestClaims, now: number) {
  const reports: FlowReport[] = [];
  const errors: Record<string, Readonly<Record<string, string[]>>> = {};
  const taken = takenTimes(now);
  let messages = 0;
  let isMixed = false;
  for (const [index, record] of records.entries()) {
    if (index % BATCH_BETWEEN_OTHERS === BATCH_BETWEEN_OTHERS - 1) await setImmediate();
    const parsed = parseFlowReport(record);
    const named = parsed.ok ? parsed.report.policy_authorization_id : undefined;
    if (named !== undefined && named !== null && named !== claims.policy_authorization_id) isMixed = true;
    const report = parsed.ok ? inUtc(parsed.report) : undefined;
    const start = Date.parse(report?.flow_start ?? "");
    if (report && start >= taken.begin && start < taken.end) reports.push(report);
    else if (messages++ < MAX_MESSAGES) errors[index] = parsed.ok ? OUT_OF_TIME : parsed.errors;
  }
  return { reports, errors, isMixed };
}

/** With all times in UTC, as the database takes them; undefined where one is none, such as a 13th month. */
function inUtc(report: FlowReport): FlowReport | undefined {
  const flow_start = utcTime(report.flow_start);
  const outers = report.outers.map((outer) => ({
    ...outer,
    path_activated_at: utcTime(outer.path_activated_at) ?? "",
  }));
  if (flow_start === undefined || outers.some((outer) => outer.path_activated_at === "")) return undefined;
  if (report.state === "open") return { ...report, flow_start, outers };
  const [flow_end, last_packet] = [utcTime(report.flow_end), utcTime(report.last_packet)];
  if (flow_end === undefined || last_packet === undefined) return undefined;
  return { ...report, flow_start, outers, flow_end, last_packet };
}

const FRACTION = /\.\d{6}/;

/** RFC 3339 with six fractional digits, any offset, to the same in UTC. Undefined where it cannot be written so. */
function utcTime(text: string): string | undefined {
  const seconds = Date.parse(text.replace(FRACTION, ""));
  if (!isWritableTime(seconds)) return undefined;
  return new Date(seconds).toISOString().replace(".000", FRACTION.exec(text)?.[0] ?? "");
}
