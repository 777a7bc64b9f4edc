import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Moment, rowsAt } from "../src/access/rows-at.ts";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const explain = async (question: object) => {
  const { status, body } = await running.api("POST", "/access/explain", {
    resource_id: world.resource.id,
    ...question,
  });
  return { status, ...body, ...body.data };
};
const change = (policy: object) => running.api("PATCH", `/policies/${world.policy.id}`, { policy });
const pause = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));

/** A moment between two changes, in the clock of the database, which runs in this process. */
async function moment(): Promise<number> {
  await pause();
  const now = Date.now();
  await pause();
  return now;
}

describe("the present", () => {
  test("access without conditions is explained in plain words", async () => {
    const answer = await explain({ actor_id: world.actor.id });
    expect(answer).toMatchObject({ status: 200, allowed: true, policy_id: world.policy.id, expires_at: null });
    expect(answer.sentences[0]).toMatch(
      /^Winch may reach Shed at .* UTC, by the policy of group Pilots, and nothing ends/,
    );
  });

  test("a refusal names each condition, what it saw, and the single change that would help", async () => {
    const abroad = { property: "remote_ip_location_region", operator: "is_in", values: ["NL", "PT"] };
    await change({ conditions: [abroad] });
    const unknown = await explain({ actor_id: world.actor.id });
    expect(unknown).toMatchObject({
      allowed: false,
      verdict: "depends",
      violated_properties: ["remote_ip_location_region"],
    });
    expect(unknown.policies[0].conditions[0]).toMatchObject({ state: "unusable", why: "unknown", saw: null });
    const answer = await explain({ actor_id: world.actor.id, assume: { country: "DE" } });
    expect(answer.verdict).toBe("denied");
    expect(answer.policies[0].conditions[0]).toMatchObject({ state: "fails", saw: "DE", wanted: ["NL", "PT"] });
    expect(answer.changes).toMatchObject([{ change: "meet_condition", must_hold: true }]);
    expect(answer.sentences).toContain("The country must be one of Netherlands, Portugal; it is Germany: violated.");
    expect(await explain({ actor_id: world.actor.id, assume: { country: "PT" } })).toMatchObject({ allowed: true });
    await change({ conditions: [] });
  });

  test("someone outside the group is told what would be enough", async () => {
    const other = await world.created("/actors", { actor: { name: "Crane", type: "service_account" } });
    const answer = await explain({ actor_id: other.id });
    expect(answer).toMatchObject({ allowed: false, changes: [{ change: "add_to_group", group_id: world.group.id }] });
    expect(answer.sentences).toContain("It would be enough to add Crane to group Pilots.");
    await running.api("PATCH", `/actors/${other.id}`, { actor: { is_disabled: true } });
    expect(await explain({ actor_id: other.id })).toMatchObject({ allowed: false, hindrances: ["actor_disabled"] });
  });

  test("what is asked wrongly is refused with the member that is wrong", async () => {
    const wrong = async (question: object, member: string) => {
      const { status, validation_errors } = await explain(question);
      expect(status).toBe(422);
      expect(validation_errors).toHaveProperty(member);
    };
    await wrong({}, "actor_id");
    await wrong({ actor_id: world.actor.id, client_id: world.actor.id }, "client_id");
    await wrong({ actor_id: "7" }, "actor_id");
    await wrong({ actor_id: world.actor.id, at: "yesterday" }, "at");
    await wrong({ actor_id: world.actor.id, at: "2020-01-01T00:00:00Z" }, "at");
    await wrong({ actor_id: world.actor.id, at: "2041-01-01T00:00:00Z" }, "at");
    await wrong({ actor_id: world.actor.id, assume: { weather: "fine" } }, "assume");
    await wrong({ actor_id: world.actor.id, assume: { remote_ip: "house" } }, "assume");
    expect((await explain({ actor_id: world.group.id })).status).toBe(404);
  });
});

describe("lists", () => {
  const names = (answer: { body: { data: { name: string }[] } }) => answer.body.data.map(({ name }) => name);
  const who = () => running.api("GET", `/access/who-can-reach?resource_id=${world.resource.id}`);
  const what = (id: string) => running.api("GET", `/access/what-can?actor_id=${id}`);

  test("who can reach a resource, and what an actor can reach, with the policies that say so", async () => {
    expect(names(await who())).toEqual(["Winch"]);
    expect((await who()).body.data[0].policies).toEqual([
      { policy_id: world.policy.id, group: { id: world.group.id, name: "Pilots" }, conditions: [], expires_at: null },
    ]);
    const noor = await world.created("/actors", {
      actor: { name: "Noor", type: "account_user", email: "noor@acme.example" },
    });
    const { everyoneGroupId } = running.account;
    const policy = await world.created("/policies", {
      policy: { group_id: everyoneGroupId, resource_id: world.resource.id, expires_at: "2041-01-01T00:00:00Z" },
    });
    expect(names(await who())).toEqual(["Winch", "Noor"]);
    expect(names(await what(noor.id))).toEqual(["Shed"]);
    expect((await what(noor.id)).body.data[0].policies[0].expires_at).toBe("2041-01-01T00:00:00.000000Z");
    await running.api("PATCH", `/actors/${noor.id}`, { actor: { is_disabled: true } });
    expect(names(await what(noor.id))).toEqual([]);
    await running.api("DELETE", `/policies/${policy.id}`);
    expect(names(await who())).toEqual(["Winch"]);
    expect((await running.api("GET", "/access/who-can-reach")).status).toBe(400);
    expect((await what(world.group.id)).status).toBe(404);
  });
});

describe("the past", () => {
  test("a client is judged by what it was then: connection, verification, policy", async () => {
    const before = await moment();
    const device = await FakeDevice.connect(running.url, "client", world.clientToken.token);
    await device.join();
    const { db } = running.portal.context;
    await expect.poll(() => db.selectFrom("session_logs").selectAll().execute()).toHaveLength(1);
    const { body } = await running.api("GET", "/clients");
    const client_id = body.data[0].id;
    const verified = { property: "client_verified", operator: "is", values: ["true"] };
    await change({ conditions: [verified] });
    const unverified = await moment();
    await running.api("PUT", `/clients/${client_id}/verify`);
    const after = await moment();
    await running.api("PUT", `/clients/${client_id}/unverify`);
    await change({ conditions: [], is_disabled: true });
    const at = (time: number) => explain({ client_id, at: new Date(time).toISOString() });
    expect(await at(before)).toMatchObject({ allowed: false, hindrances: ["client_absent"] });
    expect(await at(unverified)).toMatchObject({
      allowed: false,
      violated_properties: ["client_verified"],
      facts: {
        remote_ip: "127.0.0.1",
        client_version: "1.5.9",
        os_name: "Debian",
        client_verified: false,
        unknown: [],
      },
    });
    expect(await at(after)).toMatchObject({ allowed: true, facts: { client_verified: true } });
    expect(await explain({ client_id })).toMatchObject({ allowed: false, changes: [{ change: "enable_policy" }] });
    await change({ is_disabled: false });
    device.close();
  });

  test("before the account existed it says so", async () => {
    const answer = await explain({ actor_id: world.actor.id, at: new Date(Date.now() - 86_400_000).toISOString() });
    expect(answer).toMatchObject({ allowed: false, hindrances: ["account_absent", "actor_absent", "resource_absent"] });
    expect(answer.sentences).toContain("The account did not exist.");
  });

  test("whatever was edited, rows are those of a snapshot taken at the moment", async () => {
    const { db } = running.portal.context;
    const account_id = running.account.accountId;
    const tables = ["groups", "memberships", "policies", "resources"] as const;
    const snapshot = (at: Moment) =>
      db
        .transaction()
        .setIsolationLevel("repeatable read")
        .execute(async (trx) => {
          const all = [];
          for (const table of tables) {
            const rows = await rowsAt(trx, account_id, { table, column: "account_id", values: [account_id] }, at);
            all.push(rows.sort((a, b) => (a.id < b.id ? -1 : 1)));
          }
          return all;
        });
    const pool = Array.from({ length: 3 }, () => crypto.randomUUID());
    const edits: Readonly<Record<string, (a: string, b: string) => Promise<unknown>>> = {
      addGroup: (id) =>
        db
          .insertInto("groups")
          .values({ account_id, id, type: "static", name: id })
          .onConflict((c) => c.doNothing())
          .execute(),
      nameGroup: (id, name) =>
        db
          .updateTable("groups")
          .set({ name: `${id} ${name}` })
          .where("id", "=", id)
          .execute(),
      dropGroup: (id) => db.deleteFrom("groups").where("id", "=", id).execute(),
      addResource: (id) =>
        db
          .insertInto("resources")
          .values({ account_id, id, type: "cidr", address: "10.0.0.0/8", name: id, site_id: world.site.id })
          .onConflict((c) => c.doNothing())
          .execute(),
      dropResource: (id) => db.deleteFrom("resources").where("id", "=", id).execute(),
      join: (id, end) =>
        db
          .insertInto("memberships")
          .values({
            account_id,
            id: crypto.randomUUID(),
            actor_id: world.actor.id,
            group_id: id,
            expires_at: end < "8" ? null : "2041-01-01T00:00:00Z",
          })
          .onConflict((c) => c.doNothing())
          .execute(),
      leave: (id) => db.deleteFrom("memberships").where("group_id", "=", id).execute(),
      allow: (id, resource_id) =>
        db
          .insertInto("policies")
          .values({ account_id, id: crypto.randomUUID(), group_id: id, resource_id })
          .onConflict((c) => c.doNothing())
          .execute(),
      move: (id, resource_id) => db.updateTable("policies").set({ resource_id }).where("group_id", "=", id).execute(),
      disable: (id) => db.updateTable("policies").set({ is_disabled: true }).where("group_id", "=", id).execute(),
    };
    const steps = fc.array(
      fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.constantFrom(...pool), fc.constantFrom(...pool)),
      { minLength: 1, maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const taken: { at: number; rows: unknown }[] = [];
        for (const [name, a, b] of list) {
          // A row that the edit needs may be missing; then nothing happens.
          await edits[name](a, b).catch(() => undefined);
          taken.push({ at: await moment(), rows: await snapshot("now") });
        }
        for (const { at, rows } of taken) expect(await snapshot(at)).toEqual(rows);
      }),
      { numRuns: 12 },
    );
  });
});
