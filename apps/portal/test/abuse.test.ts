// Every route of the management API against everybody who must not use it, made from the API's own description: routes
// that come later are tried as well. What cannot be guessed about them stands in the two tables at the beginning.

import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerWithRole, callerWithToken } from "./caller.ts";
import { type Operation, readDescription } from "./described-answers.ts";
import { type ApiAnswer, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";
import { seedTenant, sessionCaller, snapshot, type Tenant } from "./tenant.ts";

/** Collections whose ids are kept under another name than the path has; see `Tenant.ids`. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  "resources/pool_members": "pools",
  "access/requests": "access_requests",
};
/** What is at home in no account, so that there is nothing foreign to ask for. */
const NOT_SEEDED = /^(intune|iru)_/;

type Ids = Readonly<Record<string, string>>;
/** Bodies that name things of an account; each has to work with the caller's own. */
const BODIES: Readonly<Record<string, (ids: Ids) => unknown>> = {
  "PUT /groups/{group_id}/memberships": ({ actors }) => ({ memberships: [{ actor_id: actors }] }),
  "PATCH /groups/{group_id}/memberships": ({ people }) => ({ memberships: { add: [people], remove: [] } }),
  "PUT /resources/{resource_id}/pool_members": ({ clients }) => ({ pool_members: [{ device_id: clients }] }),
  "PATCH /resources/{resource_id}/pool_members": ({ clients }) => ({ pool_members: { add: [clients] } }),
  "POST /resources": ({ sites }) => ({
    resource: { name: "Wiki", type: "dns", address: "wiki.corp.example", site_id: sites },
  }),
  "PATCH /resources/{id}": ({ sites }) => ({ resource: { site_id: sites } }),
  "PUT /resources/{id}": ({ sites }) => ({ resource: { site_id: sites } }),
  "POST /policies": ({ people_group, groups, spare }) => ({
    policy: { group_id: people_group ?? groups, resource_id: spare },
  }),
  "PATCH /policies/{id}": ({ groups, resources }) => ({ policy: { group_id: groups, resource_id: resources } }),
  "PUT /policies/{id}": ({ groups, resources }) => ({ policy: { group_id: groups, resource_id: resources } }),
};

/** Query parameters that choose no rows. */
const PLAIN = ["limit", "page_cursor", "sort", "include"];
/** Requests are written down under the account that makes them, with whatever it asked for. */
const TRACES = ["api_request_logs"];
const MARK = "foreignmark";

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

let running: RunningPortal;
let own: Tenant;
let foreign: Tenant;
let routes: Route[];

beforeAll(async () => {
  running = await runPortal();
  [own, foreign] = [await seedTenant(running, "ownmark"), await seedTenant(running, MARK)];
  const { paths } = await readDescription(running.url);
  routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => {
      const method = verb.toUpperCase();
      return { name: `${method} ${path}`, method, path, operation };
    }),
  );
}, 2 * START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

/** Which of a tenant's ids stand for the parameters of a path, in its order. */
function idsOf(path: string, tenant: Tenant): string[] {
  const parts = path.split("/");
  return parts.flatMap((part, i) => {
    if (!part.startsWith("{")) return [];
    const collection = parts[i - 1];
    const parent = parts.slice(0, i - 1).findLast((other) => other !== "" && !other.startsWith("{"));
    const names = [`${parent}/${collection}`, `${collection}/${parts[i + 1]}`, collection];
    const id = names.map((name) => tenant.ids[COLLECTIONS[name] ?? name]).find((known) => known !== undefined);
    return [id ?? unknownId(collection, tenant)];
  });
}

const invented = new Map<string, string>();
/** For a collection that the accounts have nothing of: an id that is nowhere is nobody's. */
function unknownId(collection: string, { mark }: Tenant): string {
  const key = `${mark} ${collection}`;
  const id = invented.get(key) ?? crypto.randomUUID();
  invented.set(key, id);
  return id;
}

function fill(path: string, ids: readonly string[]): string {
  let next = 0;
  return path.replace(/\{[^}]+\}/g, () => ids[next++]);
}

/** From the table above, else the description's example with ids of that tenant in place of those in it. */
function bodyOf({ name, operation }: Route, { ids }: Tenant): unknown {
  const made = BODIES[name]?.(ids);
  if (made !== undefined) return made;
  const example = operation.requestBody?.content["application/json"]?.example;
  if (example === undefined) return undefined;
  const text = JSON.stringify(example, (key, value) => {
    const collection = `${key.replace(/_id$/, "")}s`;
    return key.endsWith("_id") ? (ids[collection] ?? ids.sites) : value;
  });
  return JSON.parse(text);
}

function request(call: RunningPortal["api"], route: Route, ids: readonly string[], body: unknown): Promise<ApiAnswer> {
  return call(route.method, fill(route.path, ids), route.method === "GET" ? undefined : body);
}

function seeded(): Route[] {
  return routes.filter(({ path }) => !NOT_SEEDED.test(path.slice(1)));
}

/** Not a stream, which may go on for ever. */
function answersJson({ responses }: Operation): boolean {
  return responses[200]?.content["application/json"] !== undefined;
}

/** Nothing of the foreign account in an answer, except what was asked with. */
function leaks(answer: ApiAnswer, asked: readonly string[]): string[] {
  const text = JSON.stringify(answer.body ?? "").toLowerCase();
  const secret = Object.values(foreign.ids).filter((id) => !asked.includes(id));
  return [MARK, foreign.account.accountId, ...secret].filter((part) => text.includes(part));
}

test("there are routes to try, nearly all about things that the accounts have", () => {
  expect(routes.length).toBeGreaterThan(70);
  const named = seeded().filter(({ path }) => path.includes("{"));
  const missing = named.filter(({ path }) => idsOf(path, foreign).some((id) => [...invented.values()].includes(id)));
  // Whoever adds a collection adds one of it to seedTenant.
  expect(missing.length, missing.map(({ path }) => path).join(", ")).toBeLessThan(named.length / 10);
});

describe("without a token in force", () => {
  const callers: Record<string, () => Promise<RunningPortal["api"]>> = {
    "no token": async () => async (method, path, body) => withoutToken(method, path, body),
    garbage: async () => callerWithToken(running, "garbage"),
    "a token that was altered": async () => callerWithToken(running, tampered(own.account.apiToken)),
    "a token that was signed here and never stored": async () => {
      const { tokens } = running.portal.context;
      return callerWithToken(running, tokens.mint("api_client", own.account.accountId, Date.now()).token);
    },
    "a relay's token": async () => callerWithToken(running, own.account.relayToken),
    "a client's token": async () => {
      const { body } = await own.call("POST", `/actors/${own.ids.actors}/client_tokens`, {
        client_token: { expires_at: "2041-03-04T05:06:07Z" },
      });
      return callerWithToken(running, body.data.token);
    },
    "a gateway's token": async () => {
      const { body } = await own.call("POST", `/sites/${own.ids.sites}/gateways`, {});
      return callerWithToken(running, body.data.token);
    },
    "an expired token": async () => {
      const { token, id } = await newToken();
      await sql`update api_tokens set expires_at = now() where id = ${id}`.execute(running.portal.context.db);
      return callerWithToken(running, token);
    },
    "a revoked token": async () => {
      const { token, id, clientId } = await newToken();
      await own.call("DELETE", `/api_clients/${clientId}/tokens/${id}`);
      return callerWithToken(running, token);
    },
    "the token of an API client that is disabled": async () => {
      const { token, clientId } = await newToken();
      await own.call("PATCH", `/api_clients/${clientId}`, { api_client: { is_disabled: true } });
      return callerWithToken(running, token);
    },
    "a session that is over": async () => (await session({ lifetimeSeconds: -1 })).call,
    "a session that was ended": async () => {
      const { call, sessionId } = await session();
      await sql`delete from portal_sessions where id = ${sessionId}`.execute(running.portal.context.db);
      return call;
    },
    "the session of a person who is disabled": async () => {
      const { call, actorId } = await session();
      await own.call("PATCH", `/actors/${actorId}`, { actor: { is_disabled: true } });
      return call;
    },
    "a session in another account's name": async () =>
      (await sessionCaller(running, foreign, "account_admin_user", { account: own.account.accountId })).call,
    "the token of an account that is disabled": async () => {
      const disabled = await seedTenant(running, "disabledmark");
      const id = disabled.account.accountId;
      await sql`update accounts set is_disabled = true where id = ${id}`.execute(running.portal.context.db);
      return disabled.call;
    },
  };
  test.each(Object.keys(callers))("%s opens nothing", async (name) => {
    const call = await callers[name]();
    const before = await snapshot(running.portal.context, own.account.accountId);
    for (const route of routes) {
      const ids = NOT_SEEDED.test(route.path.slice(1)) ? [own.ids.sites] : idsOf(route.path, own);
      const answer = await request(call, route, ids, bodyOf(route, own));
      expect(answer.status, route.name).toBe(401);
      expect(Object.keys(answer.body), route.name).toEqual(["type", "title", "status", "detail"]);
    }
    expect(await snapshot(running.portal.context, own.account.accountId)).toEqual(before);
  });

  const session = (options = {}) => sessionCaller(running, own, "account_admin_user", options);

  async function withoutToken(method: string, path: string, body: unknown): Promise<ApiAnswer> {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(`${running.url}${path}`, init);
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }

  async function newToken() {
    const client = await own.call("POST", "/api_clients", { api_client: { name: "Short-lived" } });
    const clientId: string = client.body.data.id;
    const { body } = await own.call("POST", `/api_clients/${clientId}/tokens`, {
      api_token: { expires_at: "2041-03-04T05:06:07Z" },
    });
    return { clientId, id: String(body.data.id), token: String(body.data.token) };
  }

  function tampered(token: string): string {
    const at = token.length - 1 - (createHash("sha256").update(token).digest()[0] % 20);
    return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
  }
});

describe("another account's things", () => {
  let before: Record<string, string[]>;
  beforeAll(async () => {
    before = await snapshot(running.portal.context, foreign.account.accountId);
  });

  const isNothing = ({ status, body }: ApiAnswer) =>
    [400, 403, 404, 422].includes(status) ||
    (status === 200 && (body.data?.deleted_count === 0 || (Array.isArray(body.data) && body.data.length === 0)));

  test("cannot be read or changed by their ids", async () => {
    for (const route of seeded().filter(({ path }) => path.includes("{"))) {
      const ids = idsOf(route.path, foreign);
      const answer = await request(own.call, route, ids, bodyOf(route, own));
      expect(isNothing(answer), `${route.name}: ${answer.status} ${JSON.stringify(answer.body)}`).toBe(true);
      expect(leaks(answer, ids), route.name).toEqual([]);
    }
  });

  test("cannot be reached below something of one's own", async () => {
    for (const route of seeded().filter(({ path }) => path.split("{").length > 2)) {
      const ids = [...idsOf(route.path, own).slice(0, -1), ...idsOf(route.path, foreign).slice(-1)];
      const answer = await request(own.call, route, ids, bodyOf(route, own));
      expect(isNothing(answer), `${route.name}: ${answer.status} ${JSON.stringify(answer.body)}`).toBe(true);
      expect(leaks(answer, ids), route.name).toEqual([]);
    }
  });

  test("cannot be named in a body, while one's own can", async () => {
    const spare = await own.call("POST", "/groups", { group: { name: "Another" } });
    own = { ...own, ids: { ...own.ids, people_group: spare.body.data.id, spare: own.ids.resources } };
    const there = { ...foreign, ids: { ...foreign.ids, spare: foreign.ids.resources } };
    for (const route of seeded().filter(({ name }) => name in BODIES)) {
      const ids = idsOf(route.path, own);
      const answer = await request(own.call, route, ids, bodyOf(route, there));
      expect([404, 422], `${route.name}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status);
      expect(leaks(answer, Object.values(there.ids)), route.name).toEqual([]);
    }
    for (const route of seeded().filter(({ name }) => name in BODIES)) {
      const answer = await request(own.call, route, idsOf(route.path, own), bodyOf(route, own));
      expect([200, 201], `${route.name}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status);
    }
  });

  test("are in no list and no search, whatever one filters by", async () => {
    for (const route of seeded().filter(({ method, operation }) => method === "GET" && answersJson(operation))) {
      const path = fill(route.path, idsOf(route.path, own));
      const filters = (route.operation.parameters ?? []).filter(
        ({ name }) => !PLAIN.includes(name) && !route.path.includes(`{${name}}`),
      );
      const asked = filters.map(({ name }) => `${name}=${foreign.ids[`${name.replace(/_id$/, "")}s`] ?? MARK}`);
      for (const query of ["limit=100", ...asked]) {
        const answer = await own.call("GET", `${path}?${query}`).catch((error: unknown) => {
          if (error instanceof SyntaxError) return undefined;
          throw error;
        });
        if (answer) expect(leaks(answer, Object.values(foreign.ids)), `${route.name} ${query}`).toEqual([]);
      }
    }
  });

  test("are after all this as they were, and nothing of one's own refers to them", async () => {
    expect(await snapshot(running.portal.context, foreign.account.accountId)).toEqual(before);
    const kept = JSON.stringify(await snapshot(running.portal.context, own.account.accountId, TRACES));
    for (const [name, id] of Object.entries(foreign.ids)) expect(kept.includes(id), name).toBe(false);
  });
});

describe("a lower role", () => {
  /** What using a token leaves behind. */
  const USE = ["api_request_logs", "api_tokens"];

  test.each(["auditor", "network_admin"] as const)(
    "%s is refused what is not for it, and that changes nothing",
    async (role) => {
      const call = await callerWithRole({ ...running, api: own.call }, role);
      const before = await snapshot(running.portal.context, own.account.accountId, USE);
      const closed = seeded().filter(({ operation }) => !operation["x-roles"].includes(role));
      expect(closed.length).toBeGreaterThan(20);
      for (const route of closed) {
        const answer = await request(call, route, idsOf(route.path, own), bodyOf(route, own));
        expect(answer.status, route.name).toBe(403);
      }
      expect(await snapshot(running.portal.context, own.account.accountId, USE)).toEqual(before);
    },
  );

  test("a person is refused what is not for everybody, and that changes nothing", async () => {
    const { call } = await sessionCaller(running, own, "account_user");
    expect((await call("GET", "/me")).status).toBe(200);
    const before = await snapshot(running.portal.context, own.account.accountId, USE);
    const closed = seeded().filter(({ operation }) => !operation["x-roles"].includes("person"));
    expect(closed.length).toBeGreaterThan(70);
    for (const route of closed) {
      const answer = await request(call, route, idsOf(route.path, own), bodyOf(route, own));
      expect(answer.status, route.name).toBe(403);
    }
    expect(await snapshot(running.portal.context, own.account.accountId, USE)).toEqual(before);
  });

  test("an administrator's session does nothing for a page of another site", async () => {
    const before = await snapshot(running.portal.context, own.account.accountId, [
      ...USE,
      "actors",
      "portal_sessions",
      "change_logs",
    ]);
    for (const site of ["cross-site", "same-site"]) {
      const { call } = await sessionCaller(running, own, "account_admin_user", { headers: { "sec-fetch-site": site } });
      for (const route of seeded()) {
        const answer = await request(call, route, idsOf(route.path, own), bodyOf(route, own));
        expect(answer.status, route.name).toBe(403);
      }
    }
    expect(
      await snapshot(running.portal.context, own.account.accountId, [
        ...USE,
        "actors",
        "portal_sessions",
        "change_logs",
      ]),
    ).toEqual(before);
  });

  test("an auditor changes nothing by whatever is open to it", async () => {
    const call = await callerWithRole({ ...running, api: own.call }, "auditor");
    const before = await snapshot(running.portal.context, own.account.accountId, USE);
    for (const route of seeded().filter(({ operation }) => operation["x-roles"].includes("auditor"))) {
      if (route.method !== "GET") await request(call, route, idsOf(route.path, own), bodyOf(route, own));
    }
    expect(await snapshot(running.portal.context, own.account.accountId, USE)).toEqual(before);
  });

  test("only administrators write about people, policies, sign-in and tokens of the API", () => {
    const delicate = /^\/(actors|groups|policies|api_clients|[a-z_]*auth_providers|[a-z_]*directories|account)\b/;
    const routesThere = routes.filter(({ method, path }) => method !== "GET" && delicate.test(path));
    expect(routesThere.length).toBeGreaterThan(20);
    for (const { name, operation } of routesThere) expect(operation["x-roles"], name).toEqual(["admin"]);
  });
});
