import { sql } from "kysely";
import { z } from "zod";
import { mailAdministrators } from "../accounts/administrators.ts";
import type { Api, Call, Trx } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { optionalText, RequiredId } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { conflict, forbidden, invalid, notFound, Problem } from "../http/problem.ts";
import { ANYONE } from "../http/roles.ts";
import { unwrap, validate } from "../http/validation.ts";
import { decideOnce, endEarly, grantAccess, MAX_DURATION_SECS, PENDING_MS } from "./requests.ts";

const MAX_TEXT = 1_000;
const MIN_DURATION_SECS = 60;
/** Each request is a mail to each administrator, also where it was taken back. */
const MAX_PER_HOUR = 20;
const HOUR_SECS = 3_600;
const STATUSES = ["pending", "approved", "refused", "cancelled", "expired", "ended"] as const;

const Duration = z
  .int({ error: "must be a whole number of seconds" })
  .min(MIN_DURATION_SECS, `must be at least ${MIN_DURATION_SECS} seconds`)
  .max(MAX_DURATION_SECS, `must be at most ${MAX_DURATION_SECS} seconds`);
const RequestFields = z.object({
  resource_id: RequiredId,
  reason: optionalText(MAX_TEXT),
  duration_secs: Duration,
  actor_id: RequiredId.nullish(),
});
const ApprovalFields = z.object({
  duration_secs: Duration.nullish(),
  group_id: RequiredId.nullish(),
  note: optionalText(MAX_TEXT),
});
const RefusalFields = z.object({ note: optionalText(MAX_TEXT) });
const EndFields = z.object({ note: optionalText(MAX_TEXT) });
const RequestView = z.object({
  id: z.uuid(),
  actor_id: z.uuid(),
  resource_id: z.uuid(),
  reason: z.string().nullable(),
  duration_secs: z.int(),
  status: z.enum(STATUSES),
  expires_at: z.string(),
  decided_by: z.uuid().nullable(),
  decided_at: z.string().nullable(),
  note: z.string().nullable(),
  access_ends_at: z.string().nullable(),
  group_id: z.uuid().nullable(),
  ended_by: z.uuid().nullable(),
  end_note: z.string().nullable(),
  inserted_at: z.string(),
  updated_at: z.string(),
});
const RequestDetails = z.object({
  actor_name: z.string(),
  resource_name: z.string(),
  group_name: z.string().nullable(),
  /** Whether the group was made for this request alone. */
  owns_group: z.boolean(),
  decided_by_name: z.string().nullable(),
  ended_by_name: z.string().nullable(),
});
const OfferView = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  address_description: z.string().nullable(),
  pending_request_id: z.uuid().nullable(),
});
const COLUMNS = [
  "r.id",
  "r.actor_id",
  "r.resource_id",
  "r.reason",
  "r.duration_secs",
  "r.status",
  "r.expires_at",
  "r.decided_by",
  "r.decided_at",
  "r.note",
  "r.access_ends_at",
  "r.group_id",
  "r.ended_by",
  "r.end_note",
  "r.inserted_at",
  "r.updated_at",
] as const;
const tag = "Access requests";
const path = "/access/requests";
const PENDING = { access_requests_pending_index: { base: ["there is a pending request for this resource already"] } };

export function accessRequestRoutes(api: Api): void {
  const offers = { tag, summary: "List resources that may be asked for", data: OfferView, isList: true, may: ANYONE };
  api.get("/access/catalogue", offers, listOffers);
  const filters = ["status", "actor_id", "resource_id"];
  const list = {
    tag,
    summary: "List access requests",
    data: RequestView,
    details: RequestDetails,
    filters,
    may: ANYONE,
  };
  api.get(path, { ...list, isList: true }, listRequests);
  const shown = { tag, summary: "Show an access request", data: RequestView, details: RequestDetails, may: ANYONE };
  api.get(`${path}/:id`, shown, async (call) => ({
    data: await withDetail(call, await requireRequest(call), (ids) => readDetails(call, ids)),
  }));
  const ask = { tag, summary: "Ask for access", data: RequestView, may: ANYONE, refuses: [403, 404] as const };
  api.post(path, { ...ask, body: z.object({ access_request: RequestFields }) }, createRequest);
  const decided = { tag, data: RequestView, status: 200, refuses: [409] as const } as const;
  const approval = z.object({ access_request: ApprovalFields });
  api.post(`${path}/:id/approve`, { ...decided, summary: "Give the access, for a time", body: approval }, approve);
  const refusal = z.object({ access_request: RefusalFields });
  api.post(`${path}/:id/refuse`, { ...decided, summary: "Refuse the access", body: refusal }, refuse);
  const ended = { ...decided, summary: "End the access of an approved request before its time" };
  api.post(`${path}/:id/end`, { ...ended, body: z.object({ access_request: EndFields }) }, end);
  const cancelled = { ...decided, summary: "Take a request back", may: ANYONE };
  api.post(`${path}/:id/cancel`, cancelled, cancel);
}

/** Whoever may read everything sees all requests, others their own. */
function seesAll({ subject }: Call): boolean {
  return subject.role === "admin" || subject.role === "auditor";
}

async function listOffers(call: Call) {
  const query = call.db
    .selectFrom("resources as o")
    .leftJoin("access_requests as r", (join) =>
      join
        .onRef("r.account_id", "=", "o.account_id")
        .onRef("r.resource_id", "=", "o.id")
        .on("r.actor_id", "=", call.subject.actorId)
        .on("r.status", "=", "pending"),
    )
    .select(["o.id", "o.name", "o.type", "o.address_description", "r.id as pending_request_id"])
    .where("o.account_id", "=", call.accountId)
    .where("o.is_requestable", "=", true);
  const order = { list: "catalogue", time: "o.inserted_at", id: "o.id", idType: "uuid", newestFirst: false } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  const data = rows.map(({ id, name, type, address_description, pending_request_id }) => {
    return { id, name, type, address_description, pending_request_id };
  });
  return { data, metadata };
}

function requests(call: Call) {
  return call.db
    .selectFrom("access_requests as r")
    .select(COLUMNS)
    .where("r.account_id", "=", call.accountId)
    .$if(!seesAll(call), (q) => q.where("r.actor_id", "=", call.subject.actorId));
}

async function listRequests(call: Call) {
  const status = call.query.oneOf("status", STATUSES);
  const actorId = call.query.id("actor_id");
  const resourceId = call.query.id("resource_id");
  const query = requests(call)
    .$if(status !== undefined, (q) => q.where("r.status", "=", status ?? "pending"))
    .$if(actorId !== undefined, (q) => q.where("r.actor_id", "=", actorId ?? ""))
    .$if(resourceId !== undefined, (q) => q.where("r.resource_id", "=", resourceId ?? ""));
  const order = {
    list: "access_requests",
    time: "r.inserted_at",
    id: "r.id",
    idType: "uuid",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  const views = rows.map((row) => RequestView.parse(row));
  return { data: await withDetails(call, views, (ids) => readDetails(call, ids)), metadata };
}

async function readDetails(call: Call, ids: readonly string[]): Promise<Map<string, z.output<typeof RequestDetails>>> {
  const rows = await call.db
    .selectFrom("access_requests as r")
    .innerJoin("actors as a", (join) =>
      join.onRef("a.account_id", "=", "r.account_id").onRef("a.id", "=", "r.actor_id"),
    )
    .innerJoin("resources as o", (join) =>
      join.onRef("o.account_id", "=", "r.account_id").onRef("o.id", "=", "r.resource_id"),
    )
    .leftJoin("groups as g", (join) => join.onRef("g.account_id", "=", "r.account_id").onRef("g.id", "=", "r.group_id"))
    .leftJoin("actors as d", (join) =>
      join.onRef("d.account_id", "=", "r.account_id").onRef("d.id", "=", "r.decided_by"),
    )
    .select(["r.id", "a.name as actor_name", "o.name as resource_name", "g.name as group_name", "r.owns_group"])
    .leftJoin("actors as e", (join) => join.onRef("e.account_id", "=", "r.account_id").onRef("e.id", "=", "r.ended_by"))
    .select(["d.name as decided_by_name", "e.name as ended_by_name"])
    .where("r.account_id", "=", call.accountId)
    .where("r.id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, ...details }) => [id, details]));
}

async function requireRequest(call: Call) {
  const row = await requests(call).where("r.id", "=", call.param("id")).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function createRequest(call: Call) {
  const fields = validate(RequestFields, unwrap(call.body, "access_request"));
  const actor = await askingActor(call, fields.actor_id ?? call.subject.actorId);
  const resource = await call.db
    .selectFrom("resources")
    .select(["id", "name"])
    .where("account_id", "=", call.accountId)
    .where("id", "=", fields.resource_id)
    .where("is_requestable", "=", true)
    .executeTakeFirst();
  if (!resource) throw notFound();
  const now = call.context.now();
  const id = crypto.randomUUID();
  const { reason, duration_secs } = fields;
  await call.write(async (trx) => {
    if (call.subject.role !== "admin") await limitRequests(call, trx);
    await refusingDuplicates(PENDING, () =>
      trx
        .insertInto("access_requests")
        .values({
          account_id: call.accountId,
          id,
          actor_id: actor.id,
          resource_id: resource.id,
          reason,
          duration_secs,
          expires_at: new Date(now + PENDING_MS).toISOString(),
        })
        .execute(),
    );
    await mailAdministrators(trx, call.context.mail, call.accountId, {
      subject: `${oneLine(actor.name)} asks for access to ${oneLine(resource.name)}`,
      text: [
        // People choose their names, but not their addresses.
        `${actor.name}${actor.email ? ` (${actor.email})` : ""} asks for access to ${resource.name} for ${durationText(duration_secs)}.`,
        ...(reason === null ? [] : [`Reason: ${reason}`]),
        `Approve or refuse request ${id} within 7 days.`,
      ].join("\n\n"),
    });
  });
  call.setHeader("location", `${path}/${id}`);
  return { data: await requests(call).where("r.id", "=", id).executeTakeFirstOrThrow() };
}

async function limitRequests({ accountId, subject }: Call, trx: Trx): Promise<void> {
  const own = trx
    .selectFrom("actors")
    .select("id")
    .where("account_id", "=", accountId)
    .where("id", "=", subject.actorId);
  await own.forNoKeyUpdate().execute();
  const { count } = await trx
    .selectFrom("access_requests")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .where("actor_id", "=", subject.actorId)
    .where("inserted_at", ">", sql<string>`now() - make_interval(secs => ${HOUR_SECS})`)
    .executeTakeFirstOrThrow();
  if (count < MAX_PER_HOUR) return;
  const headers = { "retry-after": String(HOUR_SECS) };
  throw new Problem(429, `At most ${MAX_PER_HOUR} requests an hour are for one person to make. Try again later.`, {
    headers,
  });
}

/** Others than oneself may be asked for by administrators only. */
async function askingActor(call: Call, id: string) {
  if (id !== call.subject.actorId && call.subject.role !== "admin") {
    throw forbidden("Access is asked for by those who want it.");
  }
  const actor = await call.db
    .selectFrom("actors")
    .select(["id", "name", "type", "email"])
    .where("account_id", "=", call.accountId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (!actor) throw notFound();
  if (actor.type === "api_client") throw invalid({ actor_id: ["must be a person or a service account"] });
  return actor;
}

async function approve(call: Call) {
  const fields = validate(ApprovalFields, unwrap(call.body, "access_request"));
  const now = call.context.now();
  await requireRequest(call);
  await call.write(async (trx) => {
    const row = await decideOnce(trx, decisionOf(call, fields.note), "approved", now);
    const endsAt = await grantAccess(
      trx,
      {
        accountId: call.accountId,
        requestId: call.param("id"),
        actorId: row.actor_id,
        resourceId: row.resource_id,
        durationSecs: fields.duration_secs ?? row.duration_secs,
        groupId: fields.group_id ?? undefined,
      },
      now,
    );
    await mailRequester(call, trx, row, `approved: you have access until ${endsAt}`, fields.note);
  });
  return { data: await requireRequest(call) };
}

async function refuse(call: Call) {
  const { note } = validate(RefusalFields, unwrap(call.body, "access_request"));
  await requireRequest(call);
  await call.write(async (trx) => {
    const row = await decideOnce(trx, decisionOf(call, note), "refused", call.context.now());
    await mailRequester(call, trx, row, "refused", note);
  });
  return { data: await requireRequest(call) };
}

async function end(call: Call) {
  const { note } = validate(EndFields, unwrap(call.body, "access_request"));
  await requireRequest(call);
  await call.write(async (trx) => {
    const row = await endEarly(trx, decisionOf(call, note), call.context.now());
    await mailRequester(call, trx, row, "approved, and the access has been ended before its time", note);
  });
  return { data: await requireRequest(call) };
}

async function cancel(call: Call) {
  const request = await requireRequest(call);
  if (request.actor_id !== call.subject.actorId && call.subject.role !== "admin") throw notFound();
  await call.write(async (trx) => {
    const row = await trx
      .updateTable("access_requests")
      .set({ status: "cancelled", updated_at: new Date(call.context.now()).toISOString() })
      .where("account_id", "=", call.accountId)
      .where("id", "=", request.id)
      .where("status", "=", "pending")
      .returning("id")
      .executeTakeFirst();
    if (!row) throw conflict("The request is no longer pending.");
  });
  return { data: await requireRequest(call) };
}

function decisionOf(call: Call, note: string | null) {
  return { accountId: call.accountId, id: call.param("id"), decidedBy: call.subject.actorId, note };
}

async function mailRequester(
  call: Call,
  trx: Trx,
  { actor_id, resource_id }: { readonly actor_id: string; readonly resource_id: string },
  outcome: string,
  note: string | null,
): Promise<void> {
  const row = await trx
    .selectFrom("actors as a")
    .innerJoin("resources as o", "o.account_id", "a.account_id")
    .select(["a.email", "o.name"])
    .where("a.account_id", "=", call.accountId)
    .where("a.id", "=", actor_id)
    .where("o.id", "=", resource_id)
    .executeTakeFirst();
  if (!row?.email) return;
  const text = [`Your request for access to ${row.name} was ${outcome}.`, ...(note === null ? [] : [`Note: ${note}`])];
  const subject = `Your request for access to ${oneLine(row.name)}`;
  await call.context.mail.send({ accountId: call.accountId, to: row.email, subject, text: text.join("\n\n") }, trx);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

function durationText(seconds: number): string {
  const [hour, day] = [3_600, 86_400];
  if (seconds % day === 0) return `${seconds / day} d`;
  return seconds % hour === 0 ? `${seconds / hour} h` : `${Math.ceil(seconds / 60)} min`;
}
