// Tokens of API clients. The reference makes them in its console only.

import { z } from "zod";
import { requireRoomIn } from "../accounts/limits.ts";
import { requireApiClient } from "../actors/api-client-routes.ts";
import type { Api, Call } from "../http/api.ts";
import { optionalText } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { ExpiresAt, ExpiresAtText, inFuture } from "./expiry.ts";

const MAX_NAME = 255;
const text = z.string().nullable();

const ApiTokenView = z.object({
  id: z.uuid(),
  actor_id: z.uuid(),
  name: text,
  expires_at: z.string(),
  last_seen_at: text,
  last_seen_user_agent: text,
  last_seen_remote_ip: text,
  last_seen_remote_ip_location_region: text,
  last_seen_remote_ip_location_city: text,
  inserted_at: z.string(),
  updated_at: z.string(),
});
const CreatedView = ApiTokenView.extend({ token: z.string() });
const TokenFields = z.object({ name: optionalText(MAX_NAME), expires_at: ExpiresAt });
const TokenBody = z.object({ api_token: z.object({ name: optionalText(MAX_NAME), expires_at: ExpiresAtText }) });
const tag = "API clients";
const path = "/api_clients/:api_client_id/tokens";
const COLUMNS = [
  "id",
  "actor_id",
  "name",
  "expires_at",
  "last_seen_at",
  "last_seen_user_agent",
  "last_seen_remote_ip",
  "last_seen_remote_ip_location_region",
  "last_seen_remote_ip_location_city",
  "inserted_at",
  "updated_at",
] as const;

export function apiTokenRoutes(api: Api): void {
  api.get(path, { tag, summary: "List an API client's tokens", data: ApiTokenView, isList: true }, listTokens);
  api.get(`${path}/:id`, { tag, summary: "Show an API token", data: ApiTokenView }, async (call) => ({
    data: await requireToken(call),
  }));
  api.post(path, { tag, summary: "Create an API token", body: TokenBody, data: CreatedView }, createToken);
  api.delete(`${path}/:id`, { tag, summary: "Delete an API token", data: z.object({ id: z.uuid() }) }, deleteToken);
  const deleted = z.object({ deleted_count: z.int() });
  api.delete(path, { tag, summary: "Delete an API client's tokens", data: deleted }, deleteTokens);
}

function tokens(call: Call) {
  return call.db
    .selectFrom("api_tokens")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .where("actor_id", "=", call.param("api_client_id"));
}

async function listTokens(call: Call) {
  const order = {
    list: "api_tokens",
    time: "api_tokens.inserted_at",
    id: "api_tokens.id",
    idType: "uuid",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(tokens(call), order, readPaging(call.query));
  return { data: rows.map((row) => pick(row, COLUMNS)), metadata };
}

async function requireToken(call: Call) {
  const row = await tokens(call).where("id", "=", call.param("id")).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function createToken(call: Call) {
  const sent = unwrap(call.body, "api_token");
  const client = await requireApiClient(call, call.param("api_client_id"));
  const now = call.context.now();
  const { name, expires_at } = validate(TokenFields, sent, (values) => inFuture(values.expires_at, now));
  const { token, ...secret } = call.context.tokens.mint("api_client", call.accountId, now);
  const row = await call.write(async (trx) => {
    await requireRoomIn(trx, call.accountId, "api_tokens_per_client_count", async () => {
      const { count } = await trx
        .selectFrom("api_tokens")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("account_id", "=", call.accountId)
        .where("actor_id", "=", client.id)
        .executeTakeFirstOrThrow();
      return count;
    });
    return trx
      .insertInto("api_tokens")
      .values({
        ...secret,
        account_id: call.accountId,
        actor_id: client.id,
        name,
        expires_at: new Date(expires_at).toISOString(),
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  });
  return { data: { ...pick(row, COLUMNS), token } };
}

async function deleteToken(call: Call) {
  const { id } = await requireToken(call);
  await call.write((trx) =>
    trx.deleteFrom("api_tokens").where("account_id", "=", call.accountId).where("id", "=", id).execute(),
  );
  return { data: { id } };
}

async function deleteTokens(call: Call) {
  const client = await requireApiClient(call, call.param("api_client_id"));
  const rows = await call.write((trx) =>
    trx
      .deleteFrom("api_tokens")
      .where("account_id", "=", call.accountId)
      .where("actor_id", "=", client.id)
      .returning("id")
      .execute(),
  );
  return { data: { deleted_count: rows.length } };
}
