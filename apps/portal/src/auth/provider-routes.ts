import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { pick } from "../http/view.ts";

const Common = z.object({
  id: z.uuid(),
  account_id: z.uuid(),
  name: z.string(),
  issuer: z.string(),
  context: z.enum(["clients_and_portal", "clients_only", "portal_only"]),
  client_session_lifetime_secs: z.int().nullable(),
  portal_session_lifetime_secs: z.int().nullable(),
  is_disabled: z.boolean(),
  inserted_at: z.string(),
  updated_at: z.string(),
});
const Defaulting = Common.extend({ is_default: z.boolean() });

/** What each kind shows beyond the common members; secrets are in a column of their own. */
const KINDS = [
  { type: "email_otp", view: Common, settings: z.object({}) },
  { type: "google", view: Defaulting, settings: z.object({}) },
  { type: "entra", view: Defaulting, settings: z.object({ email_claim: z.string().default("upn") }) },
  { type: "okta", view: Defaulting, settings: z.object({ client_id: z.string(), okta_domain: z.string() }) },
  {
    type: "oidc",
    view: Defaulting,
    settings: z.object({
      client_id: z.string(),
      discovery_document_uri: z.string(),
      email_verification_method: z.enum(["none", "claim", "proof"]).default("claim"),
    }),
  },
] as const;
type Kind = (typeof KINDS)[number];

const tag = "Authentication providers";
const COLUMNS = [
  "id",
  "account_id",
  "name",
  "issuer",
  "context",
  "client_session_lifetime_secs",
  "portal_session_lifetime_secs",
  "is_disabled",
  "inserted_at",
  "updated_at",
] as const;

export function authProviderRoutes(api: Api): void {
  for (const kind of KINDS) {
    const path = `/${kind.type}_auth_providers`;
    const data = kind.view.extend(kind.settings.shape);
    const filters = ["name"];
    api.get(path, { tag, summary: `List ${kind.type} providers`, data, isList: true, filters }, (call) =>
      list(call, kind),
    );
    api.get(`${path}/:id`, { tag, summary: `Show an ${kind.type} provider`, data }, (call) => show(call, kind));
  }
}

function providers(call: Call, kind: Kind) {
  return call.db
    .selectFrom("auth_providers")
    .select([...COLUMNS, "is_default", "settings"])
    .where("account_id", "=", call.accountId)
    .where("type", "=", kind.type);
}
type ProviderRow = NonNullable<Awaited<ReturnType<ReturnType<typeof providers>["executeTakeFirst"]>>>;

async function list(call: Call, kind: Kind) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const query = providers(call, kind).$if(name !== undefined, (q) => q.where("name", "=", name ?? ""));
  const order = {
    list: `${kind.type}_auth_providers`,
    time: "auth_providers.inserted_at",
    id: "auth_providers.id",
    idType: "uuid",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map((row) => providerView(row, kind)), metadata };
}

async function show(call: Call, kind: Kind) {
  const row = await providers(call, kind).where("id", "=", call.param("id")).executeTakeFirst();
  if (!row) throw notFound();
  return { data: providerView(row, kind) };
}

function providerView(row: ProviderRow, kind: Kind) {
  const isDefault = kind.type === "email_otp" ? {} : { is_default: row.is_default };
  return { ...pick(row, COLUMNS), ...isDefault, ...kind.settings.parse(row.settings) };
}
