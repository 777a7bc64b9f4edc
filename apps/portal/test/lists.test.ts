import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DescribedAnswers, type Description, readDescription } from "./described-answers.ts";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;
let description: Description;
let described: DescribedAnswers;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
  description = await readDescription(running.url);
  described = new DescribedAnswers(description);
  await (await connectClient()).close();
  for (const name of ["Zoe", "anna", "Bo"]) {
    const actor = { name, type: "account_user", email: `${name}@corp.example` };
    await world.created("/actors", { actor });
    await world.created("/groups", { group: { name: `${name}'s` } });
    await world.created("/api_clients", { api_client: { name } });
    await world.created("/sites", { site: { name: `${name} Pier` } });
    await world.created(`/sites/${world.site.id}/gateways`, { gateway: { name } });
    const resource = { name, type: "dns", address: `${name}.corp.example`, site_id: world.site.id };
    await world.created("/resources", { resource });
  }
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

/** The one client of all tests. */
async function connectClient() {
  const options = { externalId: "c".repeat(64) };
  const device = await FakeDevice.connect(running.url, "client", world.clientToken.token, options);
  await device.join();
  return {
    close: async () => {
      device.close();
      await device.untilClosed();
    },
  };
}

/** Each answer is held against the description as well. */
async function api(method: string, path: string, body?: unknown) {
  const answer = await running.api(method, path, body);
  const type = String(answer.headers.get("content-type")).split(";")[0];
  expect(described.objection(method, path, answer.status, type, answer.body), `${method} ${path}`).toBeUndefined();
  return answer;
}

const names = async (path: string): Promise<string[]> => {
  const { status, body } = await api("GET", path);
  expect(status, `${path} ${JSON.stringify(body)}`).toBe(200);
  return body.data.map(({ name }: { name: string }) => name);
};

/** All lists without a parent, and those below the site. */
const lists = () =>
  Object.entries(description.paths).flatMap(([path, { get }]) => {
    const filled = path.replace("{site_id}", world.site.id);
    const sort = get?.parameters?.find(({ name }) => name === "sort");
    const hasDetails = get?.parameters?.some(({ name }) => name === "include") ?? false;
    return sort && !filled.includes("{") ? [{ path: filled, keys: sort.schema.enum ?? [], hasDetails }] : [];
  });

describe("sorting", () => {
  test("is by what people read, whatever the case, in both directions", async () => {
    expect(await names("/actors?kind=person&sort=name")).toEqual(["anna", "Bo", "Zoe"]);
    expect(await names("/actors?kind=person&sort=-email")).toEqual(["Zoe", "Bo", "anna"]);
    expect(await names("/resources?type=dns&sort=-address")).toEqual(["Zoe", "Bo", "anna"]);
  });

  test("pages go through every list once, by every key, there and back", async () => {
    expect(lists().length).toBeGreaterThan(6);
    for (const { path, keys } of lists()) {
      for (const key of keys) {
        const sorted = `${path}?sort=${key}`;
        const all = (await api("GET", `${sorted}&limit=100`)).body.data.map(({ id }: { id: string }) => id);
        const forth: string[] = [];
        const back: string[] = [];
        let page = (await api("GET", `${sorted}&limit=3`)).body;
        for (;;) {
          forth.push(...page.data.map(({ id }: { id: string }) => id));
          if (page.metadata.next_page === null) break;
          page = (await api("GET", `${sorted}&limit=3&page_cursor=${page.metadata.next_page}`)).body;
        }
        for (;;) {
          back.unshift(...page.data.map(({ id }: { id: string }) => id));
          if (page.metadata.prev_page === null) break;
          page = (await api("GET", `${sorted}&limit=3&page_cursor=${page.metadata.prev_page}`)).body;
        }
        expect(forth, sorted).toEqual(all);
        expect(back, sorted).toEqual(all);
      }
    }
  });

  test("an unknown key, and a cursor of another order, are refused", async () => {
    expect((await api("GET", "/actors?sort=age")).status).toBe(400);
    expect((await api("GET", "/actors?sort=constructor")).status).toBe(400);
    const { body } = await api("GET", "/actors?sort=name&limit=1");
    const cursor = body.metadata.next_page;
    expect((await api("GET", `/actors?sort=-name&page_cursor=${cursor}`)).status).toBe(400);
    expect((await api("GET", `/actors?page_cursor=${cursor}`)).status).toBe(400);
  });

  test("a forged cursor is refused, whatever is in it", async () => {
    const mark = { l: "actors", d: "next", s: "", t: "2026-01-01T00:00:00.000000Z", i: crypto.randomUUID() };
    const status = async (forged: object) => {
      const cursor = Buffer.from(JSON.stringify({ ...mark, ...forged })).toString("base64url");
      return (await api("GET", `/actors?page_cursor=${cursor}`)).status;
    };
    expect(await status({})).toBe(200);
    for (const forged of [
      { i: "-".repeat(36) },
      { i: "ab" },
      { t: "0000-01-01T00:00:00.000000Z" },
      { t: "2026-02-31T00:00:00.000000Z" },
      { t: "yesterday" },
      { s: "name" },
      { d: "up" },
      { l: "sites" },
    ]) {
      expect(await status(forged), JSON.stringify(forged)).toBe(400);
    }
  });
});

describe("searching", () => {
  test("finds any part of what people read, whatever the case, and takes nothing for a pattern", async () => {
    expect(await names("/actors?search=OE@CORP")).toEqual(["Zoe"]);
    expect(await names("/groups?search=nna")).toEqual(["anna's"]);
    expect(await names("/sites?search=o%20pier")).toEqual(["Bo Pier"]);
    expect(await names("/resources?search=anna.corp")).toEqual(["anna"]);
    expect(await names(`/sites/${world.site.id}/gateways?search=bo`)).toEqual(["Bo"]);
    expect(await names("/api_clients?search=zo")).toEqual(["Zoe"]);
    expect(await names("/actors?search=%25")).toEqual([]);
    expect(await names("/actors?kind=person&search=_")).toEqual([]);
    expect((await names("/actors?search=")).length).toBeGreaterThan(3);
    expect((await api("GET", `/actors?search=${"x".repeat(101)}`)).status).toBe(400);
    expect((await api("GET", "/actors?search=%00")).status).toBe(400);
  });

  test("goes together with filters", async () => {
    const [zoe] = (await api("GET", "/actors?search=zoe")).body.data;
    await api("PATCH", `/actors/${zoe.id}`, { actor: { is_disabled: true } });
    expect(await names("/actors?kind=person&status=disabled")).toEqual(["Zoe"]);
    expect(await names("/actors?kind=person&status=enabled&search=o")).toEqual(["anna", "Bo"]);
    expect(await names("/actors?kind=service_account")).toEqual(["Winch"]);
    expect((await api("GET", "/actors?kind=pilot")).status).toBe(400);
  });
});

describe("policies", () => {
  const count = async (query: string) => (await api("GET", `/policies?${query}`)).body.metadata.count;

  test("are found by the names of group and resource, by site and by status", async () => {
    const [resource] = (await api("GET", "/resources?name=anna")).body.data;
    const group = await world.created("/groups", { group: { name: "Divers" } });
    const pair = { group_id: group.id, resource_id: resource.id, description: "night shift" };
    const policy = await world.created("/policies", { policy: pair });
    expect(await count("search=DIVE")).toBe(1);
    expect(await count("search=anna")).toBe(1);
    expect(await count("search=night")).toBe(1);
    expect(await count("search=nothing")).toBe(0);
    expect(await count(`site_id=${world.site.id}`)).toBe(2);
    expect(await count(`site_id=${running.account.internetSiteId}`)).toBe(0);
    const [first] = (await api("GET", "/policies?sort=group&include=details")).body.data;
    expect(first).toMatchObject({ group_name: "Divers", resource_name: "anna", site_name: "Quay" });
    await api("PATCH", `/policies/${policy.id}`, { policy: { is_disabled: true } });
    expect([await count("status=disabled"), await count("status=enabled")]).toEqual([1, 1]);
    await api("DELETE", `/groups/${group.id}`);
    expect([await count("status=orphaned"), await count("status=disabled")]).toEqual([1, 0]);
  });
});

describe("details", () => {
  test("are added where asked for, and only then", async () => {
    const plain = await api("GET", `/sites/${world.site.id}`);
    expect(plain.body.data).toEqual({ id: world.site.id, name: "Quay" });
    expect((await api("GET", `/sites/${world.site.id}?include=everything`)).status).toBe(400);
    const detailed = lists().filter(({ hasDetails }) => hasDetails);
    expect(detailed.length).toBeGreaterThan(5);
    for (const { path } of detailed) {
      const [first] = (await api("GET", `${path}?limit=1`)).body.data;
      const [whole] = (await api("GET", `${path}?limit=1&include=details`)).body.data;
      expect(whole, path).toMatchObject(first);
      const one = (await api("GET", `${path}/${first.id}?include=details`)).body.data;
      expect(Object.keys(one).sort(), path).toEqual(Object.keys(whole).sort());
      expect(one).toMatchObject({ id: first.id });
    }
  });

  test("health of a site follows its gateways", async () => {
    const site = await world.created("/sites", { site: { name: "Dock", health_threshold: 2 } });
    const path = `/sites/${site.id}?include=details`;
    const health = async () => (await api("GET", path)).body.data;
    expect(await health()).toMatchObject({ health: "empty", health_threshold: 2, gateways_count: 0 });
    const token = await world.created(`/sites/${site.id}/gateway_tokens`, {});
    const first = await FakeDevice.connect(running.url, "gateway", token.token);
    await first.join();
    expect(await health()).toMatchObject({ health: "degraded", online_gateways_count: 1, gateway_tokens_count: 1 });
    await api("PATCH", `/sites/${site.id}`, { site: { health_threshold: 1 } });
    expect(await health()).toMatchObject({ health: "healthy", name: "Dock" });
    const [gateway] = (await api("GET", `/sites/${site.id}/gateways?include=details`)).body.data;
    expect(gateway).toMatchObject({ online: true, token_status: "none", site_id: site.id });
    first.close();
    await first.untilClosed();
    expect(await health()).toMatchObject({ health: "offline" });
    for (const health_threshold of [0, 1.5, "2", 1_001]) {
      const { status, body } = await api("PATCH", `/sites/${site.id}`, { site: { health_threshold } });
      expect([status, Object.keys(body.validation_errors)]).toEqual([422, ["health_threshold"]]);
    }
  });

  test("clients are found by owner, presence and verification", async () => {
    const device = await connectClient();
    const [client] = (await api("GET", "/clients?presence=online&include=details")).body.data;
    expect(client).toMatchObject({ actor_name: "Winch", client_token_id: world.clientToken.id, online: true });
    expect((await api("GET", "/clients?presence=offline")).body.metadata.count).toBe(0);
    expect((await api("GET", "/clients?search=winch")).body.metadata.count).toBe(1);
    expect((await api("GET", `/clients?actor_id=${world.actor.id}&verification=unverified`)).body.metadata.count).toBe(
      1,
    );
    await api("PUT", `/clients/${client.id}/verify`);
    expect((await api("GET", "/clients?verification=unverified")).body.metadata.count).toBe(0);
    await device.close();
    expect((await api("GET", "/clients?presence=online")).body.metadata.count).toBe(0);
    const [actor] = (await api("GET", `/actors?search=winch&include=details`)).body.data;
    expect(actor).toMatchObject({ clients_count: 1, client_tokens_count: 1, groups_count: 1, has_password: false });
    expect(await names(`/actors/${world.actor.id}/groups`)).toEqual(["Pilots"]);
  });

  test("Everyone is listed where managed groups are asked for", async () => {
    expect(await names("/groups?type=managed")).toEqual(["Everyone"]);
    expect(await names("/groups?type=static")).not.toContain("Everyone");
    expect(await names("/groups")).not.toContain("Everyone");
  });
});

describe("roles of people", () => {
  test("are given to people who are no administrators, and end with a promotion", async () => {
    const person = { name: "Ida", type: "account_user", email: "ida@corp.example", role: "auditor" };
    const { id } = await world.created("/actors?include=details", { actor: person });
    const role = async () => (await api("GET", `/actors/${id}?include=details`)).body.data.role;
    expect(await role()).toBe("auditor");
    expect(await names("/actors?role=auditor")).toContain("Ida");
    await api("PATCH", `/actors/${id}`, { actor: { type: "account_admin_user" } });
    expect(await role()).toBeNull();
    const both = await api("PATCH", `/actors/${id}`, { actor: { role: "network_admin" } });
    expect([both.status, Object.keys(both.body.validation_errors)]).toEqual([422, ["role"]]);
    const robot = await api("POST", "/actors", { actor: { name: "r", type: "service_account", role: "auditor" } });
    expect(robot.status).toBe(422);
  });
});
