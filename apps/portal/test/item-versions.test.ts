import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDescription } from "./described-answers.ts";
import { FakeDevice } from "./fake-device.ts";
import { type ApiAnswer, populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;
/** One of each, by the path of the API; what an edit of it looks like. */
let items: Record<string, { readonly path: string; readonly edit: (n: number) => object }>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
  const { site, group, actor, resource, policy } = world;
  const gateway = await world.created(`/sites/${site.id}/gateways`, {});
  const apiClient = await world.created("/api_clients", { api_client: { name: "Report" } });
  const device = await FakeDevice.connect(running.url, "client", world.clientToken.token, {
    externalId: "ab".repeat(32),
  });
  await device.close();
  const [client] = (await running.api("GET", "/clients")).body.data;
  const [provider] = (await running.api("GET", "/auth_providers")).body.data;
  const named = (wrapper: string) => (n: number) => ({ [wrapper]: { name: `Named ${n}` } });
  items = {
    "/sites/{id}": { path: `/sites/${site.id}`, edit: (n) => ({ site: { health_threshold: n + 2 } }) },
    "/sites/{site_id}/gateways/{id}": { path: `/sites/${site.id}/gateways/${gateway.id}`, edit: named("gateway") },
    "/groups/{id}": { path: `/groups/${group.id}`, edit: named("group") },
    "/actors/{id}": { path: `/actors/${actor.id}`, edit: named("actor") },
    "/api_clients/{id}": {
      path: `/api_clients/${apiClient.id}`,
      edit: (n) => ({ api_client: { role: n % 2 ? "auditor" : "network_admin" } }),
    },
    "/resources/{id}": {
      path: `/resources/${resource.id}`,
      edit: (n) => ({ resource: { filters: [{ protocol: "tcp", ports: [String(n + 80)] }] } }),
    },
    "/policies/{id}": { path: `/policies/${policy.id}`, edit: (n) => ({ policy: { description: `For ${n}` } }) },
    "/clients/{id}": { path: `/clients/${client.id}`, edit: named("client") },
    "/auth_providers/{id}": {
      path: `/auth_providers/${provider.id}`,
      edit: (n) => ({ auth_provider: { client_session_lifetime_secs: 3_600 * (n + 1) } }),
    },
    "/account/settings": { path: "/account/settings", edit: (n) => ({ settings: { search_domain: `n${n}.example` } }) },
  };
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

type Versioned = Pick<ApiAnswer, "status" | "body"> & { readonly etag: string; readonly type: string | null };

async function call(method: string, path: string, ifMatch?: string, body?: object): Promise<Versioned> {
  const answer = await fetch(`${running.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${running.account.apiToken}`,
      ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    etag: answer.headers.get("etag") ?? "",
    type: answer.headers.get("content-type"),
    body: await answer.json(),
  };
}

const etagOf = async (path: string) => (await call("GET", path)).etag;

describe("items", () => {
  test("that can be changed are all described as such", async () => {
    const { paths } = await readDescription(running.url);
    const conditional = Object.entries(paths).filter(([, { patch }]) => "412" in (patch?.responses ?? {}));
    expect(conditional.map(([path]) => path).toSorted()).toEqual(Object.keys(items).toSorted());
    for (const [path, verbs] of conditional) {
      for (const verb of ["patch", "put", "delete"]) {
        const described = verbs[verb];
        if (described) expect(JSON.stringify(described), `${verb} ${path}`).toContain('"if-match"');
      }
      expect(JSON.stringify(verbs.get?.responses["200"]), path).toContain('"ETag"');
    }
  });

  test("are changed by whoever saw the newest version, and by nobody else who asks for that", async () => {
    for (const [name, { path, edit }] of Object.entries(items)) {
      const first = await etagOf(path);
      expect(first, name).toMatch(/^"[\w-]{43}"$/);
      const changed = await call("PATCH", path, first, edit(1));
      expect(changed.status, name).toBe(200);
      expect(changed.etag, name).not.toBe(first);
      expect(await etagOf(path), name).toBe(changed.etag);

      const late = await call("PUT", path, first, edit(2));
      expect(late, name).toMatchObject({
        status: 412,
        etag: changed.etag,
        type: expect.stringMatching(/problem\+json/),
      });
      expect(late.body).toMatchObject({ title: "Precondition Failed", status: 412 });
      expect(late.body.detail).toContain("Read it again");
      expect(await etagOf(path), name).toBe(changed.etag);

      expect((await call("PATCH", path, changed.etag, edit(2))).status, name).toBe(200);
      expect((await call("PATCH", path, undefined, edit(3))).status, name).toBe(200);
    }
  });

  test("have the same version whether their details are asked for or not, and answer with no more than is asked for", async () => {
    const path = items["/sites/{id}"].path;
    const [plain, detailed] = [await call("GET", path), await call("GET", `${path}?include=details`)];
    expect(detailed.etag).toBe(plain.etag);
    expect(Object.keys(plain.body.data)).toEqual(["id", "name"]);
    expect(Object.keys(detailed.body.data)).toContain("health_threshold");
    expect((await call("GET", `${path}?include=everything`)).status).toBe(400);
  });

  test("keep their version while only what belongs to them comes and goes", async () => {
    const { group, site } = world;
    const before = [await etagOf(`/sites/${site.id}`), await etagOf(`/groups/${group.id}`)];
    const other = await world.created("/actors", { actor: { name: "Crane", type: "service_account" } });
    await running.api("PATCH", `/groups/${group.id}/memberships`, { memberships: { add: [other.id] } });
    await world.created(`/sites/${site.id}/gateways`, {});
    expect([await etagOf(`/sites/${site.id}`), await etagOf(`/groups/${group.id}`)]).toEqual(before);
  });

  test("that are changed back have the version that they had", async () => {
    const path = items["/groups/{id}"].path;
    await call("PATCH", path, undefined, { group: { name: "Deckhands" } });
    const first = await etagOf(path);
    await call("PATCH", path, undefined, { group: { name: "Stokers" } });
    await call("PATCH", path, undefined, { group: { name: "Deckhands" } });
    expect(await etagOf(path)).toBe(first);
  });

  test("are held against If-Match also where nothing would be written", async () => {
    const path = items["/groups/{id}"].path;
    const first = await etagOf(path);
    await call("PATCH", path, undefined, { group: { name: "Caulkers" } });
    expect((await call("PATCH", path, first, { group: { name: "Caulkers" } })).status).toBe(412);
  });

  test("say what else is wrong before they say that they were changed", async () => {
    const path = items["/groups/{id}"].path;
    expect((await call("PATCH", path, '"old"', { group: { name: "" } })).status).toBe(422);
    expect((await call("PATCH", `/groups/${crypto.randomUUID()}`, '"old"', { group: { name: "X" } })).status).toBe(404);
  });

  test("take a list of tags and a star, no weak tag, and nothing that is no tag", async () => {
    const path = items["/groups/{id}"].path;
    const etag = await etagOf(path);
    const body = { group: { name: "Caulkers" } };
    expect((await call("PATCH", path, `"other", ${etag}`, body)).status).toBe(200);
    expect((await call("PATCH", path, "*", body)).status).toBe(200);
    expect((await call("PATCH", path, `W/${etag}`, body)).status).toBe(412);
    expect((await call("PATCH", path, etag.slice(1, -1), body)).status).toBe(400);
  });

  test("are deleted only as they were seen", async () => {
    const site = await world.created("/sites", { site: { name: "Pier" } });
    const path = `/sites/${site.id}`;
    const seen = await etagOf(path);
    await running.api("PATCH", path, { site: { name: "Old pier" } });
    expect((await call("DELETE", path, seen)).status).toBe(412);
    expect((await call("DELETE", path, await etagOf(path))).status).toBe(200);
    expect((await call("DELETE", path, seen)).status).toBe(404);
  });
});
