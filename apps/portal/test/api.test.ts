import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootstrapAccount } from "../src/index.ts";
import { FakeDevice, Refused } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const api = (method: string, path: string, body?: unknown) => running.api(method, path, body);

describe("what is wrong is named", () => {
  test("every member at once, and nothing else", async () => {
    const { status, body } = await api("POST", "/actors", {
      actor: { name: 7, type: "pilot", email: "x", allow_email_otp_sign_in: null },
    });
    expect(status).toBe(422);
    expect(Object.keys(body.validation_errors).sort()).toEqual(["allow_email_otp_sign_in", "email", "name", "type"]);
  });

  test("an address is demanded where the type needs one", async () => {
    const resource = { name: "x", type: "dns", site_id: world.site.id };
    const { status, body } = await api("POST", "/resources", { resource });
    expect(status).toBe(422);
    expect(Object.keys(body.validation_errors)).toEqual(["address"]);
  });

  test("objects among ports, null booleans and wrappers of a wrong type are no server errors", async () => {
    const base = { name: "x", type: "ip", address: "10.0.0.1", site_id: world.site.id };
    const ports = await api("POST", "/resources", {
      resource: { ...base, filters: [{ protocol: "tcp", ports: [{}] }] },
    });
    expect(ports.body.validation_errors).toEqual({ filters: [{ ports: expect.any(Array) }] });
    const flag = await api("PATCH", `/policies/${world.policy.id}`, { policy: { is_disabled: null } });
    expect(flag.body.validation_errors).toEqual({ is_disabled: expect.any(Array) });
    expect((await api("POST", "/policies", { policy: [] })).status).toBe(400);
    expect((await api("POST", `/sites/${world.site.id}/gateways`, { gateway: 7 })).status).toBe(400);
    expect((await api("GET", "/sites?limit[]=3")).status).toBe(400);
  });

  test("names are counted in characters that people see", async () => {
    const family = "👨‍👩‍👧‍👦";
    expect((await api("POST", "/sites", { site: { name: family.repeat(64) } })).status).toBe(201);
    expect((await api("POST", "/sites", { site: { name: family.repeat(65) } })).status).toBe(422);
  });
});

describe("lists", () => {
  test("a cursor of another list is refused", async () => {
    const { body } = await api("GET", "/sites?limit=1");
    expect((await api("GET", `/groups?page_cursor=${body.metadata.next_page}`)).status).toBe(400);
  });

  test("following next visits every row once, though rows are added meanwhile", async () => {
    for (let i = 0; i < 7; i++) await world.created("/groups", { group: { name: `Page ${i}` } });
    const { body: all } = await api("GET", "/groups?limit=100");
    const seen: string[] = [];
    let path = "/groups?limit=3";
    for (;;) {
      const { body } = await api("GET", path);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      if (body.metadata.next_page === null) break;
      if (seen.length === 3) await world.created("/groups", { group: { name: "Late" } });
      path = `/groups?limit=3&page_cursor=${body.metadata.next_page}`;
    }
    expect(seen.slice(0, all.data.length)).toEqual(all.data.map(({ id }: { id: string }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(all.data.length + 1);
  });
});

describe("ids and members", () => {
  test("any letter case will do", async () => {
    const upper = world.actor.id.toUpperCase();
    expect((await api("GET", `/actors/${upper}`)).body.data.id).toBe(world.actor.id);
    const path = `/groups/${world.group.id.toUpperCase()}/memberships`;
    const { body } = await api("PUT", path, { memberships: [{ actor_id: upper }] });
    expect(body.data.actor_ids).toEqual([world.actor.id]);
  });

  test("members added at the same time do not lose each other", async () => {
    const group = await world.created("/groups", { group: { name: "Crowd" } });
    const actors = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        world.created("/actors", { actor: { name: `s${i}`, type: "service_account" } }),
      ),
    );
    const path = `/groups/${group.id}/memberships`;
    await Promise.all(actors.map(({ id }) => api("PATCH", path, { memberships: { add: [id] } })));
    expect((await api("GET", path)).body.metadata.count).toBe(8);
  });
});

describe("tenants", () => {
  test("nothing of one account can be seen, named or changed from another", async () => {
    const other = await bootstrapAccount(running.portal.context, { name: "Other", slug: "other" });
    const foreign = async (method: string, path: string, body?: unknown) => {
      const headers = { authorization: `Bearer ${other.apiToken}`, "content-type": "application/json" };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      return (await fetch(`${running.url}${path}`, init)).status;
    };
    const paths = {
      [`/sites/${world.site.id}`]: { site: { name: "mine" } },
      [`/groups/${world.group.id}`]: { group: { name: "mine" } },
      [`/actors/${world.actor.id}`]: { actor: { name: "mine" } },
      [`/resources/${world.resource.id}`]: { resource: { name: "mine" } },
      [`/policies/${world.policy.id}`]: { policy: { description: "mine" } },
    };
    for (const [path, change] of Object.entries(paths)) {
      expect(await foreign("GET", path), path).toBe(404);
      expect(await foreign("PATCH", path, change), path).toBe(404);
      expect(await foreign("DELETE", path), path).toBe(404);
    }
    const pair = { group_id: other.everyoneGroupId, resource_id: world.resource.id };
    expect(await foreign("POST", "/policies", { policy: pair })).toBe(404);
    expect(await foreign("POST", `/sites/${world.site.id}/gateways`, {})).toBe(404);
    const members = { memberships: [{ actor_id: world.actor.id }] };
    expect(await foreign("PUT", `/groups/${world.group.id}/memberships`, members)).toBe(404);
    const resource = { name: "x", type: "ip", address: "10.0.0.1", site_id: world.site.id };
    expect(await foreign("POST", "/resources", { resource })).toBe(422);
  });
});

describe("gateway tokens", () => {
  test("a rotation leaves the old token in force until the new one is used", async () => {
    const gateway = await world.created(`/sites/${world.site.id}/gateways`, { gateway: { name: "crane" } });
    const path = `/sites/${world.site.id}/gateways/${gateway.id}`;
    const connect = async (token: string) => {
      const device = await FakeDevice.connect(running.url, "gateway", token);
      await device.join();
      return device;
    };
    const leave = async (device: FakeDevice) => {
      device.close();
      await device.untilClosed();
    };
    const first = await connect(gateway.token);
    expect((await api("GET", path)).body.data).toMatchObject({ online: true, name: "crane", rotated_at: null });
    const rotated = await api("POST", `${path}/token/rotate`);
    expect(rotated.status).toBe(201);
    expect((await api("GET", path)).body.data.rotated_at).toMatch(/Z$/);
    await leave(first);
    await leave(await connect(gateway.token));
    const renewed = await connect(rotated.body.data.token);
    expect((await api("GET", path)).body.data).toMatchObject({
      rotated_at: null,
      gateway_token_id: rotated.body.data.id,
    });
    await leave(renewed);
    await expect(connect(gateway.token)).rejects.toThrow(Refused);
    await api("DELETE", path);
    await expect(connect(rotated.body.data.token)).rejects.toThrow(Refused);
  });
});

describe("logs", () => {
  test("a change says who made it, before and after", async () => {
    await api("PATCH", `/resources/${world.resource.id}`, { resource: { name: "Barn" } });
    const { body } = await api("GET", "/logs?type=change&limit=1");
    expect(body.data[0]).toMatchObject({
      type: "change",
      object: "resources",
      operation: "update",
      before: { name: "Shed" },
      after: { name: "Barn" },
      subject: {
        actor_id: running.account.apiActorId,
        actor_type: "api_client",
        ip: "127.0.0.1",
        api_token_id: expect.any(String),
      },
    });
    const one = await api("GET", `/logs/${body.data[0].log_id.toUpperCase()}`);
    expect(one.body.data).toEqual(body.data[0]);
  });

  test("connections of devices are in the session log", async () => {
    const device = await FakeDevice.connect(running.url, "client", world.clientToken.token);
    await device.join();
    device.close();
    // Sessions are written a moment later.
    const latest = async () => (await api("GET", `/logs?type=session&actor_id=${world.actor.id}&limit=1`)).body.data[0];
    await expect.poll(latest).toMatchObject({
      type: "session",
      context: "client",
      subject: { actor_name: "Winch", token_id: world.clientToken.id },
    });
  });
});

describe("around the API", () => {
  test("its description covers every route and is reachable without a token", async () => {
    const answer = await fetch(`${running.url}/openapi.json`);
    const { openapi, paths } = JSON.parse(await answer.text());
    expect(openapi).toMatch(/^3\./);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        "/account",
        "/sites/{site_id}/gateways/{gateway_id}/token/rotate",
        "/groups/{group_id}/memberships",
        "/logs/{log_id}",
      ]),
    );
    const site = paths["/sites"].post;
    expect(site.requestBody.content["application/json"].schema.properties.site.properties.name).toMatchObject({
      type: "string",
      maxLength: 64,
    });
    expect(site.responses["201"]).toBeDefined();
    const redirect = await fetch(`${running.url}/openapi`, { redirect: "manual" });
    expect([redirect.status, redirect.headers.get("location")]).toEqual([308, "/openapi.json"]);
  });

  test("what cannot be decoded, or kept as text, is refused and no server error", async () => {
    const plain = { error: { reason: "Bad Request" } };
    expect(await api("GET", "/sites?name=%zz")).toMatchObject({ status: 400, body: plain });
    expect(await api("GET", "/sites?name=%ff")).toMatchObject({ status: 400, body: plain });
    const path = await api("GET", "/sites/%zz");
    expect(path).toMatchObject({ status: 400, body: plain });
    expect(path.headers.get("x-request-id")).toMatch(/.{20}/);
    expect(await api("POST", "/sites", { site: { name: "a\0b" } })).toMatchObject({ status: 400, body: plain });
    expect((await api("POST", "/sites", { site: { name: "a\\u0000b" } })).body.data.name).toBe("a\\u0000b");
  });

  test("several authorization headers are none", async () => {
    const token = `Bearer ${running.account.apiToken}`;
    const status = await new Promise<number | undefined>((resolve) => {
      const headers = ["authorization", token, "authorization", token, "host", "localhost"];
      request(`${running.url}/me`, { headers }, (answer) => resolve(answer.resume().statusCode)).end();
    });
    expect(status).toBe(401);
  });

  test("who is slowed down is told for how long", async () => {
    await using slow = await runPortal({ apiBucket: { refillPerSecond: 0.5, capacity: 10 } });
    expect((await slow.api("GET", "/me")).status).toBe(200);
    const refused = await slow.api("GET", "/me");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "20"]);
  });

  test("health, readiness and metrics", async () => {
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/portal_devices_connected\{kind="clients"\}/);
  });

  test("a body beyond the limit is refused before anything else", async () => {
    const answer = await api("POST", "/sites", { site: { name: "x".repeat(8_000_001) } });
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual({ error: { reason: "Payload Too Large" } });
  });

  test("other names of the host are sent to the canonical one", async () => {
    await using canonical = await runPortal({ restApiUrl: "https://rest.acme.example" });
    const { status, location } = await new Promise<{ status: number | undefined; location: string | undefined }>(
      (resolve) => {
        request(`${canonical.url}/sites?limit=1`, (answer) => {
          answer.resume();
          resolve({ status: answer.statusCode, location: answer.headers.location });
        }).end();
      },
    );
    expect({ status, location }).toEqual({ status: 308, location: "https://rest.acme.example/sites?limit=1" });
    expect((await fetch(`${canonical.url}/healthz`)).status).toBe(200);
  });
});
