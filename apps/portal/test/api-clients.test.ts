import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerWithRole, callerWithToken } from "./caller.ts";
import { type Description, readDescription } from "./described-answers.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;
let description: Description;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
  description = await readDescription(running.url);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const api = (method: string, path: string, body?: unknown) => running.api(method, path, body);

describe("API clients and their tokens", () => {
  test("a token is shown once, works until it is deleted, and says when it was used", async () => {
    const made = await api("POST", "/api_clients", { api_client: { name: " Terraform " } });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe(`/api_clients/${made.body.data.id}`);
    expect(made.body.data).toMatchObject({ name: "Terraform", role: null, is_disabled: false });
    const path = `/api_clients/${made.body.data.id}/tokens`;
    const { body } = await api("POST", path, { api_token: { name: "CI", expires_at: "2041-03-04T05:06:07+02:00" } });
    expect(body.data).toMatchObject({ name: "CI", expires_at: "2041-03-04T03:06:07.000000Z", last_seen_at: null });
    const call = callerWithToken(running, body.data.token);
    expect((await call("GET", "/me")).body.data).toMatchObject({
      role: "admin",
      actor: { id: made.body.data.id, name: "Terraform", type: "api_client" },
      api_token_id: body.data.id,
    });
    const listed = await api("GET", path);
    expect(listed.body.data[0].last_seen_at).toMatch(/Z$/);
    expect(JSON.stringify(listed.body)).not.toContain('token"');
    const detailed = await api("GET", `/api_clients/${made.body.data.id}?include=details`);
    expect(detailed.body.data).toMatchObject({ tokens_count: 1, last_seen_at: listed.body.data[0].last_seen_at });
    expect((await api("DELETE", `${path}/${body.data.id}`)).body).toEqual({ data: { id: body.data.id } });
    expect((await call("GET", "/me")).status).toBe(401);
  });

  test("tokens end with their client, also while it is disabled", async () => {
    const client = await world.created("/api_clients", { api_client: { name: "Short" } });
    const token = await world.created(`/api_clients/${client.id}/tokens`, {
      api_token: { expires_at: "2041-03-04T05:06:07Z" },
    });
    const call = callerWithToken(running, token.token);
    await api("PATCH", `/api_clients/${client.id}`, { api_client: { is_disabled: true } });
    expect((await call("GET", "/me")).status).toBe(401);
    await api("PATCH", `/api_clients/${client.id}`, { api_client: { is_disabled: false } });
    expect((await call("GET", "/me")).status).toBe(200);
    await api("DELETE", `/api_clients/${client.id}`);
    expect((await call("GET", "/me")).status).toBe(401);
  });

  test("what cannot be is refused", async () => {
    const client = await world.created("/api_clients", { api_client: { name: "Odd" } });
    const path = `/api_clients/${client.id}/tokens`;
    const past = await api("POST", path, { api_token: { expires_at: "2019-01-01T00:00:00Z" } });
    expect([past.status, Object.keys(past.body.validation_errors)]).toEqual([422, ["expires_at"]]);
    const role = await api("POST", "/api_clients", { api_client: { name: "x", role: "captain" } });
    expect([role.status, Object.keys(role.body.validation_errors)]).toEqual([422, ["role"]]);
    expect((await api("POST", `/api_clients/${world.actor.id}/tokens`, { api_token: {} })).status).toBe(404);
    const self = `/api_clients/${running.account.apiActorId}`;
    expect((await api("PATCH", self, { api_client: { role: "auditor" } })).status).toBe(403);
    expect((await api("PATCH", self, { api_client: { is_disabled: true } })).status).toBe(403);
    expect((await api("DELETE", self)).status).toBe(403);
  });

  test("the limit of an account holds", async () => {
    const { accountId } = running.account;
    const limit = (limits: unknown) =>
      running.portal.context.db
        .updateTable("accounts")
        .set({ limits: JSON.stringify(limits) })
        .where("id", "=", accountId)
        .execute();
    const client = await world.created("/api_clients", { api_client: { name: "Full" } });
    await limit({ api_clients_count: 1, api_tokens_per_client_count: 1 });
    expect((await api("POST", "/api_clients", { api_client: { name: "More" } })).status).toBe(403);
    const token = { api_token: { expires_at: "2041-03-04T05:06:07Z" } };
    const both = await Promise.all([1, 2].map(() => api("POST", `/api_clients/${client.id}/tokens`, token)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
    await limit({});
  });
});

describe("roles", () => {
  test("each operation answers the roles it names, and no other", async () => {
    const callers = {
      auditor: await callerWithRole(running, "auditor"),
      network_admin: await callerWithRole(running, "network_admin"),
    };
    const nowhere = crypto.randomUUID();
    for (const [template, item] of Object.entries(description.paths)) {
      const path = template.replace("{log_id}", "c".repeat(24)).replaceAll(/\{[^}]+\}/g, nowhere);
      for (const [verb, { "x-roles": roles }] of Object.entries(item)) {
        for (const [role, call] of Object.entries(callers)) {
          const { status, body } = await call(verb.toUpperCase(), path, verb === "get" ? undefined : {});
          const isRefused = status === 403 && String(body?.detail).startsWith("This is not for the role");
          expect(isRefused, `${role} ${verb} ${path}: ${status}`).toBe(!roles.includes(role));
        }
      }
    }
  });

  test("auditors change nothing, network administrators see neither people nor policies", () => {
    for (const [path, item] of Object.entries(description.paths)) {
      for (const [verb, { "x-roles": roles }] of Object.entries(item)) {
        if (verb === "get") expect(roles, path).toContain("auditor");
        // What is one's own, and questions that need a body.
        const isOwn = path === "/me" || path.startsWith("/me/") || path.startsWith("/access");
        if (verb !== "get" && !isOwn) expect(roles, `${verb} ${path}`).not.toContain("auditor");
        if (/^\/(actors|policies|groups|logs|api_clients|clients)/.test(path)) {
          expect(roles, path).not.toContain("network_admin");
        }
      }
    }
  });

  test("a network administrator runs the network", async () => {
    const call = await callerWithRole(running, "network_admin");
    const site = (await call("POST", "/sites", { site: { name: "Pier" } })).body.data;
    expect((await call("POST", `/sites/${site.id}/gateways`, {})).status).toBe(201);
    const resource = { name: "Crane", type: "ip", address: "10.9.8.7", site_id: site.id };
    expect((await call("POST", "/resources", { resource })).status).toBe(201);
    expect((await call("DELETE", `/sites/${site.id}`)).status).toBe(200);
  });
});
