// Programs that call the API. The reference makes them in its console only.

import { z } from "zod";
import { requireRoomIn } from "../accounts/limits.ts";
import type { Api, Call } from "../http/api.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { flag, requiredText } from "../http/fields.ts";
import { byText, byTime, readPage, readPaging, sorted } from "../http/pagination.ts";
import { forbidden, notFound } from "../http/problem.ts";
import { occursIn } from "../http/search.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { RoleField } from "./role.ts";

const MAX_NAME = 255;

const ApiClientView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** null: all that administrators may. */
  role: z.enum(["auditor", "network_admin"]).nullable(),
  is_disabled: z.boolean(),
  inserted_at: z.string(),
  updated_at: z.string(),
});
const ApiClientDetails = z.object({ tokens_count: z.int(), last_seen_at: z.string().nullable() });
const ApiClientFields = z.object({ name: requiredText(MAX_NAME), role: RoleField, is_disabled: flag(false) });
const ApiClientBody = z.object({ api_client: ApiClientFields });
const spec = { tag: "API clients", data: ApiClientView, details: ApiClientDetails };
const COLUMNS = ["id", "name", "role", "is_disabled", "inserted_at", "updated_at"] as const;
const ORDER = {
  list: "api_clients",
  time: "actors.inserted_at",
  id: "actors.id",
  idType: "uuid",
  newestFirst: false,
} as const;
const SORTS = { name: byText("actors.name"), inserted_at: byTime("actors.inserted_at") };

export function apiClientRoutes(api: Api): void {
  api.get(
    "/api_clients",
    { ...spec, summary: "List API clients", isList: true, search: "the name", sort: Object.keys(SORTS) },
    listClients,
  );
  api.get("/api_clients/:id", { ...spec, summary: "Show an API client", item: "actors" }, async (call) =>
    one(call, await requireApiClient(call, call.param("id"))),
  );
  api.post("/api_clients", { ...spec, summary: "Create an API client", body: ApiClientBody }, createClient);
  api.update("/api_clients/:id", { ...spec, summary: "Update an API client", body: ApiClientBody }, updateClient);
  api.delete("/api_clients/:id", { ...spec, summary: "Delete an API client with its tokens" }, deleteClient);
}

function apiClients(call: Call) {
  return call.db
    .selectFrom("actors")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .where("type", "=", "api_client");
}

export async function requireApiClient(call: Call, id: string) {
  const client = await apiClients(call).where("id", "=", id).executeTakeFirst();
  if (!client) throw notFound();
  return client;
}
type ApiClientRow = Awaited<ReturnType<typeof requireApiClient>>;

async function listClients(call: Call) {
  const paging = readPaging(call.query);
  const search = call.query.search();
  const query = apiClients(call).$if(search !== undefined, (q) => q.where(occursIn(search ?? "", ["name"])));
  const { rows, metadata } = await readPage(query, sorted(call.query, ORDER, SORTS), paging);
  const views = rows.map((row) => pick(row, COLUMNS));
  return { data: await withDetails(call, views, (ids) => readDetails(call, ids)), metadata };
}

async function createClient(call: Call) {
  const attributes = validate(ApiClientFields, unwrap(call.body, "api_client"));
  const client = await call.write(async (trx) => {
    await requireRoomIn(trx, call.accountId, "api_clients_count", async () => {
      const { count } = await trx
        .selectFrom("actors")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("account_id", "=", call.accountId)
        .where("type", "=", "api_client")
        .executeTakeFirstOrThrow();
      return count;
    });
    return trx
      .insertInto("actors")
      .values({ ...attributes, account_id: call.accountId, id: crypto.randomUUID(), type: "api_client" })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  });
  call.setHeader("location", `/api_clients/${client.id}`);
  return one(call, client);
}

async function updateClient(call: Call) {
  const sent = unwrap(call.body, "api_client");
  const client = await requireApiClient(call, call.param("id"));
  const attributes = validate(ApiClientFields, { ...pick(client, ["name", "role", "is_disabled"]), ...sent });
  const isCaller = client.id === call.subject.actorId;
  if (isCaller && (attributes.is_disabled || attributes.role !== client.role)) {
    throw forbidden("No one may disable the actor behind the request, or change its role.");
  }
  const keys = ["name", "role", "is_disabled"] as const;
  if (keys.every((key) => attributes[key] === client[key])) return one(call, client);
  const updated = await call.write((trx) =>
    trx
      .updateTable("actors")
      .set({ ...attributes, updated_at: new Date(call.context.now()).toISOString() })
      .where("account_id", "=", call.accountId)
      .where("id", "=", client.id)
      .returning(COLUMNS)
      .executeTakeFirst(),
  );
  if (!updated) throw notFound();
  return one(call, updated);
}

async function deleteClient(call: Call) {
  const client = await requireApiClient(call, call.param("id"));
  if (client.id === call.subject.actorId) throw forbidden("No one may delete the actor behind the request here.");
  const answer = await one(call, client);
  await call.write((trx) =>
    trx.deleteFrom("actors").where("account_id", "=", call.accountId).where("id", "=", client.id).execute(),
  );
  return answer;
}

async function one(call: Call, row: ApiClientRow) {
  return { data: await withDetail(call, pick(row, COLUMNS), (ids) => readDetails(call, ids)) };
}

async function readDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof ApiClientDetails>>> {
  const rows = await call.db
    .selectFrom("actors as a")
    .leftJoin("api_tokens as t", (join) =>
      join.onRef("t.account_id", "=", "a.account_id").onRef("t.actor_id", "=", "a.id"),
    )
    .select(({ fn }) => [
      "a.id",
      fn.count<number>("t.id").as("tokens_count"),
      fn.max("t.last_seen_at").as("last_seen_at"),
    ])
    .where("a.account_id", "=", call.accountId)
    .where("a.id", "in", ids)
    .groupBy(["a.account_id", "a.id"])
    .execute();
  return new Map(rows.map(({ id, ...details }) => [id, details]));
}
