import { sql } from "kysely";
import { z } from "zod";
import { type LimitName, LimitsSchema, requireRoom } from "../accounts/limits.ts";
import type { Db } from "../database/database.ts";
import type { Api, Call, Trx } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { flag, requiredEnum, requiredText } from "../http/fields.ts";
import { byOptionalText, byText, byTime, readPage, readPaging, sorted } from "../http/pagination.ts";
import { forbidden, notFound, type ValidationErrors } from "../http/problem.ts";
import { occursIn } from "../http/search.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { ActorDetails, readActorDetails } from "./details.ts";
import { normalizeEmail } from "./email.ts";
import { RoleField } from "./role.ts";

const MAX_NAME = 255;
const ACTOR_TYPES = ["account_user", "account_admin_user", "service_account", "api_client"] as const;
type ActorTypeName = (typeof ACTOR_TYPES)[number];

const ActorView = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.enum(ACTOR_TYPES),
  email: z.string().nullable(),
  allow_email_otp_sign_in: z.boolean(),
  is_disabled: z.boolean(),
  last_seen_at: z.string().nullable(),
  created_by_directory_id: z.uuid().nullable(),
  inserted_at: z.string(),
  updated_at: z.string(),
});
const Email = z
  .string({ error: "is invalid" })
  .transform(normalizeEmail)
  .refine((email) => email !== undefined, "is no e-mail address")
  .nullish()
  .transform((email) => email ?? null);
const ActorFields = z.object({
  name: requiredText(MAX_NAME),
  type: requiredEnum(ACTOR_TYPES),
  email: Email,
  allow_email_otp_sign_in: flag(false),
  is_disabled: flag(false),
  role: RoleField,
});
type ActorAttributes = z.output<typeof ActorFields>;
const ActorBody = z.object({ actor: ActorFields });
const spec = { tag: "Actors", data: ActorView, details: ActorDetails };
const TAKEN = { actors_email_index: { email: ["is taken"] } };
const COLUMNS = [
  "id",
  "name",
  "type",
  "email",
  "allow_email_otp_sign_in",
  "is_disabled",
  "created_by_directory_id",
  "inserted_at",
  "updated_at",
] as const;

const CHANGED = ["name", "type", "email", "allow_email_otp_sign_in", "is_disabled", "role"] as const;
const ORDER = {
  list: "actors",
  time: "actors.inserted_at",
  id: "actors.id",
  idType: "uuid",
  newestFirst: false,
} as const;
const SORTS = {
  name: byText("actors.name"),
  email: byOptionalText("actors.email"),
  type: byText("actors.type"),
  inserted_at: byTime("actors.inserted_at"),
};
/** `kind` groups the types as people see them. */
const KINDS = {
  person: ["account_user", "account_admin_user"],
  service_account: ["service_account"],
  api_client: ["api_client"],
} as const;

export function actorRoutes(api: Api): void {
  api.get(
    "/actors",
    {
      ...spec,
      summary: "List actors",
      isList: true,
      filters: ["name", "email", "type", "kind", "status", "role"],
      search: "name and e-mail address",
      sort: Object.keys(SORTS),
    },
    listActors,
  );
  api.get("/actors/:id", { ...spec, summary: "Show an actor", item: "actors" }, async (call) =>
    one(call, await requireActor(call.db, call.accountId, call.param("id"))),
  );
  api.post("/actors", { ...spec, summary: "Create an actor", body: ActorBody }, createActor);
  api.update("/actors/:id", { ...spec, summary: "Update an actor", body: ActorBody }, updateActor);
  api.delete("/actors/:id", { ...spec, summary: "Delete an actor" }, deleteActor);
}

export async function findActor(db: Db, accountId: string, id: string) {
  return db
    .selectFrom("actors")
    .select([...COLUMNS, "role"])
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function requireActor(db: Db, accountId: string, id: string) {
  const actor = await findActor(db, accountId, id);
  if (!actor) throw notFound();
  return actor;
}

async function listActors(call: Call) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const email = call.query.text("email");
  const type = call.query.oneOf("type", ACTOR_TYPES);
  const kind = call.query.oneOf("kind", ["person", "service_account", "api_client"]);
  const status = call.query.oneOf("status", ["enabled", "disabled"]);
  const role = call.query.oneOf("role", ["auditor", "network_admin"]);
  const search = call.query.search();
  const query = call.db
    .selectFrom("actors")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""))
    .$if(email !== undefined, (q) => q.where(sql<boolean>`lower(email) = lower(${email ?? ""})`))
    .$if(type !== undefined, (q) => q.where("type", "=", type ?? "account_user"))
    .$if(kind !== undefined, (q) => q.where("type", "in", KINDS[kind ?? "person"]))
    .$if(status !== undefined, (q) => q.where("is_disabled", "=", status === "disabled"))
    .$if(role !== undefined, (q) => q.where("role", "=", role ?? "auditor"))
    .$if(search !== undefined, (q) => q.where(occursIn(search ?? "", ["name", "email"])));
  const { rows, metadata } = await readPage(query, sorted(call.query, ORDER, SORTS), paging);
  return { data: await withDetails(call, rows.map(actorView), (ids) => readActorDetails(call, ids)), metadata };
}

async function createActor(call: Call) {
  const { is_disabled: _, ...sent } = unwrap(call.body, "actor");
  const attributes = validate(ActorFields, sent, (values) => ({
    ...roleFitsType(values),
    ...(values.type === "api_client" ? { type: ["cannot be created here"] } : emailFitsType(values)),
  }));
  const actor = await call.write(async (trx) => {
    await requireRoom(trx, call.accountId, await limitsFor(call, trx, attributes.type));
    return refusingDuplicates(TAKEN, () =>
      trx
        .insertInto("actors")
        .values({ ...attributes, account_id: call.accountId, id: crypto.randomUUID() })
        .returning(COLUMNS)
        .executeTakeFirstOrThrow(),
    );
  });
  call.setHeader("location", `/actors/${actor.id}`);
  return one(call, actor);
}

async function updateActor(call: Call) {
  const sent = unwrap(call.body, "actor");
  const actor = await requireActor(call.db, call.accountId, call.param("id"));
  // A role is for people who are no administrators; promotion ends it, unless it is sent on purpose.
  const isPromoted = sent.type === "account_admin_user" && actor.type === "account_user";
  const current = { ...pick(actor, CHANGED), ...(isPromoted ? { role: null } : {}) };
  const attributes = validate(ActorFields, { ...current, ...sent }, (values) => ({
    ...roleFitsType(values),
    ...(mayBecome(actor.type, values.type) ? emailFitsType(values) : { type: ["cannot be changed to this"] }),
  }));
  if (attributes.is_disabled && !actor.is_disabled && actor.id === call.subject.actorId) {
    throw forbidden("No one may disable the actor behind the request.");
  }
  if (CHANGED.every((key) => attributes[key] === actor[key])) return one(call, actor);
  const losesAdmin = isAdmin(actor) && !isAdmin(attributes);
  const isEnabled = actor.is_disabled && !attributes.is_disabled;
  const updated = await call.write(async (trx) => {
    if (losesAdmin) await requireOtherAdmin(call, trx, actor.id);
    if (isEnabled) await requireRoom(trx, call.accountId, await limitsFor(call, trx, attributes.type));
    else if (isPromoted) await requireRoom(trx, call.accountId, ["account_admin_users"]);
    return refusingDuplicates(TAKEN, () =>
      trx
        .updateTable("actors")
        .set({ ...attributes, updated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", actor.id)
        .returning(COLUMNS)
        .executeTakeFirstOrThrow(),
    );
  });
  return one(call, updated);
}

async function deleteActor(call: Call) {
  const actor = await requireActor(call.db, call.accountId, call.param("id"));
  if (call.subject.apiTokenId === null && actor.id === call.subject.actorId) {
    throw forbidden("No one may delete themselves.");
  }
  const answer = await one(call, actor);
  await call.write(async (trx) => {
    if (isAdmin(actor)) await requireOtherAdmin(call, trx, actor.id);
    await trx.deleteFrom("actors").where("account_id", "=", call.accountId).where("id", "=", actor.id).execute();
  });
  return answer;
}

async function one(call: Call, actor: Parameters<typeof actorView>[0]) {
  return { data: await withDetail(call, actorView(actor), (ids) => readActorDetails(call, ids)) };
}

function isAdmin({ type, is_disabled }: { readonly type: ActorTypeName; readonly is_disabled: boolean }): boolean {
  return type === "account_admin_user" && !is_disabled;
}

/** People cannot shut themselves out; API clients, which stay in, may do as in the reference. */
async function requireOtherAdmin(call: Call, trx: Trx, id: string): Promise<void> {
  if (call.subject.apiTokenId !== null) return;
  await trx.selectFrom("accounts").select("id").where("id", "=", call.accountId).forNoKeyUpdate().execute();
  const other = await trx
    .selectFrom("actors")
    .select("id")
    .where("account_id", "=", call.accountId)
    .where("type", "=", "account_admin_user")
    .where("is_disabled", "=", false)
    .where("id", "<>", id)
    .executeTakeFirst();
  if (!other) throw forbidden("The last administrator that is enabled must stay one.");
}

function isPerson(type: ActorTypeName): boolean {
  return type === "account_user" || type === "account_admin_user";
}

/** People have an e-mail address, others none; the API reports it on the type. */
function emailFitsType({ type, email }: Partial<ActorAttributes>): ValidationErrors {
  if (type === undefined || email === undefined) return {};
  if (isPerson(type) && email === null) return { type: ["needs an e-mail address"] };
  return isPerson(type) || email === null ? {} : { type: ["has no e-mail address"] };
}

/** Administrators may do all, service accounts do not call the API. */
function roleFitsType({ type, role }: Partial<ActorAttributes>): ValidationErrors {
  if (!role || type === undefined || type === "account_user" || type === "api_client") return {};
  return { role: ["is for people who are no administrators, and for API clients"] };
}

function mayBecome(from: ActorTypeName, to: ActorTypeName | undefined): boolean {
  return to === undefined || to === from || (isPerson(from) && isPerson(to));
}

/** People count against the seats where those are limited, else against the users. */
async function limitsFor(call: Call, trx: Trx, type: ActorTypeName): Promise<LimitName[]> {
  if (type === "service_account") return ["service_accounts"];
  const account = await trx
    .selectFrom("accounts")
    .select("limits")
    .where("id", "=", call.accountId)
    .executeTakeFirstOrThrow();
  const seats = LimitsSchema.parse(account.limits).monthly_active_users_count ?? null;
  const people: LimitName = seats === null ? "users" : "monthly_active_users";
  return type === "account_admin_user" ? [people, "account_admin_users"] : [people];
}

function actorView(actor: Omit<z.input<typeof ActorView>, "last_seen_at">): z.input<typeof ActorView> {
  return { ...pick(actor, COLUMNS), last_seen_at: null };
}
