import { sql } from "kysely";
import { z } from "zod";
import { type LimitName, LimitsSchema, requireRoom } from "../accounts/limits.ts";
import type { Db } from "../database/database.ts";
import type { Api, Call, Trx } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { flag, requiredEnum, requiredText } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { forbidden, notFound, type ValidationErrors } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { normalizeEmail } from "./email.ts";

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
});
type ActorAttributes = z.output<typeof ActorFields>;
const ActorBody = z.object({ actor: ActorFields });
const tag = "Actors";
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

export function actorRoutes(api: Api): void {
  const filters = ["name", "email", "type"];
  api.get("/actors", { tag, summary: "List actors", data: ActorView, isList: true, filters }, listActors);
  api.get("/actors/:id", { tag, summary: "Show an actor", data: ActorView }, async (call) => ({
    data: actorView(await requireActor(call.db, call.accountId, call.param("id"))),
  }));
  api.post("/actors", { tag, summary: "Create an actor", body: ActorBody, data: ActorView }, createActor);
  api.update("/actors/:id", { tag, summary: "Update an actor", body: ActorBody, data: ActorView }, updateActor);
  api.delete("/actors/:id", { tag, summary: "Delete an actor", data: ActorView }, deleteActor);
}

export async function findActor(db: Db, accountId: string, id: string) {
  return db
    .selectFrom("actors")
    .select(COLUMNS)
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
}

async function requireActor(db: Db, accountId: string, id: string) {
  const actor = await findActor(db, accountId, id);
  if (!actor) throw notFound();
  return actor;
}

async function listActors(call: Call) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const email = call.query.text("email");
  const type = call.query.oneOf("type", ACTOR_TYPES);
  const query = call.db
    .selectFrom("actors")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""))
    .$if(email !== undefined, (q) => q.where(sql<boolean>`lower(email) = lower(${email ?? ""})`))
    .$if(type !== undefined, (q) => q.where("type", "=", type ?? "account_user"));
  const order = {
    list: "actors",
    time: "actors.inserted_at",
    id: "actors.id",
    idType: "uuid",
    newestFirst: false,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map(actorView), metadata };
}

async function createActor(call: Call) {
  const { is_disabled: _, ...sent } = unwrap(call.body, "actor");
  const attributes = validate(ActorFields, sent, (values) => ({
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
  return { data: actorView(actor) };
}

async function updateActor(call: Call) {
  const sent = unwrap(call.body, "actor");
  const actor = await requireActor(call.db, call.accountId, call.param("id"));
  const current = pick(actor, ["name", "type", "email", "allow_email_otp_sign_in", "is_disabled"]);
  const attributes = validate(ActorFields, { ...current, ...sent }, (values) => ({
    ...(mayBecome(actor.type, values.type) ? emailFitsType(values) : { type: ["cannot be changed to this"] }),
  }));
  if (attributes.is_disabled && !actor.is_disabled && actor.id === call.subject.actorId) {
    throw forbidden("No one may disable the actor behind the request.");
  }
  const keys = ["name", "type", "email", "allow_email_otp_sign_in", "is_disabled"] as const;
  if (keys.every((key) => attributes[key] === actor[key])) return { data: actorView(actor) };
  const isPromoted = attributes.type === "account_admin_user" && actor.type === "account_user";
  const isEnabled = actor.is_disabled && !attributes.is_disabled;
  const updated = await call.write(async (trx) => {
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
  return { data: actorView(updated) };
}

async function deleteActor(call: Call) {
  const actor = await requireActor(call.db, call.accountId, call.param("id"));
  await call.write((trx) =>
    trx.deleteFrom("actors").where("account_id", "=", call.accountId).where("id", "=", actor.id).execute(),
  );
  return { data: actorView(actor) };
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
