import { z } from "zod";
import { findActor } from "../actors/routes.ts";
import type { Api, Call } from "../http/api.ts";
import { flag } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { badRequest, notFound } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { ExpiresAt, ExpiresAtText, inFuture } from "./expiry.ts";

const ClientTokenView = z.object({
  id: z.uuid(),
  actor_id: z.uuid(),
  expires_at: z.string(),
  inserted_at: z.string(),
  updated_at: z.string(),
});
const CreatedView = ClientTokenView.extend({ token: z.string() });
const TokenFields = z.object({ expires_at: ExpiresAt, for_person: flag(false) });
const TokenBody = z.object({
  client_token: z.object({ expires_at: ExpiresAtText, for_person: z.boolean().optional() }),
});
const tag = "Client tokens";
const path = "/actors/:actor_id/client_tokens";
const COLUMNS = ["id", "actor_id", "expires_at", "inserted_at", "updated_at"] as const;

export function clientTokenRoutes(api: Api): void {
  api.get(path, { tag, summary: "List an actor's client tokens", data: ClientTokenView, isList: true }, listTokens);
  api.get(`${path}/:id`, { tag, summary: "Show a client token", data: ClientTokenView }, async (call) => ({
    data: pick(await requireToken(call), COLUMNS),
  }));
  api.post(path, { tag, summary: "Create a client token", body: TokenBody, data: CreatedView }, createToken);
  api.delete(`${path}/:id`, { tag, summary: "Delete a client token", data: z.object({ id: z.uuid() }) }, deleteToken);
  const deleted = z.object({ deleted_count: z.int() });
  api.delete(path, { tag, summary: "Delete an actor's client tokens", data: deleted }, deleteTokens);
}

async function listTokens(call: Call) {
  const query = call.db
    .selectFrom("client_tokens")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .where("actor_id", "=", call.param("actor_id"));
  const order = {
    list: "client_tokens",
    time: "client_tokens.inserted_at",
    id: "client_tokens.id",
    idType: "uuid",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  return { data: rows.map((row) => pick(row, COLUMNS)), metadata };
}

async function requireToken(call: Call) {
  const row = await call.db
    .selectFrom("client_tokens")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .where("actor_id", "=", call.param("actor_id"))
    .where("id", "=", call.param("id"))
    .executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function createToken(call: Call) {
  const sent = unwrap(call.body, "client_token");
  const actor = await findActor(call.db, call.accountId, call.param("actor_id"));
  if (!actor) throw notFound();
  const isPerson = actor.type === "account_user" || actor.type === "account_admin_user";
  if (actor.type !== "service_account" && !(isPerson && sent.for_person === true)) {
    throw badRequest('Only service accounts get client tokens here, and people where "for_person" is true.');
  }
  const now = call.context.now();
  const { expires_at } = validate(TokenFields, sent, (values) => inFuture(values.expires_at, now));
  const { token, ...secret } = call.context.tokens.mint("client", call.accountId, now);
  const row = await call.write((trx) =>
    trx
      .insertInto("client_tokens")
      .values({
        ...secret,
        account_id: call.accountId,
        actor_id: actor.id,
        expires_at: new Date(expires_at).toISOString(),
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  );
  return { data: { ...pick(row, COLUMNS), token } };
}

async function deleteToken(call: Call) {
  const { id } = await requireToken(call);
  await call.write((trx) =>
    trx.deleteFrom("client_tokens").where("account_id", "=", call.accountId).where("id", "=", id).execute(),
  );
  return { data: { id } };
}

async function deleteTokens(call: Call) {
  const rows = await call.write((trx) =>
    trx
      .deleteFrom("client_tokens")
      .where("account_id", "=", call.accountId)
      .where("actor_id", "=", call.param("actor_id"))
      .returning("id")
      .execute(),
  );
  return { data: { deleted_count: rows.length } };
}
