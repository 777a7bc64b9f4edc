// Whole accounts with something of everything, and what is kept of them, to see whether one can touch another.

import { sql } from "kysely";
import { vi } from "vitest";
import { insertPortalSession, sealSession } from "../src/auth/sessions.ts";
import { type Bootstrapped, bootstrapAccount, type Context } from "../src/index.ts";
import { callerWithHeaders, callerWithToken } from "./caller.ts";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal } from "./running-portal.ts";

/** An account, and for each collection of the API an id in it. */
export interface Tenant {
  readonly account: Bootstrapped;
  readonly ids: Readonly<Record<string, string>>;
  /** A text in every name of the account that people chose. */
  readonly mark: string;
  call: RunningPortal["api"];
}

const SESSION_WRITTEN_MS = 60_000;
const PROVIDER_TYPES = ["google", "entra", "okta", "oidc", "userpass"];
const DIRECTORY_TYPES = ["google", "entra", "okta"];

export async function seedTenant(running: RunningPortal, mark: string): Promise<Tenant> {
  const { context } = running.portal;
  const account = await bootstrapAccount(context, { name: `Company ${mark}`, slug: `company-${mark}` });
  const call = callerWithToken(running, account.apiToken);
  const world = await populate({ ...running, account, api: call }, ` ${mark}`);
  const { created } = world;
  const person = await created("/actors", {
    actor: { name: `Person ${mark}`, type: "account_user", email: `person@${mark}.example` },
  });
  const gateway = await created(`/sites/${world.site.id}/gateways`, { gateway: { name: `Gateway ${mark}` } });
  const apiClient = await created("/api_clients", { api_client: { name: `Robot ${mark}` } });
  const apiToken = await created(`/api_clients/${apiClient.id}/tokens`, {
    api_token: { name: `Key ${mark}`, expires_at: "2041-03-04T05:06:07Z" },
  });
  const clientId = await connectClient(running, world.clientToken.token, mark);
  const inserted = await insertDirectly(context, account.accountId, world.actor.id, mark);
  await call("PUT", `/resources/${inserted.pools}/pool_members`, { pool_members: [{ device_id: clientId }] });
  const ids: Record<string, string> = {
    sites: world.site.id,
    gateways: gateway.id,
    gateway_tokens: world.gatewayToken.id,
    groups: world.group.id,
    actors: world.actor.id,
    people: person.id,
    client_tokens: world.clientToken.id,
    resources: world.resource.id,
    policies: world.policy.id,
    clients: clientId,
    api_clients: apiClient.id,
    "api_clients/tokens": apiToken.id,
    ...inserted,
  };
  const tenant: Tenant = { account, ids, mark, call };
  ids.portal_sessions = (await sessionCaller(running, tenant, "account_admin_user")).sessionId;
  return tenant;
}

export interface SessionOptions {
  readonly lifetimeSeconds?: number;
  /** What the request names instead of the person's own account. */
  readonly account?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the API as a page of the portal does, with a session of a new person of that type. */
export async function sessionCaller(
  running: RunningPortal,
  tenant: Tenant,
  type: string,
  options: SessionOptions = {},
) {
  const { context } = running.portal;
  const email = `${crypto.randomUUID()}@${tenant.mark}.example`;
  const person = await tenant.call("POST", "/actors", { actor: { name: `Person ${tenant.mark}`, type, email } });
  const session = {
    accountId: tenant.account.accountId,
    actorId: String(person.body.data.id),
    authProviderId: tenant.ids.email_otp_auth_providers,
    lifetimeSeconds: options.lifetimeSeconds ?? 600,
    remote: { ip: "192.0.2.7", region: null, city: null, lat: null, lon: null },
    userAgent: "Firefox/140.0",
  };
  const inserted = await context.db.transaction().execute((trx) => insertPortalSession(trx, session, Date.now()));
  const sealed = await sealSession(context, { ...inserted, expiresAt: Date.now() + 600_000 });
  const cookies = [session.accountId, options.account ?? ""].map((id) => `fz_session_${id}=${sealed}`).join("; ");
  const account = options.account ?? tenant.account.slug;
  const headers = { "sec-fetch-site": "same-origin", ...options.headers, cookie: cookies, "x-account": account };
  return { actorId: session.actorId, sessionId: inserted.id, headers, call: callerWithHeaders(running, headers) };
}

async function connectClient(running: RunningPortal, token: string, mark: string): Promise<string> {
  const device = await FakeDevice.connect(running.url, "client", token, { query: { name: `Laptop ${mark}` } });
  await device.join();
  device.close();
  // Sessions are written a moment after the connection.
  return vi.waitFor(
    async () => {
      const found = await running.portal.context.db
        .selectFrom("devices")
        .select("id")
        .where("name", "=", `Laptop ${mark}`)
        .where("last_seen_at", "is not", null)
        .where("client_token_id", "is not", null)
        .executeTakeFirstOrThrow();
      const written = sql`select 1 from session_logs where subject->>'device_id' = ${found.id}`;
      if ((await written.execute(running.portal.context.db)).rows.length === 0) throw new Error("no session yet");
      return found.id;
    },
    { timeout: SESSION_WRITTEN_MS, interval: 200 },
  );
}

/** What no route makes. */
async function insertDirectly({ db }: Context, accountId: string, actorId: string, mark: string) {
  const ids: Record<string, string> = {};
  const idFor = (collection: string) => {
    ids[collection] = crypto.randomUUID();
    return ids[collection];
  };
  for (const type of DIRECTORY_TYPES) {
    const id = idFor(`${type}_directories`);
    const settings = { domain: `${mark}.example`, tenant_id: "t", okta_domain: `${mark}.okta.com`, client_id: "c" };
    const row = { account_id: accountId, id, type, name: `Directory ${mark}`, settings: JSON.stringify(settings) };
    await sql`insert into directories ${insertion(row)}`.execute(db);
  }
  for (const type of PROVIDER_TYPES) {
    const id = idFor(`${type}_auth_providers`);
    const settings = JSON.stringify({
      client_id: `client ${mark}`,
      okta_domain: `${mark}.okta.com`,
      discovery_document_uri: `https://${mark}.example/`,
    });
    const secrets = JSON.stringify({ client_secret: `secret ${mark}` });
    const row = {
      account_id: accountId,
      id,
      type,
      name: `Sign-in ${mark}`,
      issuer: `https://${type}`,
      settings,
      secrets,
    };
    await sql`insert into auth_providers ${insertion(row)}`.execute(db);
  }
  const pool = { account_id: accountId, id: idFor("pools"), type: "static_device_pool", name: `Pool ${mark}` };
  await sql`insert into resources ${insertion(pool)}`.execute(db);
  const requested = { account_id: accountId, id: idFor("access_requests"), actor_id: actorId, resource_id: ids.pools };
  const terms = { reason: mark, duration_secs: "3600", expires_at: "2041-03-04T05:06:07Z" };
  await sql`insert into access_requests ${insertion({ ...requested, ...terms })}`.execute(db);
  const email = await sql<{ id: string }>`
    select id from auth_providers where account_id = ${accountId} and type = 'email_otp'`.execute(db);
  ids.email_otp_auth_providers = email.rows[0].id;
  const identity = { account_id: accountId, id: idFor("external_identities"), actor_id: actorId };
  await sql`insert into external_identities ${insertion({ ...identity, issuer: "x", idp_id: mark, name: mark })}`.execute(
    db,
  );
  const log = await sql<{ id: string }>`
    select encode(log_id, 'hex') as id from change_logs where account_id = ${accountId} order by seq limit 1`.execute(
    db,
  );
  ids.logs = log.rows[0].id;
  return ids;
}

function insertion(row: Readonly<Record<string, string>>) {
  const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)));
  return sql`(${columns}) values (${sql.join(Object.values(row))})`;
}

/** Tables whose rows belong to accounts, from the database's own catalogue. */
export async function tenantTables({ db }: Context): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
    where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** Every row of an account as text, by table; `accounts` itself included. The chain of the change log is made later. */
export async function snapshot(context: Context, accountId: string, except: readonly string[] = []) {
  const rowsOf = async (table: string, column: string) => {
    const { rows } = await sql<{ row: string }>`
      select (to_jsonb(t) - 'chain_hash' - 'chain_number')::text as row from ${sql.table(table)} t where ${sql.ref(`t.${column}`)} = ${accountId}
      order by 1`.execute(context.db);
    return rows.map(({ row }) => row);
  };
  const kept: Record<string, string[]> = { accounts: await rowsOf("accounts", "id") };
  for (const table of await tenantTables(context)) {
    if (!except.includes(table)) kept[table] = await rowsOf(table, "account_id");
  }
  return kept;
}
