// What may happen once, tried many times at once, over a server: there transactions really run side by side.

import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { FakeDevice, Refused } from "./fake-device.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { type ApiAnswer, populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const AT_ONCE = 8;
let server: PostgresServer;
let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  server = await startPostgres();
  running = await runPortal({ database: { url: await server.createDatabase(), poolSize: 2 * AT_ONCE } });
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const api = (method: string, path: string, body?: unknown) => running.api(method, path, body);

/** How often each status was answered. */
async function atOnce(attempt: (n: number) => Promise<ApiAnswer>): Promise<Record<number, number>> {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => attempt(n)));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function count(query: ReturnType<typeof sql<{ count: number }>>): Promise<number> {
  return (await query.execute(running.portal.context.db)).rows[0].count;
}

describe("of many at once", () => {
  test("one creates a name that is unique, and the others hear that it is taken", async () => {
    expect(await atOnce(() => api("POST", "/sites", { site: { name: "Only one" } }))).toEqual({ 201: 1, 422: 7 });
    const { group, resource } = world;
    await api("DELETE", `/policies/${world.policy.id}`);
    const policy = { group_id: group.id, resource_id: resource.id };
    expect(await atOnce(() => api("POST", "/policies", { policy }))).toEqual({ 201: 1, 422: 7 });
    const actor = { name: "N", type: "account_user", email: "Only@acme.test" };
    expect(await atOnce(() => api("POST", "/actors", { actor }))).toEqual({ 201: 1, 422: 7 });
  });

  test("one deletes a thing, and the change log says so once", async () => {
    const site = await world.created("/sites", { site: { name: "Short-lived" } });
    const counts = await atOnce(() => api("DELETE", `/sites/${site.id}`));
    expect((counts[200] ?? 0) + (counts[404] ?? 0)).toBe(AT_ONCE);
    const deleted = sql<{ count: number }>`select count(*)::int as count from change_logs
      where object = 'sites' and operation = 'delete' and before->>'id' = ${site.id}`;
    expect(await count(deleted)).toBe(1);
  });

  test("one changes the version that all of them saw, and none is written over unseen", async () => {
    const { id } = await world.created("/groups", { group: { name: "Seen by all" } });
    const path = `/groups/${id}`;
    const headers = { authorization: `Bearer ${running.account.apiToken}`, "content-type": "application/json" };
    const etag = (await fetch(`${running.url}${path}`, { headers })).headers.get("etag") ?? "";
    const statuses = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        const body = JSON.stringify({ group: { name: `Renamed by ${n}` } });
        // Every other one does not care what it writes over.
        const condition = n % 2 ? {} : { "if-match": etag };
        const { status } = await fetch(`${running.url}${path}`, {
          method: "PATCH",
          headers: { ...headers, ...condition },
          body,
        });
        return status;
      }),
    );
    const { rows } = await sql<{
      before: string;
      after: string;
    }>`select before->>'name' as before, after->>'name' as after
      from change_logs where object = 'groups' and operation = 'update' and after->>'id' = ${id}`.execute(
      running.portal.context.db,
    );
    const conditional = statuses.filter((_, n) => n % 2 === 0);
    const byCondition = rows.filter(({ after }) => Number(after.at(-1)) % 2 === 0);
    expect(statuses.filter((_, n) => n % 2 === 1)).toEqual([200, 200, 200, 200]);
    expect(conditional.filter((status) => status === 200)).toHaveLength(byCondition.length);
    expect(conditional.every((status) => status === 200 || status === 412)).toBe(true);
    for (const { before } of byCondition) expect(before).toBe("Seen by all");
  });

  test("none undoes what another changed, where each sends what it changes", async () => {
    const { id } = await world.created("/sites", { site: { name: "Before", health_threshold: 1 } });
    for (let round = 2; round < 12; round++) {
      const changes = [{ name: `Round ${round}` }, { health_threshold: round }];
      const answers = await Promise.all(changes.map((site) => api("PATCH", `/sites/${id}`, { site })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const { data } = (await api("GET", `/sites/${id}?include=details`)).body;
      expect(data).toMatchObject({ name: `Round ${round}`, health_threshold: round });
    }
  });

  test("one takes the last place that a limit leaves", async () => {
    const { accountId } = running.account;
    const sites = await count(
      sql`select count(*)::int as count from sites where account_id = ${accountId} and managed_by = 'account'`,
    );
    const limits = JSON.stringify({ sites_count: sites + 1 });
    await sql`update accounts set limits = ${limits} where id = ${accountId}`.execute(running.portal.context.db);
    expect(await atOnce((n) => api("POST", "/sites", { site: { name: `Last ${n}` } }))).toEqual({ 201: 1, 403: 7 });
    await sql`update accounts set limits = '{}' where id = ${accountId}`.execute(running.portal.context.db);
  });

  test("one gives a gateway its first token, and however many rotate it, one token is in force", async () => {
    const gateway = await world.created(`/sites/${world.site.id}/gateways`, {});
    const path = `/sites/${world.site.id}/gateways/${gateway.id}/token`;
    const tokens = () => count(sql`select count(*)::int as count from gateway_tokens where device_id = ${gateway.id}`);
    expect(await atOnce(() => api("POST", path))).toEqual({ 409: 8 });
    expect(await atOnce(() => api("POST", `${path}/rotate`))).toEqual({ 201: 8 });
    expect(await tokens()).toBe(1);
  });

  test("one connection of a gateway stands", async () => {
    const connect = () =>
      FakeDevice.connect(running.url, "gateway", world.gatewayToken.token, { externalId: "fe".repeat(32) });
    const outcomes = await Promise.allSettled(
      Array.from({ length: AT_ONCE }, async () => {
        const device = await connect();
        await device.join();
        return device;
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const joined = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(joined.filter(({ closed }) => closed === undefined)).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected" && outcome.reason instanceof Refused) {
        expect(["gateway_already_connected", "rate_limit"]).toContain(outcome.reason.code);
      }
    }
    expect(await count(sql`select count(*)::int as count from devices where firezone_id = ${"fe".repeat(32)}`)).toBe(1);
    for (const device of joined) device.close();
  });

  test("members of a group and a pool are each in it once, whoever adds them", async () => {
    const group = await world.created("/groups", { group: { name: "Crowd" } });
    const memberships = { add: [world.actor.id] };
    expect(await atOnce(() => api("PATCH", `/groups/${group.id}/memberships`, { memberships }))).toEqual({ 200: 8 });
    expect(await count(sql`select count(*)::int as count from memberships where group_id = ${group.id}`)).toBe(1);
  });
});

describe("what is deleted in the midst of a call that needs it", () => {
  /** The call meets a row that is gone once the deletion is committed. */
  async function whileGoing(table: "actors" | "groups" | "sites", id: string, call: () => Promise<ApiAnswer>) {
    let answer: Promise<ApiAnswer> | undefined;
    await running.portal.context.db.transaction().execute(async (trx) => {
      await sql`delete from ${sql.table(table)} where id = ${id}`.execute(trx);
      answer = call();
      await vi.waitFor(async () => {
        const waiting = sql<{ count: number }>`
          select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
        expect(await count(waiting)).toBeGreaterThan(0);
      });
    });
    return answer;
  }

  test("is as if it had been gone before", async () => {
    const actor = await world.created("/actors", { actor: { name: "Passing", type: "service_account" } });
    const client_token = { expires_at: "2041-03-04T05:06:07Z" };
    const token = () => api("POST", `/actors/${actor.id}/client_tokens`, { client_token });
    expect(await whileGoing("actors", actor.id, token)).toMatchObject({ status: 404 });

    const site = await world.created("/sites", { site: { name: "Passing" } });
    const gateway = () => api("POST", `/sites/${site.id}/gateways`);
    expect(await whileGoing("sites", site.id, gateway)).toMatchObject({ status: 404 });

    const group = await world.created("/groups", { group: { name: "Passing" } });
    const policy = () => api("POST", "/policies", { policy: { group_id: group.id, resource_id: world.resource.id } });
    const refused = await whileGoing("groups", group.id, policy);
    expect(refused).toMatchObject({ status: 422, body: { validation_errors: { group: ["does not exist"] } } });
  });
});
