// Authentication providers. The reference's API reads them; to write them is ours.

import { z } from "zod";
import type { Api, Call, Trx } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { withDetails } from "../http/details.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { invalid, notFound } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { providerFields, readProvider, settingsText } from "./provider-fields.ts";
import {
  AnyProviderView,
  anyProviderView,
  KINDS,
  type Kind,
  type ProviderRow,
  providers,
  providerView,
  readProviderDetails,
} from "./provider-views.ts";

const tag = "Authentication providers";
const TAKEN = {
  auth_providers_single_index: { base: ["the account has a provider of this type already"] },
  auth_providers_name_index: { name: ["is taken"] },
};
const CHANGED = [
  "name",
  "context",
  "client_session_lifetime_secs",
  "portal_session_lifetime_secs",
  "is_disabled",
  "is_default",
  "issuer",
  "settings",
  "secrets",
] as const;

/** The paths of the reference read only; what is written goes by a path of ours, where all types are alike. */
export function authProviderRoutes(api: Api): void {
  for (const kind of STOCK_KINDS) {
    const path = `/${kind.type}_auth_providers`;
    const spec = { tag, data: kind.view.extend(kind.settings.shape), details: kind.details };
    const filters = ["name"];
    api.get(path, { ...spec, summary: `List ${kind.type} providers`, isList: true, filters }, (call) =>
      list(call, kind),
    );
    api.get(`${path}/:id`, { ...spec, summary: `Show an ${kind.type} provider` }, (call) => show(call, kind));
  }
  const path = "/auth_providers";
  const spec = { tag, data: AnyProviderView };
  api.get(path, { ...spec, summary: "List the providers of all types", isList: true }, listAll);
  api.get(`${path}/:id`, { ...spec, summary: "Show a provider of any type", item: "auth_providers" }, async (call) =>
    one(call, await requireProvider(call)),
  );
  api.post(path, { ...spec, summary: "Create a provider", body: CreateBody }, create);
  api.update(`${path}/:id`, { ...spec, summary: "Update a provider; its type stays", body: UpdateBody }, update);
  api.delete(`${path}/:id`, { ...spec, summary: "Delete a provider with all that came from it" }, remove);
  const ended = { tag, summary: "End all sessions and client tokens that came from it", data: CountView };
  api.delete(`${path}/:id/sessions`, ended, endSessions);
}

const STOCK_KINDS = KINDS.filter(({ type }) => type !== "userpass");
const TypeField = z.object({
  type: z.enum(
    KINDS.map(({ type }) => type),
    { error: "is no type of provider" },
  ),
});
const CreateBody = z.object({
  auth_provider: z.union(KINDS.map(({ type }) => providerFields(type).extend({ type: z.literal(type) }))),
});
const UpdateBody = z.object({ auth_provider: z.union(KINDS.map(({ type }) => providerFields(type).partial())) });
const CountView = z.object({ deleted_count: z.int() });

function orderOf(list: string) {
  return {
    list,
    time: "auth_providers.inserted_at",
    id: "auth_providers.id",
    idType: "uuid",
    newestFirst: true,
  } as const;
}

async function listAll(call: Call) {
  const { rows, metadata } = await readPage(providers(call), orderOf("auth_providers"), readPaging(call.query));
  const details = await readProviderDetails(call, rows);
  return { data: rows.map((row) => anyProviderView(row, details.get(row.id))), metadata };
}

async function list(call: Call, kind: Kind) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const query = providers(call)
    .where("type", "=", kind.type)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""));
  const { rows, metadata } = await readPage(query, orderOf(`${kind.type}_auth_providers`), paging);
  return { data: await views(call, rows, kind), metadata };
}

async function show(call: Call, kind: Kind) {
  const row = await requireProvider(call);
  if (row.type !== kind.type) throw notFound();
  const [data] = await views(call, [row], kind);
  return { data };
}

async function requireProvider(call: Call, id = call.param("id")): Promise<ProviderRow> {
  const row = await providers(call).where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function create(call: Call) {
  const sent = unwrap(call.body, "auth_provider");
  const { type } = validate(TypeField, sent);
  const attributes = readProvider(type, sent);
  const id = crypto.randomUUID();
  await call.write(async (trx) => {
    if (attributes.is_default) await endDefault(call, trx);
    await refusingDuplicates(TAKEN, () =>
      trx
        .insertInto("auth_providers")
        .values({ ...attributes, account_id: call.accountId, id, type })
        .execute(),
    );
  });
  call.setHeader("location", `/auth_providers/${id}`);
  return one(call, await requireProvider(call, id));
}

async function update(call: Call) {
  const sent = unwrap(call.body, "auth_provider");
  const row = await requireProvider(call);
  if (sent.type !== undefined && sent.type !== row.type) throw invalid({ type: ["cannot be changed"] });
  const attributes = readProvider(row.type, sent, pick(row, CHANGED));
  const before = {
    ...pick(row, CHANGED),
    settings: settingsText(row.type, row.settings),
    secrets: JSON.stringify(row.secrets),
  };
  if (CHANGED.every((key) => attributes[key] === before[key])) return one(call, row);
  await call.write(async (trx) => {
    if (attributes.is_default && !row.is_default) await endDefault(call, trx);
    const updated = await refusingDuplicates(TAKEN, () =>
      trx
        .updateTable("auth_providers")
        .set({ ...attributes, updated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", row.id)
        .returning("id")
        .executeTakeFirst(),
    );
    if (!updated) throw notFound();
  });
  return one(call, await requireProvider(call, row.id));
}

async function remove(call: Call) {
  const row = await requireProvider(call);
  const answer = await one(call, row);
  await call.write((trx) =>
    trx.deleteFrom("auth_providers").where("account_id", "=", call.accountId).where("id", "=", row.id).execute(),
  );
  return answer;
}

async function endSessions(call: Call) {
  const { id } = await requireProvider(call);
  return call.write(async (trx) => {
    let count = 0;
    for (const table of ["client_tokens", "portal_sessions"] as const) {
      const ended = await trx
        .deleteFrom(table)
        .where("account_id", "=", call.accountId)
        .where("auth_provider_id", "=", id)
        .returning("id")
        .execute();
      count += ended.length;
    }
    return { data: { deleted_count: count } };
  });
}

/** At most one provider is the default. */
async function endDefault(call: Call, trx: Trx): Promise<void> {
  await trx
    .updateTable("auth_providers")
    .set({ is_default: false })
    .where("account_id", "=", call.accountId)
    .where("is_default", "=", true)
    .execute();
}

async function one(call: Call, row: ProviderRow) {
  const details = await readProviderDetails(call, [row]);
  return { data: anyProviderView(row, details.get(row.id)) };
}

function views(call: Call, rows: readonly ProviderRow[], kind: Kind) {
  return withDetails(
    call,
    rows.map((row) => providerView(row, kind)),
    () => readProviderDetails(call, rows),
  );
}
