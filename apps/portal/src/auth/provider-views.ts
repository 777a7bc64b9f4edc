// What the API shows of authentication providers: the members of the reference, and what `include=details` adds.

import { z } from "zod";
import type { Call } from "../http/api.ts";
import { pick } from "../http/view.ts";
import { isOidcType, PROVIDER_SETTINGS, type ProviderType } from "./provider-settings.ts";

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

const CommonDetails = z.object({ type: z.string(), client_tokens_count: z.int(), portal_sessions_count: z.int() });
const OidcDetails = CommonDetails.extend({
  has_client_secret: z.boolean(),
  create_people: z.boolean(),
  allowed_domains: z.array(z.string()),
  groups_claim: z.string().nullable(),
});
const text = z.string().nullable();

/** What each kind shows beyond the common members; secrets are in a column of their own and never shown. */
export const KINDS = [
  { type: "email_otp", view: Common, settings: z.object({}), details: CommonDetails },
  // Not in the reference's API.
  { type: "userpass", view: Common, settings: z.object({}), details: CommonDetails },
  {
    type: "google",
    view: Defaulting,
    settings: z.object({}),
    details: OidcDetails.extend({ client_id: text, discovery_document_uri: text }),
  },
  {
    type: "entra",
    view: Defaulting,
    settings: z.object({ email_claim: z.string().default("upn") }),
    details: OidcDetails.extend({ client_id: text, discovery_document_uri: text }),
  },
  {
    type: "okta",
    view: Defaulting,
    settings: z.object({ client_id: z.string(), okta_domain: z.string() }),
    details: OidcDetails.extend({ discovery_document_uri: text }),
  },
  {
    type: "oidc",
    view: Defaulting,
    settings: z.object({
      client_id: z.string(),
      discovery_document_uri: z.string(),
      email_verification_method: z.enum(["none", "claim", "proof"]).default("claim"),
    }),
    details: OidcDetails,
  },
] as const;
export type Kind = (typeof KINDS)[number];

/** A provider of any kind, with the settings of its kind. */
export const AnyProviderView = z.looseObject({ ...Defaulting.shape, ...CommonDetails.shape });

const COMMON_COLUMNS = [
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

/** Providers of the caller's account. */
export function providers(call: Call) {
  return call.db
    .selectFrom("auth_providers")
    .select([...COMMON_COLUMNS, "is_default", "type", "settings", "secrets"])
    .where("account_id", "=", call.accountId);
}
export type ProviderRow = NonNullable<Awaited<ReturnType<ReturnType<typeof providers>["executeTakeFirst"]>>>;

export function providerView(row: ProviderRow, kind: Kind) {
  const isDefault = isOidcType(kind.type) ? { is_default: row.is_default } : {};
  return { ...pick(row, COMMON_COLUMNS), ...isDefault, ...kind.settings.parse(row.settings) };
}

export function anyProviderView(row: ProviderRow, details: object | undefined) {
  const kind = KINDS.find(({ type }) => type === row.type);
  return {
    ...pick(row, [...COMMON_COLUMNS, "is_default"]),
    ...kind?.settings.safeParse(row.settings).data,
    ...details,
  };
}

const StoredSecrets = z.object({ client_secret: z.string().optional() });

/** Of providers of any kind. */
export async function readProviderDetails(call: Call, rows: readonly ProviderRow[]): Promise<Map<string, object>> {
  const tokens = await usesOf(call, "client_tokens", rows);
  const sessions = await usesOf(call, "portal_sessions", rows);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        type: row.type,
        client_tokens_count: tokens.get(row.id) ?? 0,
        portal_sessions_count: sessions.get(row.id) ?? 0,
        ...settingsDetails(row.type, row),
      },
    ]),
  );
}

const NOT_SET = {
  client_id: null,
  discovery_document_uri: null,
  create_people: false,
  allowed_domains: [],
  groups_claim: null,
};

/** The settings that the reference does not show. */
function settingsDetails(type: ProviderType, row: ProviderRow): object {
  const kind = KINDS.find((one) => one.type === type);
  if (!kind || !isOidcType(type)) return {};
  const settings = PROVIDER_SETTINGS[type].safeParse(row.settings).data ?? {};
  const shown = new Set(Object.keys(kind.settings.shape));
  const hidden = Object.entries({ ...NOT_SET, ...settings });
  const secret = StoredSecrets.parse(row.secrets).client_secret;
  return {
    ...Object.fromEntries(hidden.filter(([name]) => !shown.has(name))),
    has_client_secret: secret !== undefined,
  };
}

async function usesOf(call: Call, table: "client_tokens" | "portal_sessions", rows: readonly ProviderRow[]) {
  if (rows.length === 0) return new Map<string, number>();
  const ids = rows.map(({ id }) => id);
  const counted = await call.db
    .selectFrom(table)
    .select(({ fn }) => ["auth_provider_id", fn.countAll<number>().as("count")])
    .where("account_id", "=", call.accountId)
    .where("auth_provider_id", "in", ids)
    .groupBy("auth_provider_id")
    .execute();
  return new Map(counted.map(({ auth_provider_id, count }) => [auth_provider_id ?? "", count]));
}
