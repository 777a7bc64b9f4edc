import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const change = (policy: object) => running.api("PATCH", `/policies/${world.policy.id}`, { policy });
const inDutch = { property: "remote_ip_location_region", operator: "is_in", values: ["NL"] };

describe("trees of conditions", () => {
  const tree = {
    any: [inDutch, { not: { all: [{ property: "client_version", operator: "is_at_least", values: ["1.5"] }] } }],
  };

  test("are kept beside the list, which stays as stock tools know it", async () => {
    expect(world.policy).not.toHaveProperty("condition_tree");
    const { status, body } = await change({ condition_tree: tree });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ conditions: [], condition_tree: tree });
    const shown = await running.api("GET", `/policies/${world.policy.id}`);
    expect(JSON.stringify(shown.body.data.condition_tree)).toBe(JSON.stringify(tree));
    expect((await change({ description: "kept" })).body.data.condition_tree).toEqual(tree);
    expect((await change({ condition_tree: null })).body.data).not.toHaveProperty("condition_tree");
  });

  test.each<[string, unknown, string]>([
    ["no object", "NL", "must be an object"],
    ["an empty list", { all: [] }, "all: must be a list that is not empty"],
    ["two meanings", { all: [inDutch], not: inDutch }, "must have one of all, any, not"],
    ["an unknown property", { any: [inDutch, { ...inDutch, property: "tide" }] }, "any[1]: must have one of"],
    ["a foreign operator", { not: { ...inDutch, operator: "is" } }, "not.operator: must be is_in or is_not_in"],
    ["a wrong value", { any: [{ ...inDutch, values: ["NL", "Holland"] }] }, "any[0].values: Holland is no country"],
    ["no values", { ...inDutch, values: [] }, "values: must not be empty"],
    [
      "a system twice",
      { property: "os_version", operator: "is_at_least", values: ["Windows/10", "windows/11"] },
      "values: must name each system once",
    ],
    ["a lone version number", { property: "os_version", operator: "is_at_least", values: ["14"] }, "values: 14 is not"],
  ])("with %s are refused with the place of the mistake", async (_, condition_tree, message) => {
    const { status, body } = await change({ condition_tree });
    expect(status).toBe(422);
    expect(body.validation_errors.condition_tree[0]).toContain(message);
  });

  test("that are too deep or too large are refused", async () => {
    let deep: object = inDutch;
    for (let i = 0; i < 1_000; i++) deep = { not: deep };
    const wide = { any: Array.from({ length: 200 }, () => inDutch) };
    for (const condition_tree of [deep, wide]) {
      const { status, body } = await change({ condition_tree });
      expect(status).toBe(422);
      expect(body.validation_errors.condition_tree).toHaveLength(1);
    }
  });

  test("are described in the API's description", async () => {
    const { status, body } = await running.api("GET", "/openapi.json");
    expect(status).toBe(200);
    expect(JSON.stringify(body.paths["/policies/{id}"])).toContain("condition_tree");
  });
});

describe("policies that end", () => {
  test("take a moment in the future, and keep one that has passed", async () => {
    const { body } = await change({ expires_at: "2041-01-01T02:00:00+02:00" });
    expect(body.data.expires_at).toBe("2041-01-01T00:00:00.000000Z");
    for (const expires_at of ["2001-01-01T00:00:00Z", "soon", "2041-01-01", 7]) {
      const refused = await change({ expires_at });
      expect(refused.status).toBe(422);
      expect(refused.body.validation_errors).toHaveProperty("expires_at");
    }
    const { db } = running.portal.context;
    await db.updateTable("policies").set({ expires_at: "2020-01-01T00:00:00Z" }).execute();
    expect((await change({ description: "over" })).body.data.expires_at).toMatch(/^2020/);
    expect((await change({ expires_at: null })).body.data).not.toHaveProperty("expires_at");
  });
});

describe("memberships that end", () => {
  const path = () => `/groups/${world.group.id}/memberships`;
  const members = async () => (await running.api("GET", path())).body.data;

  test("are set with the member, kept while nothing is said, and cleared by null", async () => {
    const actor_id = world.actor.id;
    const end = "2041-01-01T00:00:00.000000Z";
    await running.api("PUT", path(), { memberships: [{ actor_id, expires_at: end }] });
    expect(await members()).toEqual([{ id: actor_id, name: "Winch", type: "service_account", expires_at: end }]);
    await running.api("PATCH", path(), { memberships: { add: [actor_id] } });
    expect((await members())[0].expires_at).toBe(end);
    await running.api("PATCH", path(), { memberships: { add: [{ actor_id, expires_at: null }] } });
    expect(await members()).toEqual([{ id: actor_id, name: "Winch", type: "service_account" }]);
  });

  test("may not be set to end in the past or at no time", async () => {
    for (const expires_at of ["2001-01-01T00:00:00Z", "soon", 7]) {
      const { status, body } = await running.api("PATCH", path(), {
        memberships: { add: [{ actor_id: world.actor.id, expires_at }] },
      });
      expect(status).toBe(422);
      expect(body.validation_errors.memberships).toHaveLength(1);
    }
  });

  test("are over once they have ended, and may begin anew", async () => {
    const { db } = running.portal.context;
    await db.updateTable("memberships").set({ expires_at: "2020-01-01T00:00:00Z" }).execute();
    expect(await members()).toEqual([]);
    const { body } = await running.api("PATCH", path(), { memberships: { add: [world.actor.id] } });
    expect(body.data.actor_ids).toEqual([world.actor.id]);
    expect((await members())[0]).not.toHaveProperty("expires_at");
  });
});
