import { randomBytes } from "node:crypto";
import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cancelDeletion, scheduleDeletion } from "../src/accounts/deletion.ts";
import type { Context } from "../src/index.ts";
import { JOBS, type Job } from "../src/jobs/jobs.ts";
import { startJobs } from "../src/jobs/runner.ts";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RUN_MS = 30_000;
let running: RunningPortal;
let context: Context;
let accountId: string;
let ahead = 0;

beforeAll(async () => {
  running = await runPortal({}, () => Date.now() + ahead);
  ({ context } = running.portal);
  ({ accountId } = running.account);
  await actor({ name: "Ada", type: "account_admin_user", email: "ada@example.com" });
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(async () => {
  ahead = 0;
  await context.db.deleteFrom("outbound_mails").execute();
});

const actor = (attributes: Record<string, unknown>) => running.api("POST", "/actors", { actor: attributes });
const account = () =>
  context.db.selectFrom("accounts").selectAll().where("id", "=", accountId).executeTakeFirstOrThrow();
const mails = async () => {
  const rows = await context.db.selectFrom("outbound_mails").selectAll().orderBy("inserted_at").execute();
  return rows.map(({ recipient, subject }) => `${recipient}: ${subject}`);
};
async function run(name: string): Promise<void> {
  const job = JOBS.find((one) => one.name === name);
  if (!job) throw new Error(`no job ${name}`);
  await job.run(context);
}

test("of each job that is due one portal makes one run, and one that failed runs again", {
  timeout: 2 * RUN_MS,
}, async () => {
  let counted = 0;
  let failed = 0;
  const seldom = "0 0 29 2 *";
  const jobs: Job[] = [
    { name: "counts", schedule: seldom, run: async () => void counted++ },
    {
      name: "fails",
      schedule: seldom,
      run: async () => {
        failed++;
        throw new Error("on purpose");
      },
    },
  ];
  const stops = [await startJobs(context, jobs), await startJobs(context, jobs)];
  const queue = new PgBoss({ ...context.database.jobStore, schema: "jobs", schedule: false, supervise: false });
  await queue.start();
  expect((await queue.getSchedules()).map(({ name }) => name).sort()).toEqual(["counts", "fails"]);
  await queue.send("counts");
  await queue.send("fails");
  await expect.poll(() => [counted, failed], { timeout: RUN_MS }).toEqual([1, 1]);
  await expect.poll(() => queue.send("fails"), { timeout: RUN_MS }).not.toBeNull();
  await expect.poll(() => [counted, failed], { timeout: RUN_MS }).toEqual([1, 2]);
  await queue.stop({ graceful: false });
  for (const stop of stops) await stop();
});

test("grants, tokens and sessions that ran out are removed, others stay", async () => {
  const { clientToken, actor: owner } = await populate(running, "-purge");
  const expired = { secret_salt: "s", secret_hash: "h", expires_at: "2001-01-01T00:00:00Z" };
  await context.db
    .insertInto("client_tokens")
    .values({ account_id: accountId, id: crypto.randomUUID(), actor_id: owner.id, ...expired })
    .execute();
  await run("expired-grants");
  await run("expired-rows");
  const tokens = await context.db.selectFrom("client_tokens").select("id").where("actor_id", "=", owner.id).execute();
  expect(tokens).toEqual([{ id: clientToken.id }]);
});

test("mail is forgotten after a week, unless it still waits", async () => {
  await context.mail.send({ accountId, to: "ada@example.com", subject: "Old", text: "" });
  await context.mail.send({ accountId, to: "ada@example.com", subject: "Waiting", text: "" });
  await context.db.updateTable("outbound_mails").set({ status: "waiting" }).where("subject", "=", "Waiting").execute();
  ahead = 8 * DAY_MS;
  await run("old-mails");
  expect(await mails()).toEqual(["ada@example.com: Waiting"]);
});

test("an account at its limits gets no more of a kind, neither new nor enabled again", async () => {
  const kept = (await actor({ name: "Bob", type: "account_user", email: "bob@example.com" })).body.data;
  const off = (await actor({ name: "Cyd", type: "account_user", email: "cyd@example.com" })).body.data;
  await running.api("PATCH", `/actors/${off.id}`, { actor: { is_disabled: true } });
  await setLimits({ users_count: 2 });
  expect((await actor({ name: "Dee", type: "account_user", email: "dee@example.com" })).status).toBe(403);
  const enabling = await running.api("PATCH", `/actors/${off.id}`, { actor: { is_disabled: false } });
  expect(enabling).toMatchObject({ status: 403, body: { detail: expect.stringContaining("limit of 2 users") } });
  const renaming = await running.api("PATCH", `/actors/${kept.id}`, { actor: { name: "Bo" } });
  expect(renaming.status).toBe(200);
  await setLimits({});
});

test("an account over its limits keeps clients out and is told of it every three days at most", async () => {
  const { clientToken } = await populate(running, "-limits");
  const connect = () => FakeDevice.connect(running.url, "client", clientToken.token);
  await setLimits({ service_accounts_count: 0, sites_count: 100 });
  await run("usage");
  expect(await account()).toMatchObject({ service_accounts_limit_exceeded: true, sites_limit_exceeded: false });
  await expect(connect()).rejects.toMatchObject({ status: 402, code: "limits_exceeded" });
  ahead = 2 * DAY_MS;
  await run("usage");
  expect(await mails()).toEqual(["ada@example.com: Acme is over its limits"]);
  ahead = 3 * DAY_MS;
  await run("usage");
  expect(await mails()).toHaveLength(2);
  await setLimits({});
  await run("usage");
  expect(await account()).toMatchObject({ service_accounts_limit_exceeded: false });
  await (await connect()).close();
});

test("a limit that is crossed, upwards or downwards, counts at once", async () => {
  const { actor: service, clientToken, site } = await populate(running, "-crossing");
  const connect = () => FakeDevice.connect(running.url, "client", clientToken.token);
  const flag = async (name: "service_accounts" | "sites" | "seats") => (await account())[`${name}_limit_exceeded`];
  const count = async (table: "sites" | "actors") => {
    const own = context.db.selectFrom(table).select("id").where("account_id", "=", accountId);
    const counted =
      table === "sites" ? own.where("managed_by", "=", "account") : own.where("type", "=", "service_account");
    return (await counted.execute()).length;
  };
  const [services, sites] = [await count("actors"), await count("sites")];
  await setLimits({ service_accounts_count: services - 1, sites_count: sites - 1 });
  await expect.poll(() => flag("service_accounts")).toBe(true);
  expect(await flag("sites")).toBe(true);
  await expect(connect()).rejects.toMatchObject({ status: 402, code: "limits_exceeded" });
  await running.api("PATCH", `/actors/${service.id}`, { actor: { is_disabled: true } });
  await expect.poll(() => flag("service_accounts")).toBe(false);
  expect(await flag("sites")).toBe(true);
  await running.api("DELETE", `/sites/${site.id}`);
  await expect.poll(() => flag("sites")).toBe(false);
  await setLimits({});
});

test("a person who connects and is one too many this month counts at once", async () => {
  const person = (await actor({ name: "Eve", type: "account_user", email: "eve@example.com" })).body.data;
  const { token, ...row } = context.tokens.mint("client", accountId, Date.now());
  const owner = {
    account_id: accountId,
    actor_id: person.id,
    expires_at: new Date(Date.now() + HOUR_MS).toISOString(),
  };
  await context.db
    .insertInto("client_tokens")
    .values({ ...owner, ...row })
    .execute();
  await setLimits({ monthly_active_users_count: 0 });
  const device = await FakeDevice.connect(running.url, "client", token);
  await device.join();
  await expect.poll(async () => (await account()).seats_limit_exceeded).toBe(true);
  device.close();
  await setLimits({});
  await expect.poll(async () => (await account()).seats_limit_exceeded).toBe(false);
});

test("administrators hear of old gateways once, unless they turned it off", async () => {
  const { site } = await populate(running, "-gateways");
  const gateway = (name: string, version: string, seen: number) => ({
    account_id: accountId,
    id: crypto.randomUUID(),
    site_id: site.id,
    type: "gateway" as const,
    name,
    psk_base: randomBytes(32),
    last_seen_version: version,
    last_seen_at: new Date(seen).toISOString(),
  });
  const devices = [
    gateway("crane", "1.4.2", Date.now()),
    gateway("hoist", "1.9.0", Date.now()),
    gateway("wreck", "1.2.0", Date.now() - 90 * DAY_MS),
  ];
  await context.db.insertInto("devices").values(devices).execute();
  await setConfig({ notifications: { outdated_gateway: { enabled: false } }, search_domain: "quay.example" });
  await run("outdated-gateways");
  expect(await mails()).toEqual([]);
  await setConfig({ search_domain: "quay.example" });
  await run("outdated-gateways");
  await run("outdated-gateways");
  expect(await mails()).toEqual(["ada@example.com: Gateways of Acme can be upgraded"]);
  const { body } = await context.db.selectFrom("outbound_mails").select("body").executeTakeFirstOrThrow();
  expect(body).toContain("- crane: 1.4.2");
  expect(body).not.toMatch(/hoist|wreck/);
  expect((await account()).config).toMatchObject({ search_domain: "quay.example" });
});

test("the end of an account comes a week after it was scheduled, with a reminder, and can be taken back", async () => {
  const schedule = () => context.db.transaction().execute((trx) => scheduleDeletion(trx, context, accountId));
  await schedule();
  await expect(schedule()).rejects.toMatchObject({ status: 409 });
  expect((await running.api("GET", "/account")).status).toBe(401);
  await context.db.transaction().execute((trx) => cancelDeletion(trx, context, accountId));
  expect((await running.api("GET", "/account")).status).toBe(200);
  expect(await mails()).toEqual(["ada@example.com: Acme will be deleted", "ada@example.com: Acme will not be deleted"]);
  ahead = 8 * DAY_MS;
  await run("account-deletions");
  expect(await account()).toMatchObject({ is_disabled: false });

  ahead = 0;
  await context.db.deleteFrom("outbound_mails").execute();
  await schedule();
  for (const hours of [7 * 24 - 49, 7 * 24 - 48, 7 * 24 - 1]) {
    ahead = hours * HOUR_MS + 60_000;
    await run("account-deletions");
  }
  expect(await mails()).toEqual([
    "ada@example.com: Acme will be deleted",
    "ada@example.com: Acme will be deleted soon",
  ]);
  ahead = 7 * DAY_MS + 60_000;
  await run("account-deletions");
  expect(await context.db.selectFrom("accounts").select("id").execute()).toEqual([]);
  expect(await mails()).toEqual(["ada@example.com: Acme is deleted"]);
});

async function setLimits(limits: Record<string, number>): Promise<void> {
  await context.db
    .updateTable("accounts")
    .set({ limits: JSON.stringify(limits) })
    .where("id", "=", accountId)
    .execute();
}

async function setConfig(config: Record<string, unknown>): Promise<void> {
  await context.db
    .updateTable("accounts")
    .set({ config: JSON.stringify(config) })
    .where("id", "=", accountId)
    .execute();
}
