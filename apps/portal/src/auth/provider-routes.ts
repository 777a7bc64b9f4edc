// Authentication providers. The reference's API reads them; to write them is ours.

import { z } from "zod";
import type { Api, Call, Trx } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { withDetails } from "../http/details.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { unwrap } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { providerFields, readProvider, settingsText } from "./provider-fields.ts";
import {
  AnyProviderView,
  COMMON_COLUMNS,
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

export function authProviderRoutes(api: Api): void {
  const all = { tag, summary: "List the providers of all types", data: AnyProviderView, isList: true };
  api.get("/auth_providers", all, listAll);
  for (const kind of KINDS) {
    const path = `/${kind.type}_auth_providers`;
    const spec = { tag, data: kind.view.extend(kind.settings.shape), details: kind.details };
    const body = z.object({ auth_provider: providerFields(kind.type) });
    const filters = ["name"];
    api.get(path, { ...spec, summary: `List ${kind.type} providers`, isList: true, filters }, (call) =>
      list(call, kind),
    );
    api.get(`${path}/:id`, { ...spec, summary: `Show an ${kind.type} provider` }, async (call) =>
      one(call, await requireProvider(call, kind), kind),
    );
    api.post(path, { ...spec, summary: `Create an ${kind.type} provider`, body }, (call) => create(call, kind));
    api.update(`${path}/:id`, { ...spec, summary: `Update an ${kind.type} provider`, body }, (call) =>
      update(call, kind),
    );
    api.delete(`${path}/:id`, { ...spec, summary: `Delete an ${kind.type} provider with all its sessions` }, (call) =>
      remove(call, kind),
    );
    const ended = { tag, summary: "End all sessions and client tokens that came from it", data: CountView };
    api.delete(`${path}/:id/sessions`, ended, (call) => endSessions(call, kind));
  }
}

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
  const data = rows.map((row) => {
    const { type, client_tokens_count, portal_sessions_count } = AnyDetails.parse(details.get(row.id));
    const counts = { type, client_tokens_count, portal_sessions_count };
    return { ...pick(row, [...COMMON_COLUMNS, "is_default"]), ...counts };
  });
  return { data, metadata };
}

const AnyDetails = AnyProviderView.pick({ type: true, client_tokens_count: true, portal_sessions_count: true });

async function list(call: Call, kind: Kind) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const query = providers(call)
    .where("type", "=", kind.type)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""));
  const { rows, metadata } = await readPage(query, orderOf(`${kind.type}_auth_providers`), paging);
  return { data: await views(call, rows, kind), metadata };
}

async function requireProvider(call: Call, kind: Kind): Promise<ProviderRow> {
  const query = providers(call).where("type", "=", kind.type).where("id", "=", call.param("id"));
  const row = await query.executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function create(call: Call, kind: Kind) {
  const attributes = readProvider(kind.type, unwrap(call.body, "auth_provider"));
  const id = crypto.randomUUID();
  await call.write(async (trx) => {
    if (attributes.is_default) await endDefault(call, trx);
    await refusingDuplicates(TAKEN, () =>
      trx
        .insertInto("auth_providers")
        .values({ ...attributes, account_id: call.accountId, id, type: kind.type })
        .execute(),
    );
  });
  call.setHeader("location", `/${kind.type}_auth_providers/${id}`);
  return one(call, await reload(call, id), kind);
}

async function update(call: Call, kind: Kind) {
  const sent = unwrap(call.body, "auth_provider");
  const row = await requireProvider(call, kind);
  const attributes = readProvider(kind.type, sent, pick(row, CHANGED));
  const before = {
    ...pick(row, CHANGED),
    settings: settingsText(kind.type, row.settings),
    secrets: JSON.stringify(row.secrets),
  };
  if (CHANGED.every((key) => attributes[key] === before[key])) return one(call, row, kind);
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
  return one(call, await reload(call, row.id), kind);
}

async function remove(call: Call, kind: Kind) {
  const row = await requireProvider(call, kind);
  const answer = await one(call, row, kind);
  await call.write((trx) =>
    trx.deleteFrom("auth_providers").where("account_id", "=", call.accountId).where("id", "=", row.id).execute(),
  );
  return answer;
}

async function endSessions(call: Call, kind: Kind) {
  const { id } = await requireProvider(call, kind);
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

async function reload(call: Call, id: string): Promise<ProviderRow> {
  const row = await providers(call).where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function one(call: Call, row: ProviderRow, kind: Kind) {
  const [data] = await views(call, [row], kind);
  return { data };
}

function views(call: Call, rows: readonly ProviderRow[], kind: Kind) {
  return withDetails(
    call,
    rows.map((row) => providerView(row, kind)),
    () => readProviderDetails(call, rows),
  );
}
