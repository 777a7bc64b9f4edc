// Everything that is secret is used once, with the log at its most talkative. Then nothing that is written down, shown
// or counted may hold any of it.

import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertPortalSession, sealSession } from "../src/auth/sessions.ts";
import { createLog } from "../src/ops/log.ts";
import { FakeDevice } from "./fake-device.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";
import { snapshot, tenantTables } from "./tenant.ts";

const SHORTEST = 8;
const logged: string[] = [];
/** By what each is. */
const secrets = new Map<string, string>();
let mail: MailServer;
let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

function canary(name: string): string {
  const value = `canary${randomBytes(24).toString("hex")}`;
  secrets.set(name, value);
  return value;
}

function remember(name: string, value: unknown): string {
  if (typeof value !== "string" || value.length < SHORTEST) throw new Error(`${name} is no secret: ${value}`);
  secrets.set(name, value);
  return value;
}

/** What makes a token work, without its beginning that names it. */
function rememberToken(name: string, token: string): void {
  const [, payload, signature] = token.split(".").slice(-3);
  remember(name, payload);
  remember(`signature of ${name}`, signature);
}

beforeAll(async () => {
  mail = await startMailServer();
  const log = createLog(
    "trace",
    new Writable({
      write(chunk, _encoding, done) {
        logged.push(String(chunk));
        done();
      },
    }),
  );
  const over = {
    metrics: { token: canary("the token for metrics"), networks: [] },
    tokenSecret: { keyBase: canary("the key base of tokens"), salt: canary("the salt of tokens") },
    mail: {
      smtpUrl: mail.url.replace("//", `//user:${canary("the password of the mail server")}@`),
      from: "portal@acme.test",
    },
  };
  running = await runPortal(over, Date.now, log);
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await mail[Symbol.asyncDispose]();
});

async function useDevices(): Promise<void> {
  rememberToken("the client's token", world.clientToken.token);
  rememberToken("the gateway's token", world.gatewayToken.token);
  rememberToken("the relay's token", running.account.relayToken);
  const relay = await FakeDevice.connect(running.url, "relay", running.account.relayToken);
  await relay.join({ stamp_secret: remember("the relay's stamp secret", randomBytes(32).toString("hex")) });
  const gateway = await FakeDevice.connect(running.url, "gateway", world.gatewayToken.token);
  await gateway.join();
  const client = await FakeDevice.connect(running.url, "client", world.clientToken.token);
  const init = await client.join();
  for (const [i, { password }] of init.payload.relays.entries()) remember(`TURN password ${i}`, password);
  client.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: [] });
  const asked = await gateway.next("create_authorization");
  gateway.send("authorization_created", { ref: asked.payload.ref });
  const granted = await client.next("authorization_created");
  remember("the preshared key", granted.payload.preshared_key);
  remember("the client's ICE password", granted.payload.client_ice_credentials.password);
  remember("the gateway's ICE password", granted.payload.gateway_ice_credentials.password);
  rememberToken("the client's ingest token", granted.payload.flow_logs_ingest_token);
  rememberToken("the gateway's ingest token", asked.payload.flow_logs_ingest_token);
  gateway.sendText(`{"topic":"gateway","event":"nonsense","payload":"${canary("what no message says")}","ref":1}`);
  gateway.sendText(`broken ${canary("a broken frame")}`);
  await gateway.during(100);
  for (const device of [relay, gateway, client]) device.close();
}

async function useRefusedTokens(): Promise<void> {
  const token = canary("a token that is refused");
  for (const query of [{}, { token }]) {
    await FakeDevice.connect(running.url, "client", "query" in query ? "" : token, { query }).catch(() => undefined);
  }
  await fetch(`${running.url}/account`, { headers: { authorization: `Bearer ${token}` } });
  await fetch(`${running.url}/metrics`, {
    headers: { authorization: `Bearer ${token}`, "x-forwarded-for": "1.2.3.4" },
  });
  await fetch(`${running.url}/account?token=${token}`, {
    headers: { authorization: `Bearer ${running.account.apiToken}`, cookie: `fz_session=${token}` },
  });
}

async function useSession(): Promise<void> {
  const { context } = running.portal;
  const [provider] = (await running.api("GET", "/email_otp_auth_providers")).body.data;
  const person = await world.created("/actors", {
    actor: { name: "P", type: "account_admin_user", email: "p@acme.test" },
  });
  const session = {
    accountId: running.account.accountId,
    actorId: person.id,
    authProviderId: provider.id,
    lifetimeSeconds: 600,
    remote: { ip: "192.0.2.7", region: null, city: null, lat: null, lon: null },
    userAgent: "Firefox/140.0",
  };
  const inserted = await context.db.transaction().execute((trx) => insertPortalSession(trx, session, Date.now()));
  const cookie = remember("the session's cookie", await sealSession(context, inserted));
  const headers = { cookie: `fz_session_${session.accountId}=${cookie}`, "x-account": running.account.slug };
  expect((await fetch(`${running.url}/me`, { headers })).status).toBe(200);
  expect((await fetch(`${running.url}/${running.account.slug}`, { headers })).status).toBe(200);
}

/** Errors of the database bring along what the statement was made of. */
async function breakTheDatabase(): Promise<void> {
  const { db } = running.portal.context;
  const name = canary("a value of a statement that fails");
  await sql`alter table api_tokens add constraint api_tokens_unlucky check (name not like 'canary%')`.execute(db);
  const { status } = await running.api("POST", `/api_clients/${running.account.apiActorId}/tokens`, {
    api_token: { name, expires_at: "2041-03-04T05:06:07Z" },
  });
  expect(status).toBe(500);
  expect(logged.join()).toContain("api_tokens_unlucky");
}

async function storeSecrets(): Promise<void> {
  const { db } = running.portal.context;
  const { accountId } = running.account;
  const hash = canary("the hash of a password");
  await sql`update actors set password_hash = ${hash} where account_id = ${accountId} and name = 'P'`.execute(db);
  const client = JSON.stringify({ client_secret: canary("the client secret of a provider") });
  for (const table of ["auth_providers", "directories"]) {
    const row = sql`${accountId}, ${crypto.randomUUID()}, 'okta', 'Okta'`;
    const issuer = table === "auth_providers" ? sql`, issuer` : sql``;
    const value = table === "auth_providers" ? sql`, 'https://okta'` : sql``;
    await sql`insert into ${sql.table(table)} (account_id, id, type, name, secrets ${issuer})
      values (${row}, ${client} ${value})`.execute(db);
    await sql`update ${sql.table(table)} set name = 'Okta 2' where type = 'okta'`.execute(db);
  }
  const { rows } = await sql<{ hash: string }>`select secret_hash as hash from api_tokens`.execute(db);
  for (const [i, row] of rows.entries()) remember(`the hash of an API token ${i}`, row.hash);
}

test("no secret is in a log, a table that others read, a list of the API or the metrics", async () => {
  rememberToken("the API client's token", running.account.apiToken);
  await useDevices();
  await useRefusedTokens();
  await useSession();
  await storeSecrets();
  await breakTheDatabase();
  await running.portal.context.mail.send({
    accountId: running.account.accountId,
    to: "p@acme.test",
    subject: "A code",
    text: canary("the text of a mail"),
  });
  await expect
    .poll(() => mail.recipients.length + logged.filter((line) => line.includes("mail")).length)
    .toBeGreaterThan(0);

  const lists = ["logs", "actors", "okta_auth_providers", "okta_directories", "clients", "account", "me"];
  const answers = await Promise.all(lists.map(async (path) => (await running.api("GET", `/${path}?limit=100`)).body));
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  const kept = await snapshot(running.portal.context, running.account.accountId);
  const logs = (await tenantTables(running.portal.context)).filter((table) => /logs?$/.test(table));
  expect(logs.length).toBeGreaterThanOrEqual(3);
  const places = {
    "the log": logged.join(""),
    "the API": JSON.stringify(answers),
    metrics,
    ...Object.fromEntries(logs.map((table) => [table, kept[table].join("\n")])),
  };
  expect(secrets.size).toBeGreaterThan(25);
  expect(places["the log"].length).toBeGreaterThan(1_000);
  const found = Object.entries(places).flatMap(([place, text]) =>
    [...secrets].filter(([, value]) => text.includes(value)).map(([name]) => `${name} in ${place}`),
  );
  expect(found).toEqual([]);
});
