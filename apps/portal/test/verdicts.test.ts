import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";
import { expectAgreement } from "./verdict-agreement.ts";

/** Sessions are written a moment after the connection. */
const SESSION_WRITTEN_MS = 60_000;
const HOUR_MS = 3_600_000;
const WORLDS = 4;
const WORLDS_TIMEOUT_MS = 120_000;
const NOTHING = "8a3a4b52-9d0c-4c1f-9a53-000000000000";
const FROM_HERE = { property: "remote_ip", operator: "is_in_cidr", values: ["127.0.0.0/8"] };
const VERIFIED = { property: "client_verified", operator: "is", values: ["true"] };

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;
let device: FakeDevice;
let clientId: string;
beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
  device = await FakeDevice.connect(running.url, "client", world.clientToken.token);
  await device.join();
  const { db } = running.portal.context;
  const sessions = () => db.selectFrom("session_logs").selectAll().execute();
  await vi.waitFor(async () => expect(await sessions()).toHaveLength(1), SESSION_WRITTEN_MS);
  clientId = (await running.api("GET", "/clients")).body.data[0].id;
}, START_TIMEOUT_MS);
afterAll(async () => {
  device.close();
  await running[Symbol.asyncDispose]();
});

const verdicts = async (query: string) => (await running.api("GET", `/access/verdicts?${query}`)).body;
const change = (policy: object) => running.api("PATCH", `/policies/${world.policy.id}`, { policy });
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("verdicts", () => {
  test("of an actor cover every resource, each with the reason", async () => {
    const loft = await world.created("/resources", {
      resource: { name: "Loft", type: "dns", address: "loft.corp.example", site_id: world.site.id },
    });
    const { data, metadata } = await verdicts(`actor_id=${world.actor.id}`);
    expect(data).toMatchObject([
      { verdict: "denied", resource: { name: "Internet" } },
      { verdict: "denied", resource: { name: "Loft" }, reason: "No policy is about this resource." },
      { verdict: "allowed", resource: { name: "Shed" }, reason: "The policy of group Pilots applies.", client: null },
    ]);
    expect(metadata.count).toBe(3);
    expect((await verdicts(`actor_id=${world.actor.id}&verdict=allowed`)).metadata.count).toBe(1);
    expect((await verdicts(`actor_id=${world.actor.id}&search=LOFT.corp`)).data[0].resource.id).toBe(loft.id);
    const first = await verdicts(`actor_id=${world.actor.id}&limit=2`);
    const next = await verdicts(`actor_id=${world.actor.id}&limit=2&page_cursor=${first.metadata.next_page}`);
    expect(next.data[0].resource.name).toBe("Shed");
  });

  test("say that it depends where nothing is known of a client, and what holds for the client itself", async () => {
    await change({ conditions: [FROM_HERE] });
    const [person] = (await verdicts(`actor_id=${world.actor.id}&search=shed`)).data;
    expect(person).toMatchObject({ verdict: "depends", reason: expect.stringContaining("127.0.0.0/8") });
    const [client] = (await verdicts(`client_id=${clientId}&search=shed`)).data;
    expect(client).toMatchObject({ verdict: "allowed", client: { id: clientId } });
    await change({ conditions: [VERIFIED] });
    const [unverified] = (await verdicts(`client_id=${clientId}&search=shed`)).data;
    expect(unverified.verdict).toBe("denied");
    expect(unverified.reason).toBe("A condition is violated: the client must be verified.");
    await change({ conditions: [] });
  });

  test("name countries, ways to sign in, systems and hours in words", async () => {
    const [provider] = (await running.api("GET", "/auth_providers")).body.data;
    const hours = ["M/9-12,13-17/Europe/Lisbon", "T/9-12,13-17/Europe/Lisbon", "U/true/UTC"];
    const tree = [
      { property: "remote_ip_location_region", operator: "is_not_in", values: ["DE", "PT"] },
      { property: "auth_provider_id", operator: "is_in", values: [provider.id] },
      { property: "os_version", operator: "is_at_least", values: ["Mac OS/14.2"] },
      { property: "current_utc_datetime", operator: "is_in_day_of_week_time_ranges", values: hours },
    ];
    await change({ condition_tree: { all: tree } });
    const question = { actor_id: world.actor.id, resource_id: world.resource.id };
    const { sentences } = (await running.api("POST", "/access/explain", question)).body.data;
    const told = sentences.find((sentence: string) => sentence.startsWith("The tree of conditions"));
    expect(told).toContain(
      `the country must be none of Germany, Portugal and the sign-in must be by provider ${provider.name} and ` +
        "the system must be Mac OS 14.2 or newer and the time must lie in " +
        "Monday, Tuesday 9-12, 13-17 (Europe/Lisbon); Sunday all day (UTC)",
    );
    await change({ condition_tree: null });
  });

  test("of a resource cover all people and service accounts, or all clients", async () => {
    const crane = await world.created("/actors", { actor: { name: "Crane", type: "service_account" } });
    const { data } = await verdicts(`resource_id=${world.resource.id}&search=c`);
    const found = data.map(({ actor, verdict }: { actor: { name: string }; verdict: string }) => [actor.name, verdict]);
    expect(found).toEqual([
      ["Crane", "denied"],
      ["Winch", "allowed"],
    ]);
    expect(data[0].reason).toBe("The policy of group Pilots does not apply: Crane is not in its group.");
    const clients = await verdicts(`resource_id=${world.resource.id}&of=clients`);
    expect(clients.data).toMatchObject([{ verdict: "allowed", client: { id: clientId }, actor: { name: "Winch" } }]);
    await running.api("PATCH", `/actors/${crane.id}`, { actor: { is_disabled: true } });
    const [disabled] = (await verdicts(`resource_id=${world.resource.id}&search=crane`)).data;
    expect(disabled.reason).toBe("The person or service account is disabled.");
  });

  test("at a past moment are those of that moment, and agree with the explanation", async () => {
    await pause();
    const at = new Date().toISOString();
    await pause();
    await change({ is_disabled: true });
    const then = await verdicts(`resource_id=${world.resource.id}&search=winch&at=${at}`);
    const now = await verdicts(`resource_id=${world.resource.id}&search=winch`);
    expect([then.data[0].verdict, now.data[0].verdict]).toEqual(["allowed", "denied"]);
    for (const [moment, [{ verdict }]] of [[at, then.data] as const, [undefined, now.data] as const]) {
      const question = { actor_id: world.actor.id, resource_id: world.resource.id, at: moment };
      const explained = (await running.api("POST", "/access/explain", question)).body.data;
      expect(explained.allowed).toBe(verdict === "allowed");
    }
    const early = new Date(Date.now() - HOUR_MS).toISOString();
    expect((await verdicts(`actor_id=${world.actor.id}&at=${early}`)).data).toEqual([]);
    await change({ is_disabled: false });
  });

  test("of a group cover every resource, by the group's own policies alone", async () => {
    const { id: group_id } = world.group;
    const crew = await world.created("/groups", { group: { name: "Crew" } });
    const roof = await world.created("/resources", {
      resource: { name: "Roof", type: "cidr", address: "10.78.0.0/24", site_id: world.site.id },
    });
    const toCrew = { group_id: crew.id, resource_id: roof.id };
    const other = await world.created("/policies", { policy: toCrew });
    await change({ conditions: [VERIFIED] });
    const { data } = await verdicts(`group_id=${group_id}&search=o`);
    expect(data).toMatchObject([
      { verdict: "denied", resource: { name: "Loft" } },
      { verdict: "denied", resource: { name: "Roof" }, reason: "No policy of the group is about this resource." },
    ]);
    const [shed] = (await verdicts(`group_id=${group_id}&verdict=depends`)).data;
    expect(shed).toMatchObject({ actor: null, client: null, group: { name: "Pilots" }, resource: { name: "Shed" } });
    expect(shed.reason).toBe("It depends on the client: the client must be verified.");
    const question = { group_id, resource_id: roof.id };
    const { allowed, sentences, group, policies } = (await running.api("POST", "/access/explain", question)).body.data;
    expect({ allowed, group, policies }).toEqual({
      allowed: false,
      group: { id: group_id, name: "Pilots" },
      policies: [],
    });
    expect(sentences[1]).toBe("No policy of the group is about this resource.");
    await running.api("DELETE", `/policies/${other.id}`);
    await change({ conditions: [] });
  });

  test("of a policy cover the members of its group, who gets through and who is refused by which condition", async () => {
    await pause();
    const at = new Date().toISOString();
    await pause();
    await change({ conditions: [VERIFIED] });
    const of = `policy_id=${world.policy.id}`;
    const [person, ...more] = (await verdicts(of)).data;
    expect(more).toEqual([]);
    expect(person).toMatchObject({ verdict: "depends", actor: { name: "Winch" }, resource: { name: "Shed" } });
    const [client] = (await verdicts(`${of}&of=clients`)).data;
    expect(client).toMatchObject({ verdict: "denied", client: { id: clientId } });
    expect(client.reason).toBe("A condition is violated: the client must be verified.");
    expect((await verdicts(`${of}&of=clients&at=${at}`)).data).toMatchObject([{ verdict: "allowed" }]);
    const everyone = { group_id: running.account.everyoneGroupId, resource_id: world.resource.id };
    const wide = await world.created("/policies", { policy: everyone });
    const question = { client_id: clientId, resource_id: world.resource.id, policy_id: world.policy.id };
    const alone = (await running.api("POST", "/access/explain", question)).body.data;
    expect(alone.policies).toMatchObject([{ policy_id: world.policy.id, applies: false }]);
    expect((await running.api("POST", "/access/explain", { ...question, policy_id: NOTHING })).status).toBe(404);
    const names = (await verdicts(`policy_id=${wide.id}`)).data.map(
      ({ actor }: { actor: { name: string } }) => actor.name,
    );
    expect(names).toEqual([]);
    await running.api("DELETE", `/policies/${wide.id}`);
    await change({ conditions: [] });
  });

  test("are asked of one thing that is there, at a moment that has been", async () => {
    const status = async (query: string) => (await running.api("GET", `/access/verdicts?${query}`)).status;
    expect(await status("")).toBe(400);
    expect(await status(`actor_id=${world.actor.id}&resource_id=${world.resource.id}`)).toBe(400);
    for (const one of ["actor", "client", "group", "resource", "policy"]) {
      expect(await status(`${one}_id=${NOTHING}`), one).toBe(404);
    }
    expect(await status(`actor_id=${world.actor.id}&at=2041-01-01T00:00:00Z`)).toBe(422);
  });
});

describe("a preview", () => {
  const preview = async (policy: object, query = "") => {
    const { status, body } = await running.api("POST", `/access/preview${query}`, { policy });
    return { status, ...body };
  };

  test("says which clients of the group the conditions would let in now, and saves nothing", async () => {
    const group_id = world.group.id;
    const open = await preview({ group_id, conditions: [FROM_HERE] });
    expect(open.data).toMatchObject({
      let_in: 1,
      kept_out: 0,
      members_without_clients: 0,
      clients: [{ client: { id: clientId }, actor: { name: "Winch" }, online: true, allowed: true, until: null }],
    });
    const condition_tree = { all: [FROM_HERE, { not: { any: [FROM_HERE, VERIFIED] } }] };
    const shut = await preview({ group_id, condition_tree }, "?allowed=false");
    expect(shut.data).toMatchObject({ let_in: 0, kept_out: 1 });
    expect(shut.data.clients[0]).toMatchObject({ allowed: false, violated_properties: ["remote_ip"] });
    expect((await running.api("GET", `/policies/${world.policy.id}`)).body.data.condition_tree).toBeUndefined();
  });

  test("of Everyone counts people, and refuses what a policy would refuse, at the same place", async () => {
    await world.created("/actors", { actor: { name: "Noor", type: "account_user", email: "noor@acme.example" } });
    const everyone = running.account.everyoneGroupId;
    expect((await preview({ group_id: everyone })).data).toMatchObject({ let_in: 0, members_without_clients: 1 });
    const house = { property: "remote_ip", operator: "is_in_cidr", values: ["house"] };
    const refused = await preview({ group_id: everyone, condition_tree: { any: [VERIFIED, house] } });
    expect(refused.status).toBe(422);
    expect(refused.validation_errors.condition_tree).toEqual(["any[1].values: house is no address or network"]);
    expect((await preview({ group_id: NOTHING })).status).toBe(404);
  });
});

test("endings list what ends by itself, soonest first, and what a request made only once", async () => {
  const end = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const gull = await world.created("/actors", { actor: { name: "Gull", type: "service_account" } });
  await running.api("PATCH", `/groups/${world.group.id}/memberships`, {
    memberships: { add: [{ actor_id: gull.id, expires_at: end(3) }] },
  });
  await change({ expires_at: end(2) });
  await running.api("PATCH", `/resources/${world.resource.id}`, { resource: { is_requestable: true } });
  const request = await world.created("/access/requests", {
    access_request: { actor_id: gull.id, resource_id: world.resource.id, duration_secs: 3_600 },
  });
  await running.api("POST", `/access/requests/${request.id}/approve`, { access_request: {} });
  const { data, metadata } = (await running.api("GET", "/access/endings")).body;
  expect(metadata.count).toBe(3);
  expect(data).toMatchObject([
    { kind: "request", id: request.id, actor_name: "Gull", resource_name: "Shed", group_id: null },
    { kind: "policy", id: world.policy.id, group_name: "Pilots", resource_name: "Shed", actor_id: null },
    { kind: "membership", actor_name: "Gull", group_name: "Pilots", resource_id: null },
  ]);
  expect((await running.api("GET", "/access/endings?kind=policy")).body.metadata.count).toBe(1);
});

test(
  "verdicts of the present, which the database finds, are those that conditions, policies and memberships say",
  () => expectAgreement(running, world.site.id, WORLDS),
  WORLDS_TIMEOUT_MS,
);
