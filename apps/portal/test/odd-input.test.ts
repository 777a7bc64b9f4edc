// Input that is well formed and yet cannot be meant: it is refused, and nobody else is hit by it.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

describe("a device whose", () => {
  const connect = (query: Record<string, string>) =>
    FakeDevice.connect(running.url, "client", world.clientToken.token, { externalId: "crane", query });

  test.each(["external_id", "name", "device_serial", "device_uuid", "identifier_for_vendor"])(
    "%s no database holds is refused, each time, and others are written down as before",
    async (name) => {
      (await connect({})).close();
      await expect(connect({ [name]: "a\0b" })).rejects.toMatchObject({ status: 400 });
      const device = await connect({ external_id: `after-${name}` });
      await device.join();
      await vi.waitFor(
        async () => {
          const { body } = await running.api("GET", `/clients?firezone_id=after-${name}`);
          const logs = await running.api("GET", "/logs?type=session&limit=1");
          expect(logs.body.data[0].subject.device_id).toBe(body.data[0].id);
        },
        { timeout: 60_000, interval: 200 },
      );
      device.close();
    },
    30_000,
  );
});

describe("a moment that lies outside of all years with four digits", () => {
  const LATE = "9999-12-31T23:59:59-23:00";

  test("is refused where something is to end then", async () => {
    const { policy, group, actor } = world;
    const refused = [
      await running.api("PATCH", `/policies/${policy.id}`, { policy: { expires_at: LATE } }),
      await running.api("PATCH", `/groups/${group.id}/memberships`, {
        memberships: { add: [{ actor_id: actor.id, expires_at: LATE }] },
      }),
      await running.api("POST", `/actors/${actor.id}/client_tokens`, { client_token: { expires_at: LATE } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422]);
  });

  test.each(["0000-01-01T00:00:00Z", "0001-01-01T00:00:00%2B23:00", LATE])(
    "is refused in a query: %s",
    async (time) => {
      for (const name of ["begin", "end"]) {
        expect((await running.api("GET", `/logs?type=change&${name}=${time}`)).status).toBe(400);
        expect((await running.api("GET", `/logs/export?type=flow&${name}=${time}`)).status).toBe(400);
      }
    },
  );
});

describe("halves of characters", () => {
  const settings = { name: "Okta", type: "okta", client_id: "portal", okta_domain: "acme.okta.example" };
  const post = (body: string) =>
    fetch(`${running.url}/auth_providers`, {
      method: "POST",
      headers: { authorization: `Bearer ${running.account.apiToken}`, "content-type": "application/json" },
      body,
    });

  test("are a bad request, whether they would be kept as text or as JSON", async () => {
    for (const odd of ["\ud800", "a\udfffb", "\ude00\ud83d"]) {
      const body = { auth_provider: { ...settings, groups_claim: odd } };
      expect((await running.api("POST", "/auth_providers", body)).status).toBe(400);
      expect((await running.api("POST", "/sites", { site: { name: odd } })).status).toBe(400);
    }
  });

  test("that belong together are a character, and what only looks like one is text", async () => {
    const escaped = JSON.stringify({ auth_provider: { ...settings, groups_claim: "X" } });
    const answer = await post(escaped.replace("X", "\\ud83d\\ude00 \\\\ud800"));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ data: { groups_claim: "😀 \\ud800" } });
  });
});

test("the id of a log entry names nothing else", async () => {
  const id = "0123456789abcdef01234567";
  for (const path of ["/sites", "/actors", "/groups", "/resources", "/policies", "/clients", "/access/requests"]) {
    expect((await running.api("GET", `${path}/${id}`)).status, path).toBe(404);
  }
  expect((await running.api("PATCH", `/sites/${id}`, { site: { name: "Quay" } })).status).toBe(404);
  expect((await running.api("POST", `/sites/${id}/gateways`)).status).toBe(404);
  expect((await running.api("DELETE", `/policies/${id}`)).status).toBe(404);
  const empty = await running.api("GET", `/groups/${id}/memberships`);
  expect(empty).toMatchObject({ status: 200, body: { data: [], metadata: { count: 0 } } });
});

test("who asks for the head of a stream only takes nobody's place", async () => {
  const ask = (path: string, method: string) =>
    fetch(`${running.url}${path}`, { method, headers: { authorization: `Bearer ${running.account.apiToken}` } });
  for (let i = 0; i < 60; i++) expect((await ask("/events", "HEAD")).status).toBe(200);
  const head = await ask("/logs/export?type=change", "HEAD");
  expect([head.status, head.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  expect((await ask("/logs/export", "HEAD")).status).toBe(400);
  const events = await ask("/events", "GET");
  expect(events.status).toBe(200);
  await events.body?.cancel();
});

test("more members at once than a statement takes are refused", async () => {
  const ids = Array.from({ length: 70_000 }, () => crypto.randomUUID());
  const path = `/groups/${world.group.id}/memberships`;
  const refused = { status: 422, body: { validation_errors: { memberships: ["must be at most 15000 at once"] } } };
  expect(await running.api("PUT", path, { memberships: ids.map((actor_id) => ({ actor_id })) })).toMatchObject(refused);
  expect(await running.api("PATCH", path, { memberships: { add: ids } })).toMatchObject(refused);
  expect(await running.api("PATCH", path, { memberships: { remove: ids } })).toMatchObject(refused);
  const fewer = { memberships: { remove: ids.slice(0, 15_000) } };
  expect((await running.api("PATCH", path, fewer)).body.data.actor_ids).toContain(world.actor.id);
});
