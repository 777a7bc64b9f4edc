import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeDevice } from "./fake-device.ts";
import { GROUPS_OF_A_PERSON, POLICIES_OF_A_RESOURCE, seededId, seedLargeAccount } from "./large-account.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const PEOPLE = 1_000;
const GROUPS = 50;

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const diff = async (changes: unknown, query = "") => {
  const { status, body } = await running.api("POST", `/access/diff${query}`, { changes });
  return { status, ...body, ...body.data };
};
const effects = (answer: { pairs: { effect: string; actor: { name: string }; resource: { name: string } }[] }) =>
  answer.pairs.map(({ effect, actor, resource }) => `${actor.name} ${effect} ${resource.name}`);

describe("what changes would do", () => {
  const membership = () => ({ group_id: world.group.id, actor_id: world.actor.id });

  test("taking away, giving, and changing the terms are told apart", async () => {
    const policy = { object: "policy", id: world.policy.id } as const;
    const lost = ["Winch lost Shed"];
    expect(effects(await diff([{ ...policy, operation: "delete" }]))).toEqual(lost);
    expect(effects(await diff([{ ...policy, operation: "update", attributes: { is_disabled: true } }]))).toEqual(lost);
    expect(effects(await diff([{ object: "group", operation: "delete", id: world.group.id }]))).toEqual(lost);
    expect(effects(await diff([{ object: "resource", operation: "delete", id: world.resource.id }]))).toEqual(lost);
    expect(effects(await diff([{ object: "membership", operation: "delete", attributes: membership() }]))).toEqual(
      lost,
    );
    const ends = {
      object: "membership",
      operation: "create",
      attributes: { ...membership(), expires_at: "2041-01-01T00:00:00Z" },
    };
    const answer = await diff([ends]);
    expect(answer).toMatchObject({ lost: 0, gained: 0, changed: 1, pairs: [{ before: [{ expires_at: null }] }] });
    expect(answer.pairs[0].after).toMatchObject([
      { policy_id: world.policy.id, expires_at: "2041-01-01T00:00:00.000Z" },
    ]);
    const verified = { property: "client_verified", operator: "is", values: ["true"] };
    const stricter = await diff([{ ...policy, operation: "update", attributes: { conditions: [verified] } }]);
    expect(effects(stricter)).toEqual(["Winch changed Shed"]);
    expect(effects(await diff([{ ...policy, operation: "update", attributes: { description: "x" } }]))).toEqual([]);
  });

  test("a site takes the access to its resources with it", async () => {
    const site = { object: "site", operation: "delete", id: world.site.id };
    expect(effects(await diff([site]))).toEqual(["Winch lost Shed"]);
    expect(effects(await diff([{ ...site, operation: "update", attributes: { name: "Pier" } }]))).toEqual([]);
  });

  test("people who are disabled or deleted lose all that they may reach, also by Everyone, and gain it when they are back", async () => {
    const { id } = await world.created("/actors", {
      actor: { name: "Pilot", type: "account_user", email: "pilot@acme.example" },
    });
    const open = await world.created("/resources", {
      resource: { name: "Notice board", type: "cidr", address: "10.78.0.0/24", site_id: world.site.id },
    });
    await world.created("/policies", {
      policy: { group_id: running.account.everyoneGroupId, resource_id: open.id },
    });
    await running.api("PATCH", `/groups/${world.group.id}/memberships`, { memberships: { add: [id] } });
    const pilot = { object: "actor", id };
    const disabled = { ...pilot, operation: "update", attributes: { is_disabled: true } };
    const both = (effect: string) => [`Pilot ${effect} Notice board`, `Pilot ${effect} Shed`];
    expect(effects(await diff([disabled])).sort()).toEqual(both("lost"));
    expect(effects(await diff([{ ...pilot, operation: "delete" }])).sort()).toEqual(both("lost"));
    expect(effects(await diff([{ ...pilot, operation: "update", attributes: { name: "Helm" } }]))).toEqual([]);
    expect(effects(await diff([{ object: "actor", operation: "delete", id: world.actor.id }]))).toEqual([
      "Winch lost Shed",
    ]);
    await running.api("PATCH", `/actors/${id}`, { actor: { is_disabled: true } });
    const enabled = { ...disabled, attributes: { is_disabled: false } };
    expect(effects(await diff([enabled])).sort()).toEqual(both("gained"));
    await running.api("DELETE", `/actors/${id}`);
    await running.api("DELETE", `/resources/${open.id}`);
  });

  test("several changes are taken together, and later ones may name what earlier ones create", async () => {
    const everyone = { group_id: running.account.everyoneGroupId, resource_id: "$0" };
    await world.created("/actors", { actor: { name: "Noor", type: "account_user", email: "noor@acme.example" } });
    const answer = await diff([
      {
        object: "resource",
        operation: "create",
        attributes: { name: "Wiki", type: "dns", address: "wiki.acme.example", site_id: world.site.id },
      },
      { object: "policy", operation: "create", attributes: everyone },
      { object: "policy", operation: "delete", id: world.policy.id },
      {
        object: "policy",
        operation: "create",
        attributes: { group_id: world.group.id, resource_id: world.resource.id },
      },
    ]);
    expect(effects(answer)).toEqual(["Noor gained Wiki"]);
  });

  test("nothing is kept, nothing reaches the log or a device", async () => {
    const device = await FakeDevice.connect(running.url, "client", world.clientToken.token);
    await device.join();
    const logged = async () => (await running.api("GET", "/logs?type=change&limit=1")).body.metadata.count;
    const before = await logged();
    await diff([{ object: "group", operation: "delete", id: world.group.id }]);
    expect(await logged()).toBe(before);
    expect((await running.api("GET", `/policies/${world.policy.id}`)).body.data).toMatchObject({
      group_id: world.group.id,
    });
    expect(await device.during(300)).toEqual([]);
    device.close();
  });

  test("what the API would refuse is refused with the same reasons", async () => {
    const again = {
      object: "policy",
      operation: "create",
      attributes: { group_id: world.group.id, resource_id: world.resource.id },
    };
    expect(await diff([again])).toMatchObject({
      status: 422,
      detail: /^Change 0 would be refused/,
      validation_errors: { base: expect.anything() },
    });
    const loopback = {
      object: "resource",
      operation: "update",
      id: world.resource.id,
      attributes: { address: "127.0.0.0/8" },
    };
    expect(await diff([loopback])).toMatchObject({ status: 422, validation_errors: { address: expect.anything() } });
    expect((await diff([{ object: "policy", operation: "delete", id: world.group.id }])).status).toBe(404);
    expect((await diff([{ object: "policy", operation: "delete", id: "$0" }])).status).toBe(422);
    expect((await diff([{ object: "gateway", operation: "delete", id: world.site.id }])).status).toBe(422);
    expect((await diff([])).status).toBe(422);
    expect((await diff("all")).status).toBe(422);
  });
});

test("in a large account counts are whole and pairs come in pages", async () => {
  const [people, resources] = [PEOPLE, PEOPLE / 10];
  await seedLargeAccount(running, world.site.id, { people, groups: GROUPS, resources });
  const { db } = running.portal.context;
  const { rows } = await sql<{ all: number }>`select count(*) as all from actors where type = 'account_user'`.execute(
    db,
  );
  const everyone = { group_id: running.account.everyoneGroupId, resource_id: seededId("resource", 0) };
  const changes = [{ object: "policy", operation: "create", attributes: everyone }];
  // The three memberships of each person are in other groups than one another; two of the groups reach the resource.
  const reaching = POLICIES_OF_A_RESOURCE * GROUPS_OF_A_PERSON * (people / GROUPS);
  const first = await diff(changes, "?limit=2");
  expect(first).toMatchObject({ status: 200, lost: 0, changed: 0, metadata: { prev_page: null } });
  expect(first.gained).toBe(rows[0].all - reaching);
  const second = await diff(changes, `?limit=2&page_cursor=${first.metadata.next_page}`);
  expect(effects(second)).toHaveLength(2);
  expect(effects(second)).not.toEqual(effects(first));
  const dropped = await diff([{ object: "group", operation: "delete", id: seededId("group", 0) }]);
  const ofGroup = GROUPS_OF_A_PERSON * (people / GROUPS);
  const resourcesOfGroup = POLICIES_OF_A_RESOURCE * (resources / GROUPS);
  expect(dropped.lost + dropped.changed).toBeLessThanOrEqual(ofGroup * resourcesOfGroup);
  expect(dropped.lost).toBeGreaterThan(0);
  expect((await diff(changes, "?effect=lost")).pairs).toEqual([]);
});

describe("denials", () => {
  test("are listed with what was violated, repeated ones once", async () => {
    const verified = { property: "client_verified", operator: "is", values: ["true"] };
    await running.api("PATCH", `/policies/${world.policy.id}`, { policy: { conditions: [verified] } });
    const device = await FakeDevice.connect(running.url, "client", world.clientToken.token);
    await device.join();
    for (let i = 0; i < 3; i++) {
      device.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: [] });
      expect((await device.next("authorization_creation_failed")).payload.reason).toBe("not_found");
    }
    const { body } = await running.api("GET", `/access/denials?actor_id=${world.actor.id}`);
    expect(body.data).toMatchObject([
      {
        actor_name: "Winch",
        resource_name: "Shed",
        reason: "not_found",
        violated_properties: ["client_verified"],
        count: 3,
      },
    ]);
    expect((await running.api("GET", `/access/denials?actor_id=${world.group.id}`)).body.data).toEqual([]);
    device.close();
  });
});
