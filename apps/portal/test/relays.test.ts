import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { bootstrapAccount } from "../src/index.ts";
import { keepsRelays } from "../src/relays/keepers.ts";
import { callerWithRole, callerWithToken } from "./caller.ts";
import { DescribedAnswers, readDescription } from "./described-answers.ts";
import { EventListener } from "./event-listener.ts";
import { FakeDevice, stampSecret } from "./fake-device.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const NOWHERE = "00000000-0000-4000-8000-000000000000";

let running: RunningPortal;
let described: DescribedAnswers;
const open: FakeDevice[] = [];

beforeAll(async () => {
  running = await runPortal();
  described = new DescribedAnswers(await readDescription(running.url));
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());
afterEach(async () => {
  for (const relay of open.splice(0)) relay.close();
  await expect.poll(async () => running.portal.context.cluster.relays()).toEqual([]);
});

async function connectRelay(token: string, secret = stampSecret(crypto.randomUUID())): Promise<FakeDevice> {
  const query = { name: "relay-1", ipv4: "203.0.113.7", ipv6: "2001:db8::7" };
  const relay = await FakeDevice.connect(running.url, "relay", token, { query });
  open.push(relay);
  await relay.join({ stamp_secret: secret });
  return relay;
}

async function listed(path: string) {
  const { status, body } = await running.api("GET", path);
  expect(described.objection("GET", path, status, "application/json", body)).toBeUndefined();
  return body;
}

test("relays are listed with where they are reached, by which token and since when, and without their secret", async () => {
  const secret = stampSecret(crypto.randomUUID());
  const before = Date.now();
  await connectRelay(running.account.relayToken, secret);
  const { data, metadata } = await listed("/relays");
  const [token] = (await listed("/relay_tokens")).data;
  expect(metadata.count).toBe(1);
  expect(data).toMatchObject([
    {
      name: "relay-1",
      ipv4: "203.0.113.7",
      ipv6: "2001:db8::7",
      port: 3478,
      remote_ip: "127.0.0.1",
      relay_token_id: token.id,
    },
  ]);
  expect(Date.parse(data[0].connected_at)).toBeGreaterThanOrEqual(before);
  expect(token.relays_count).toBe(1);
  expect(JSON.stringify(data)).not.toContain(secret);
});

test("a token is made and shown once, and lets its relays go when it is deleted, which is news", async () => {
  await using listener = await EventListener.open(running, running.account.apiToken);
  const { status, body } = await running.api("POST", "/relay_tokens");
  expect(status).toBe(201);
  expect(described.objection("POST", "/relay_tokens", status, "application/json", body)).toBeUndefined();
  const { token, ...made } = body.data;
  expect((await listed("/relay_tokens")).data[0]).toEqual(made);
  const relay = await connectRelay(token);
  const other = await connectRelay(running.account.relayToken);
  await expect.poll(() => listener.of("relays").length).toBeGreaterThan(0);
  const heard = listener.of("relays").length;
  expect(await running.api("DELETE", `/relay_tokens/${made.id}`)).toMatchObject({
    status: 200,
    body: { data: { id: made.id } },
  });
  await relay.untilClosed();
  await expect.poll(() => listener.of("relays").length).toBeGreaterThan(heard);
  expect(other.closed).toBeUndefined();
  expect((await listed("/relays")).metadata.count).toBe(1);
  await expect(connectRelay(token)).rejects.toThrow();
  expect((await running.api("DELETE", `/relay_tokens/${made.id}`)).status).toBe(404);
});

test("auditors and network administrators look at relays, and change nothing", async () => {
  const [{ id }] = (await listed("/relay_tokens")).data;
  for (const role of ["auditor", "network_admin"] as const) {
    const call = await callerWithRole(running, role);
    expect((await call("GET", "/relays")).status).toBe(200);
    expect((await call("GET", "/relay_tokens")).body.data.map((token: { id: string }) => token.id)).toContain(id);
    expect((await call("POST", "/relay_tokens")).status).toBe(403);
    expect((await call("DELETE", `/relay_tokens/${id}`)).status).toBe(403);
  }
});

test("there are not more tokens than anybody looks through", async () => {
  const { db } = running.portal.context;
  const row = { secret_salt: "x", secret_hash: "x" };
  const rows = Array.from({ length: 100 }, () => ({ ...row, id: crypto.randomUUID() }));
  await db.insertInto("relay_tokens").values(rows).execute();
  const refused = await running.api("POST", "/relay_tokens");
  expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("100 tokens") } });
  await db.deleteFrom("relay_tokens").where("secret_salt", "=", "x").execute();
});

test("of several accounts none sees or touches what belongs to the installation, unless it is named as its operator's", async () => {
  const { context } = running.portal;
  const { accountId } = running.account;
  const config = { signUp: "off", operatorAccountId: undefined } as const;
  expect(await keepsRelays({ db: context.db, config }, accountId)).toBe(true);
  for (const signUp of ["on", ["acme.example"]] as const)
    expect(await keepsRelays({ db: context.db, config: { ...config, signUp } }, accountId)).toBe(false);

  const [{ id }] = (await listed("/relay_tokens")).data;
  const relay = await connectRelay(running.account.relayToken);
  const second = await bootstrapAccount(context, { name: "Beta", slug: "beta" });
  for (const call of [running.api, callerWithToken(running, second.apiToken)]) {
    expect((await call("GET", "/me")).body.data.keeps_relays).toBe(false);
    for (const [method, path] of [
      ["GET", "/relays"],
      ["GET", "/relay_tokens"],
      ["POST", "/relay_tokens"],
      ["DELETE", `/relay_tokens/${id}`],
      ["DELETE", `/relay_tokens/${NOWHERE}`],
    ] as const) {
      const { status, body } = await call(method, path);
      expect([status, body.detail], `${method} ${path}`).toEqual([403, expect.stringContaining("all accounts")]);
    }
    expect((await call("GET", "/connections")).body.metadata.relays_online).toBe(1);
  }
  expect(relay.closed).toBeUndefined();
  const tokens = await context.db.selectFrom("relay_tokens").select("id").execute();
  expect(tokens.map((token) => token.id)).toContain(id);

  const named = { db: context.db, config: { signUp: "on", operatorAccountId: second.accountId } } as const;
  expect(await keepsRelays(named, second.accountId)).toBe(true);
  expect(await keepsRelays(named, accountId)).toBe(false);
});
