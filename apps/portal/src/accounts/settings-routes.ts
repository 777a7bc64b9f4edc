// Settings of an account, how much of its limits it uses, and its end. The reference has them in its console only.

import { parseIp } from "@fz/ip";
import { DomainNameSchema } from "@fz/wire";
import { z } from "zod";
import type { Api, Call, Trx } from "../http/api.ts";
import { flag, optionalText, requiredText } from "../http/fields.ts";
import { forbidden, notFound } from "../http/problem.ts";
import { NETWORK_READERS } from "../http/roles.ts";
import { type Attributes, unwrap, validate } from "../http/validation.ts";
import { cancelDeletion, scheduleDeletion } from "./deletion.ts";
import { type LimitName, LimitsSchema, limitOf, readUsage } from "./limits.ts";

const MAX_NAME = 64;
const MIN_NAME = 3;
const MAX_LEGAL_NAME = 255;
const MAX_RESOLVERS = 8;
const UPSTREAMS = ["system", "secure", "custom"] as const;
const DOH_PROVIDERS = ["google", "opendns", "cloudflare", "quad9"] as const;
/** Features that somebody with settings to change may switch. */
const FEATURES = ["policy_conditions", "internet_resource", "iceless", "idp_sync"] as const;

const SettingsView = z.object({
  name: z.string(),
  legal_name: z.string(),
  slug: z.string(),
  search_domain: z.string().nullable(),
  /** Resolvers of clients: their own, one over HTTPS, or the listed addresses. */
  upstream_dns: z.enum(UPSTREAMS),
  doh_provider: z.enum(DOH_PROVIDERS).nullable(),
  upstream_dns_addresses: z.array(z.string()),
  outdated_gateway_mail: z.boolean(),
  policy_conditions: z.boolean(),
  internet_resource: z.boolean(),
  iceless: z.boolean(),
  idp_sync: z.boolean(),
  scheduled_deletion_at: z.string().nullable(),
});
const Resolver = z
  .string({ error: "must be addresses" })
  .transform((text) => parseIp(text.trim()))
  .refine((ip) => ip !== undefined, "must be IP addresses without a port")
  .transform((ip) => ip ?? "");
const SettingsFields = z.object({
  name: requiredText(MAX_NAME).refine((name) => name.length >= MIN_NAME, `must be at least ${MIN_NAME} characters`),
  legal_name: requiredText(MAX_LEGAL_NAME),
  search_domain: optionalText(MAX_LEGAL_NAME).refine(
    (domain) => domain === null || DomainNameSchema.safeParse(domain).success,
    "is no domain name",
  ),
  upstream_dns: z.enum(UPSTREAMS, { error: "is invalid" }).default("system"),
  doh_provider: z
    .enum(DOH_PROVIDERS, { error: "is invalid" })
    .nullish()
    .transform((name) => name ?? null),
  upstream_dns_addresses: z
    .array(Resolver, { error: "must be a list" })
    .max(MAX_RESOLVERS, `must be at most ${MAX_RESOLVERS}`)
    .refine((list) => new Set(list).size === list.length, "must not repeat an address")
    .default([]),
  outdated_gateway_mail: flag(true),
  policy_conditions: flag(false),
  internet_resource: flag(false),
  iceless: flag(false),
  idp_sync: flag(false),
});
type Settings = z.output<typeof SettingsFields>;
const SettingsBody = z.object({ settings: SettingsFields });

const UsageView = z.object({ used: z.int(), total: z.int().nullable() });
const UsagesView = z.object({
  users: UsageView,
  monthly_active_users: UsageView,
  service_accounts: UsageView,
  account_admin_users: UsageView,
  sites: UsageView,
} satisfies Record<LimitName, typeof UsageView>);
const DeletionFields = z.object({ slug: requiredText(MAX_LEGAL_NAME) });
const DeletionView = z.object({ scheduled_deletion_at: z.string().nullable() });
const tag = "Account";

export function accountSettingsRoutes(api: Api): void {
  const path = "/account/settings";
  const settings = { tag, data: SettingsView };
  api.get(
    path,
    { ...settings, summary: "Show the settings", may: NETWORK_READERS, item: "accounts" },
    async (call) => ({
      data: settingsView(await readAccount(call.db, call.accountId)),
    }),
  );
  api.update(path, { ...settings, summary: "Change settings", body: SettingsBody }, updateSettings);
  const usage = { tag, summary: "How much of each limit is used", data: UsagesView, may: NETWORK_READERS };
  api.get("/account/usage", usage, showUsage);
  const deletion = { tag, data: DeletionView, refuses: [409] as const };
  const body = z.object({ deletion: DeletionFields });
  const scheduled = "Disable the account now and delete it in seven days; its slug confirms it";
  api.post("/account/deletion", { ...deletion, summary: scheduled, body, status: 200 }, schedule);
  const cancelled = "Enable the account again; the only call that a disabled account's tokens may make";
  api.delete("/account/deletion", { ...deletion, summary: cancelled, whileEnding: true }, cancel);
}

async function readAccount(db: Call["db"], accountId: string) {
  return db
    .selectFrom("accounts")
    .select(["name", "legal_name", "slug", "config", "features", "scheduled_deletion_at", "lock_enabled_at"])
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
}
type AccountRow = Awaited<ReturnType<typeof readAccount>>;

/** What the API does not know stays in it as it is. */
const ConfigSchema = z.looseObject({
  search_domain: z.string().nullish().catch(null),
  clients_upstream_dns: z
    .looseObject({
      type: z.enum(UPSTREAMS).catch("system"),
      doh_provider: z.enum(DOH_PROVIDERS).nullish().catch(null),
      addresses: z
        .array(z.object({ address: z.string() }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  notifications: z
    .looseObject({
      outdated_gateway: z
        .looseObject({ enabled: z.boolean().catch(true) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
const FeaturesSchema = z.looseObject({});

function settingsOf({ name, legal_name, config: stored, features: switches }: AccountRow): Settings {
  const config = ConfigSchema.parse(stored);
  const features = FeaturesSchema.parse(switches);
  const isOn = (feature: (typeof FEATURES)[number]) => features[feature] === true;
  return {
    name,
    legal_name,
    search_domain: config.search_domain ?? null,
    upstream_dns: config.clients_upstream_dns?.type ?? "system",
    doh_provider: config.clients_upstream_dns?.doh_provider ?? null,
    upstream_dns_addresses: (config.clients_upstream_dns?.addresses ?? []).map(({ address }) => address),
    outdated_gateway_mail: config.notifications?.outdated_gateway?.enabled ?? true,
    policy_conditions: isOn("policy_conditions"),
    internet_resource: isOn("internet_resource"),
    iceless: isOn("iceless"),
    idp_sync: isOn("idp_sync"),
  };
}

function settingsView(account: AccountRow): z.input<typeof SettingsView> {
  return {
    ...settingsOf(account),
    slug: account.slug,
    scheduled_deletion_at: account.scheduled_deletion_at,
  };
}

async function updateSettings(call: Call) {
  const sent = unwrap(call.body, "settings");
  const updated = await call.write(async (trx) => {
    await lockAccount(call, trx);
    const account = await readAccount(trx, call.accountId);
    if (account.lock_enabled_at !== null) throw forbidden("The settings of this account are locked by its operator.");
    const current = settingsOf(account);
    const asked: Attributes = Object.fromEntries(
      Object.entries(sent).map(([name, value]) => [
        name,
        value === null && DEFAULTED.includes(name) ? undefined : value,
      ]),
    );
    const settings = validate(SettingsFields, { ...current, ...asked }, checkUpstream);
    if (JSON.stringify(settings) === JSON.stringify(current)) return account;
    await trx
      .updateTable("accounts")
      .set({
        name: settings.name,
        legal_name: settings.legal_name,
        config: JSON.stringify(configWith(account.config, settings)),
        features: JSON.stringify({
          ...FeaturesSchema.parse(account.features),
          ...Object.fromEntries(FEATURES.map((name) => [name, settings[name]])),
        }),
        updated_at: new Date(call.context.now()).toISOString(),
      })
      .where("id", "=", call.accountId)
      .execute();
    return readAccount(trx, call.accountId);
  });
  return { data: settingsView(updated) };
}

/** Null sets them back. */
const DEFAULTED: readonly string[] = ["upstream_dns", "upstream_dns_addresses"];

function checkUpstream({ upstream_dns, doh_provider, upstream_dns_addresses }: Partial<Settings>) {
  return {
    ...(upstream_dns === "secure" && doh_provider === null ? { doh_provider: ["is needed for secure resolvers"] } : {}),
    ...(upstream_dns === "custom" && upstream_dns_addresses?.length === 0
      ? { upstream_dns_addresses: ["must not be empty for custom resolvers"] }
      : {}),
  };
}

function configWith(stored: unknown, settings: Settings) {
  const config = ConfigSchema.parse(stored);
  return {
    ...config,
    search_domain: settings.search_domain,
    clients_upstream_dns: {
      ...config.clients_upstream_dns,
      type: settings.upstream_dns,
      doh_provider: settings.doh_provider,
      addresses: settings.upstream_dns_addresses.map((address) => ({ address })),
    },
    notifications: {
      ...config.notifications,
      outdated_gateway: { ...config.notifications?.outdated_gateway, enabled: settings.outdated_gateway_mail },
    },
  };
}

async function lockAccount(call: Call, trx: Trx): Promise<void> {
  const query = trx.selectFrom("accounts").select("id").where("id", "=", call.accountId);
  if (!(await query.forNoKeyUpdate().executeTakeFirst())) throw notFound();
}

async function showUsage(call: Call) {
  const { limits } = await call.db
    .selectFrom("accounts")
    .select("limits")
    .where("id", "=", call.accountId)
    .executeTakeFirstOrThrow();
  const totals = LimitsSchema.parse(limits);
  const usage = await readUsage(call.db, call.accountId);
  const usages = UsagesView.keyof().options.map(
    (name) => [name, { used: usage[name], total: limitOf(totals, name) }] as const,
  );
  return { data: Object.fromEntries(usages) };
}

async function schedule(call: Call) {
  const account = await readAccount(call.db, call.accountId);
  validate(DeletionFields, unwrap(call.body, "deletion"), ({ slug }) => ({
    ...(slug === undefined || slug === account.slug ? {} : { slug: ["is not the slug of this account"] }),
  }));
  await call.write((trx) => scheduleDeletion(trx, call.context, call.accountId));
  const { scheduled_deletion_at } = await readAccount(call.db, call.accountId);
  return { data: { scheduled_deletion_at } };
}

async function cancel(call: Call) {
  await call.write((trx) => cancelDeletion(trx, call.context, call.accountId));
  return { data: { scheduled_deletion_at: null } };
}
