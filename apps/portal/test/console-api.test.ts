import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertPortalSession, sealSession } from "../src/auth/sessions.ts";
import { Browser } from "./browser.ts";
import { callerWithRole } from "./caller.ts";
import { DescribedAnswers, readDescription } from "./described-answers.ts";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const PATIENCE_MS = 60_000;

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;
let described: DescribedAnswers;
let ahead = 0;

beforeAll(async () => {
  running = await runPortal({}, () => Date.now() + ahead);
  world = await populate(running);
  described = new DescribedAnswers(await readDescription(running.url));
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

/** Each answer is held against the description as well. */
async function api(method: string, path: string, body?: unknown) {
  const answer = await running.api(method, path, body);
  const type = String(answer.headers.get("content-type")).split(";")[0];
  expect(described.objection(method, path, answer.status, type, answer.body), `${method} ${path}`).toBeUndefined();
  return answer;
}

async function person(name: string, type = "account_admin_user"): Promise<string> {
  return (await world.created("/actors", { actor: { name, type, email: `${name}@acme.example` } })).id;
}

/** A browser that is signed in as the person. */
async function signedIn(actorId: string, authProviderId: string, on = running) {
  const { context } = on.portal;
  const remote = { ip: "192.0.2.7", region: null, city: null, lat: null, lon: null } as const;
  const owner = { accountId: on.account.accountId, actorId, authProviderId };
  const session = await context.db
    .transaction()
    .execute((trx) =>
      insertPortalSession(trx, { ...owner, lifetimeSeconds: 600, remote, userAgent: "Firefox/140.0" }, context.now()),
    );
  const browser = new Browser(on.url);
  browser.cookies.set(`fz_session_${owner.accountId}`, await sealSession(context, session));
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = {
      "x-account": on.account.slug,
      accept: "application/json",
      origin: on.url,
      "content-type": "application/json",
    };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const { status, html } = await browser.open(path, init);
    return { status, body: JSON.parse(html) };
  };
  return { call, sessionId: session.id };
}

async function emailProviderId(): Promise<string> {
  return (await api("GET", "/email_otp_auth_providers")).body.data[0].id;
}

/** An account has one of them. */
async function passwordProvider(): Promise<{ readonly id: string }> {
  const { data } = (await api("GET", "/auth_providers?limit=100")).body;
  const known = data.find(({ type }: { type: string }) => type === "userpass");
  return known ?? world.created("/auth_providers", { auth_provider: { type: "userpass", name: "Password" } });
}

describe("authentication providers", () => {
  const oidc = {
    name: "SSO",
    client_id: "portal",
    client_secret: "canary-secret",
    discovery_document_uri: "https://sso.acme.example/.well-known/openid-configuration",
  };

  test("are made and changed, and never show their secret", async () => {
    const made = await api("POST", "/auth_providers", { auth_provider: { type: "oidc", ...oidc } });
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject({
      name: "SSO",
      issuer: "https://sso.acme.example",
      context: "clients_and_portal",
      client_session_lifetime_secs: null,
      is_default: false,
      email_verification_method: "claim",
    });
    const path = `/auth_providers/${made.body.data.id}`;
    expect(made.headers.get("location")).toBe(path);
    const stock = (await api("GET", `/oidc_auth_providers/${made.body.data.id}`)).body.data;
    expect(Object.keys(stock).sort()).toEqual(
      Object.keys({
        id: 0,
        account_id: 0,
        name: 0,
        issuer: 0,
        context: 0,
        client_session_lifetime_secs: 0,
        portal_session_lifetime_secs: 0,
        is_disabled: 0,
        is_default: 0,
        client_id: 0,
        discovery_document_uri: 0,
        email_verification_method: 0,
        inserted_at: 0,
        updated_at: 0,
      }).sort(),
    );
    const moved = await api("PATCH", path, { auth_provider: { type: "okta" } });
    expect(Object.keys(moved.body.validation_errors)).toEqual(["type"]);
    const change = { client_session_lifetime_secs: 3_600, allowed_domains: ["Acme.Example"], create_people: true };
    await api("PATCH", path, { auth_provider: change });
    const detailed = (await api("GET", `${path}?include=details`)).body.data;
    expect(detailed).toMatchObject({
      client_session_lifetime_secs: 3_600,
      has_client_secret: true,
      create_people: true,
      allowed_domains: ["acme.example"],
      groups_claim: null,
      client_tokens_count: 0,
    });
    await api("PATCH", path, { auth_provider: { client_secret: null, client_session_lifetime_secs: null } });
    expect((await api("GET", `${path}?include=details`)).body.data).toMatchObject({
      has_client_secret: false,
      client_session_lifetime_secs: null,
      create_people: true,
    });
    const unchanged = (await api("GET", path)).body.data.updated_at;
    expect((await api("PATCH", path, { auth_provider: {} })).body.data.updated_at).toBe(unchanged);
    const log = await api("GET", "/logs?type=change&limit=100");
    expect(JSON.stringify([made.body, detailed, log.body])).not.toContain("canary-secret");
    expect((await api("DELETE", path)).status).toBe(200);
    expect((await api("GET", path)).status).toBe(404);
  });

  test("follow their domain to another issuer, and one at most is the default", async () => {
    const okta = { type: "okta", name: "Okta", client_id: "portal", okta_domain: "acme.okta.com", is_default: true };
    const first = (await api("POST", "/auth_providers", { auth_provider: okta })).body.data;
    expect(first).toMatchObject({ issuer: "https://acme.okta.com", is_default: true });
    const moved = await api("PATCH", `/auth_providers/${first.id}`, {
      auth_provider: { okta_domain: "acme.okta-emea.com" },
    });
    expect(moved.body.data.issuer).toBe("https://acme.okta-emea.com");
    const google = (
      await api("POST", "/auth_providers", { auth_provider: { type: "google", name: "Google", is_default: true } })
    ).body.data;
    expect(google).toMatchObject({ issuer: "https://accounts.google.com", is_default: true });
    expect((await api("GET", `/okta_auth_providers/${first.id}`)).body.data.is_default).toBe(false);
    const again = await api("POST", "/auth_providers", { auth_provider: { type: "google", name: "Second" } });
    expect([again.status, Object.keys(again.body.validation_errors)]).toEqual([422, ["base"]]);
    const all = await api("GET", "/auth_providers");
    expect(all.body.data.map(({ type }: { type: string }) => type).sort()).toEqual(["email_otp", "google", "okta"]);
  });

  test("what is wrong is named, all at once", async () => {
    const { status, body } = await api("POST", "/auth_providers", {
      auth_provider: {
        type: "oidc",
        context: "nowhere",
        client_session_lifetime_secs: 60,
        portal_session_lifetime_secs: "long",
        discovery_document_uri: "ftp://x",
        allowed_domains: "acme.example",
        is_disabled: null,
      },
    });
    expect(status).toBe(422);
    expect(Object.keys(body.validation_errors)).toEqual(
      expect.arrayContaining([
        "name",
        "context",
        "client_session_lifetime_secs",
        "portal_session_lifetime_secs",
        "discovery_document_uri",
        "client_id",
        "allowed_domains",
        "is_disabled",
      ]),
    );
    const entra = await api("POST", "/auth_providers", { auth_provider: { type: "entra", name: "Entra" } });
    expect(Object.keys(entra.body.validation_errors)).toEqual(["issuer"]);
    const untyped = await api("POST", "/auth_providers", { auth_provider: { name: "x" } });
    expect(Object.keys(untyped.body.validation_errors)).toEqual(["type"]);
    const id = await emailProviderId();
    const refused = await api("PATCH", `/auth_providers/${id}`, { auth_provider: { is_default: true } });
    expect(Object.keys(refused.body.validation_errors)).toEqual(["is_default"]);
    expect((await api("GET", `/oidc_auth_providers/${id}`)).status).toBe(404);
  });

  test("their sessions end when that is asked for, and when they are turned off", async () => {
    const id = await emailProviderId();
    const actorId = await person("ben", "account_user");
    const first = await signedIn(actorId, id);
    expect((await first.call("GET", "/me")).body.data).toMatchObject({ role: "person", api_token_id: null });
    const path = `/auth_providers/${id}`;
    expect((await api("GET", `${path}?include=details`)).body.data.portal_sessions_count).toBe(1);
    expect((await api("DELETE", `${path}/sessions`)).body.data).toEqual({ deleted_count: 1 });
    expect((await first.call("GET", "/me")).status).toBe(401);
    const second = await signedIn(actorId, id);
    await api("PATCH", path, { auth_provider: { is_disabled: true } });
    expect((await second.call("GET", "/me")).status).toBe(401);
    await api("PATCH", path, { auth_provider: { is_disabled: false } });
    expect((await second.call("GET", "/me")).status).toBe(401);
  });
});

describe("people", () => {
  test("see and end their own sessions only; administrators end anyone's", async () => {
    const id = await emailProviderId();
    const [ada, bob] = [await person("ada"), await person("bob", "account_user")];
    const [a, b] = [await signedIn(ada, id), await signedIn(bob, id)];
    const own = await b.call("GET", "/me/portal_sessions");
    expect(own.body.data.map((session: { id: string }) => session.id)).toEqual([b.sessionId]);
    expect((await b.call("DELETE", `/me/portal_sessions/${a.sessionId}`)).status).toBe(404);
    expect((await b.call("GET", `/actors/${ada}/portal_sessions`)).status).toBe(403);
    const sessions = await api("GET", `/actors/${bob}/portal_sessions`);
    expect(sessions.body.data[0]).toMatchObject({ id: b.sessionId, remote_ip: "192.0.2.7", auth_provider_id: id });
    expect((await a.call("DELETE", `/actors/${bob}/portal_sessions/${b.sessionId}`)).status).toBe(200);
    expect((await b.call("GET", "/me")).status).toBe(401);
    expect((await api("DELETE", `/actors/${ada}/portal_sessions`)).body.data).toEqual({ deleted_count: 1 });
  });

  test("cannot shut themselves or the last administrator out", async () => {
    const id = await emailProviderId();
    const admins = (await api("GET", "/actors?type=account_admin_user")).body.data;
    for (const admin of admins) await api("DELETE", `/actors/${admin.id}`);
    const [eve, fay] = [await person("eve"), await person("fay")];
    const { call } = await signedIn(eve, id);
    expect((await call("DELETE", `/actors/${eve}`)).status).toBe(403);
    expect((await call("PATCH", `/actors/${eve}`, { actor: { is_disabled: true } })).status).toBe(403);
    expect((await call("PATCH", `/actors/${fay}`, { actor: { is_disabled: true } })).status).toBe(200);
    const demotion = await call("PATCH", `/actors/${eve}`, { actor: { type: "account_user" } });
    expect(demotion).toMatchObject({ status: 403, body: { detail: expect.stringContaining("last administrator") } });
    expect((await call("PATCH", `/actors/${fay}`, { actor: { is_disabled: false } })).status).toBe(200);
    const both = await Promise.all(
      [eve, fay].map((admin) => call("PATCH", `/actors/${admin}`, { actor: { type: "account_user" } })),
    );
    expect(both.map(({ status }) => status).sort()).toContain(200);
    expect((await api("GET", "/actors?type=account_admin_user")).body.metadata.count).toBe(1);
  });

  test("are given passwords that nobody reads, and what came from the old one ends", async () => {
    const provider = await passwordProvider();
    const leo = await person("leo", "account_user");
    const path = `/actors/${leo}/password`;
    const short = await api("PUT", path, { password: { value: "short" } });
    expect([short.status, Object.keys(short.body.validation_errors)]).toEqual([422, ["value"]]);
    expect((await api("PUT", path, { password: { value: "correct horse battery" } })).body.data).toEqual({ id: leo });
    const { call } = await signedIn(leo, provider.id);
    const byMail = await signedIn(leo, await emailProviderId());
    expect((await api("GET", `/actors/${leo}?include=details`)).body.data.has_password).toBe(true);
    await api("PUT", path, { password: { value: "another horse battery" } });
    expect((await call("GET", "/me")).status).toBe(401);
    expect((await byMail.call("GET", "/me")).status).toBe(200);
    const log = JSON.stringify((await api("GET", "/logs?type=change&limit=100")).body);
    expect(log).not.toMatch(/horse|argon2id/);
    await api("DELETE", path);
    expect((await api("GET", `/actors/${leo}?include=details`)).body.data.has_password).toBe(false);
    expect((await api("DELETE", `/actors/${world.actor.id}/password`)).status).toBe(400);
  });

  test("choose where their console begins", async () => {
    const { call } = await signedIn(await person("mia", "account_user"), await emailProviderId());
    expect((await call("GET", "/me")).body.data.start_page).toBe("overview");
    expect((await call("PATCH", "/me", { me: { start_page: "policies" } })).body.data.start_page).toBe("policies");
    expect((await call("GET", "/me")).body.data.start_page).toBe("policies");
    expect((await call("PATCH", "/me", { me: { start_page: "moon" } })).status).toBe(422);
    expect((await call("PATCH", "/me", { me: {} })).body.data.start_page).toBe("policies");
  });

  test("change their own name, and by it nothing else of themselves", async () => {
    const bea = await person("bea", "account_user");
    const { call } = await signedIn(bea, await emailProviderId());
    await call("PATCH", "/me", { me: { start_page: "clients" } });
    const sent = { name: " Bea Adams ", email: "boss@acme.example", type: "account_admin_user" };
    const { body } = await call("PATCH", "/me", { me: sent });
    expect(body.data).toMatchObject({ role: "person", start_page: "clients", actor: { name: "Bea Adams" } });
    expect((await api("GET", `/actors/${bea}`)).body.data).toMatchObject({
      name: "Bea Adams",
      type: "account_user",
      email: "bea@acme.example",
    });
    expect((await call("PATCH", "/me", { me: { name: " " } })).body.validation_errors).toHaveProperty("name");
    expect((await call("PATCH", "/me", { me: { name: null } })).status).toBe(422);
    expect((await api("PATCH", "/me", { me: { name: "Another client" } })).status).toBe(400);
  });

  test("get client tokens where that is asked for by name", async () => {
    const gus = await person("gus", "account_user");
    const expires_at = "2041-03-04T05:06:07Z";
    expect((await api("POST", `/actors/${gus}/client_tokens`, { client_token: { expires_at } })).status).toBe(400);
    const asked = await api("POST", `/actors/${gus}/client_tokens`, { client_token: { expires_at, for_person: true } });
    expect(asked.status).toBe(201);
    const client = `/actors/${running.account.apiActorId}/client_tokens`;
    expect((await api("POST", client, { client_token: { expires_at, for_person: true } })).status).toBe(400);
  });

  test("are mailed where to sign in, three times in three minutes", async () => {
    const ida = await person("ida", "account_user");
    const path = `/actors/${ida}/welcome_mail`;
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await api("POST", path)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    ahead += 180_000;
    expect((await api("POST", path)).body.data).toEqual({ id: ida, email: "ida@acme.example" });
    expect((await api("POST", `/actors/${world.actor.id}/welcome_mail`)).status).toBe(400);
    const { count } = await running.portal.context.db
      .selectFrom("outbound_mails")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("account_id", "=", running.account.accountId)
      .where("recipient", "=", "ida@acme.example")
      .executeTakeFirstOrThrow();
    expect(count).toBe(4);
  });
});

describe("one's own profile", () => {
  const right = "correct horse battery";
  const changed = "battery staple horse";

  test("changes the password by the old one, and leaves only the session that asked", async () => {
    const provider = await passwordProvider();
    const ned = await person("ned");
    await api("PUT", `/actors/${ned}/password`, { password: { value: right } });
    const [here, there] = [await signedIn(ned, provider.id), await signedIn(ned, provider.id)];
    const byMail = await signedIn(ned, await emailProviderId());
    expect((await here.call("GET", "/me")).body.data.actor.has_password).toBe(true);
    const put = (current: string, value: string) => here.call("PUT", "/me/password", { password: { current, value } });
    const wrong = await put("wrong", changed);
    expect([wrong.status, wrong.body.validation_errors]).toEqual([422, { current: ["is wrong"] }]);
    expect(Object.keys((await put(right, "short")).body.validation_errors)).toEqual(["value"]);
    expect((await put(right, changed)).status).toBe(200);
    expect((await there.call("GET", "/me")).status).toBe(401);
    expect((await byMail.call("GET", "/me")).status).toBe(200);
    expect((await put(right, "yet another one")).status).toBe(422);
    const tries = [];
    for (let i = 0; i < 10; i++) tries.push((await put("guess", changed)).status);
    expect(tries).toContain(429);
    expect((await put(changed, right)).status).toBe(429);
  });

  test("gives nobody a first password, and programs none at all", async () => {
    const { call } = await signedIn(await person("olga"), await emailProviderId());
    const password = { current: "whatever it was", value: right };
    expect((await call("PUT", "/me/password", { password })).status).toBe(403);
    expect((await api("PUT", "/me/password", { password })).status).toBe(400);
  });

  test("lists one's browsers and devices, and signs out each or all others", async () => {
    const pia = await person("pia", "account_user");
    const id = await emailProviderId();
    const [here, there, third] = [await signedIn(pia, id), await signedIn(pia, id), await signedIn(pia, id)];
    const { data } = (await here.call("GET", "/me/portal_sessions")).body;
    const current = data.filter((session: { is_current: boolean }) => session.is_current);
    expect([data.length, current.map((session: { id: string }) => session.id)]).toEqual([3, [here.sessionId]]);
    expect((await here.call("DELETE", `/me/portal_sessions/${third.sessionId}`)).status).toBe(200);
    expect((await here.call("DELETE", "/me/portal_sessions")).body.data).toEqual({ deleted_count: 1 });
    expect((await there.call("GET", "/me")).status).toBe(401);

    const mine = async () =>
      world.created(`/actors/${pia}/client_tokens`, {
        client_token: { expires_at: "2041-03-04T05:06:07Z", for_person: true },
      });
    const [one, another] = [await mine(), await mine()];
    const device = await FakeDevice.connect(running.url, "client", one.token, { query: { name: "Pia's laptop" } });
    await device.join();
    const signIns = async () => (await here.call("GET", "/me/client_tokens")).body.data;
    const of = async (token: string) => (await signIns()).find((signIn: { id: string }) => signIn.id === token);
    await expect
      .poll(async () => (await of(one.id)).client, { timeout: PATIENCE_MS })
      .toMatchObject({ name: "Pia's laptop", online: true });
    expect((await of(another.id)).client).toBeNull();
    const stranger = await signedIn(await person("quim", "account_user"), id);
    expect((await stranger.call("DELETE", `/me/client_tokens/${one.id}`)).status).toBe(404);
    expect((await stranger.call("DELETE", "/me/client_tokens")).body.data).toEqual({ deleted_count: 0 });
    expect((await here.call("DELETE", `/me/client_tokens/${one.id}`)).status).toBe(200);
    await expect.poll(() => device.closed, { timeout: PATIENCE_MS }).toBeDefined();
    expect((await here.call("DELETE", "/me/client_tokens")).body.data).toEqual({ deleted_count: 1 });
  });

  test("says what one may reach", async () => {
    const rui = await person("rui", "account_user");
    const { call } = await signedIn(rui, await emailProviderId());
    expect((await call("GET", "/me/resources")).body.data).toEqual([]);
    await api("PATCH", `/groups/${world.group.id}/memberships`, { memberships: { add: [rui] } });
    expect((await call("GET", "/me/resources")).body.data).toMatchObject([
      { name: "Shed", policies: [{ group: { name: "Pilots" } }] },
    ]);
  });

  test("has a budget of its own, which is not that of programs", async () => {
    const at = Date.now();
    await using slow = await runPortal({ apiBucket: { refillPerSecond: 0.5, capacity: 20 } }, () => at);
    const actor = { name: "sara", type: "account_admin_user", email: "sara@acme.example" };
    const { data: sara } = (await slow.api("POST", "/actors", { actor })).body;
    const [provider] = (await slow.api("GET", "/email_otp_auth_providers")).body.data;
    expect((await slow.api("GET", "/me")).status).toBe(429);
    const { call } = await signedIn(sara.id, provider.id, slow);
    const statuses = await Promise.all(Array.from({ length: 301 }, async () => (await call("GET", "/me")).status));
    expect(statuses.filter((status) => status === 200).length).toBe(300);
    expect(statuses.filter((status) => status === 429).length).toBe(1);
  });
});

describe("the account", () => {
  const settings = (change: object) => api("PATCH", "/account/settings", { settings: change });

  test("is renamed, and prescribes resolvers", async () => {
    const { body } = await settings({
      name: " Acme Works ",
      search_domain: "corp.example",
      upstream_dns: "custom",
      upstream_dns_addresses: ["192.0.2.53", "2001:DB8::53"],
      outdated_gateway_mail: false,
    });
    expect(body.data).toMatchObject({
      name: "Acme Works",
      search_domain: "corp.example",
      upstream_dns: "custom",
      upstream_dns_addresses: ["192.0.2.53", "2001:db8::53"],
      outdated_gateway_mail: false,
      internet_resource: true,
    });
    expect((await api("GET", "/account")).body.data.name).toBe("Acme Works");
    await settings({ upstream_dns: null, upstream_dns_addresses: null, search_domain: null });
    expect((await api("GET", "/account/settings")).body.data).toMatchObject({
      name: "Acme Works",
      search_domain: null,
      upstream_dns: "system",
      upstream_dns_addresses: [],
      outdated_gateway_mail: false,
    });
  });

  test("refuses what would not work", async () => {
    const wrong = async (change: object) => {
      const { status, body } = await settings(change);
      expect(status, JSON.stringify(change)).toBe(422);
      return Object.keys(body.validation_errors);
    };
    expect(await wrong({ name: "x" })).toEqual(["name"]);
    expect(await wrong({ upstream_dns: "secure" })).toEqual(["doh_provider"]);
    expect(await wrong({ upstream_dns: "custom" })).toEqual(["upstream_dns_addresses"]);
    expect(await wrong({ upstream_dns_addresses: ["192.0.2.53:53"] })).toEqual(["upstream_dns_addresses"]);
    const many = Array.from({ length: 9 }, (_, i) => `192.0.2.${i}`);
    expect(await wrong({ upstream_dns_addresses: many })).toEqual(["upstream_dns_addresses"]);
    expect(await wrong({ search_domain: "not a domain" })).toEqual(["search_domain"]);
    expect(await wrong({ iceless: null })).toEqual(["iceless"]);
  });

  test("says how much of its limits is used, where there are none too", async () => {
    const { data } = (await api("GET", "/account/usage")).body;
    expect(data.service_accounts).toEqual({ used: 1, total: null });
    const owned = (await api("GET", "/sites?managed_by=account")).body.metadata.count;
    expect(data.sites).toEqual({ used: owned, total: null });
  });
});

describe("events", () => {
  /** Text of a stream until it holds `wanted`, or ends. */
  async function readUntil(stream: ReadableStream<Uint8Array>, wanted: string): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes(wanted)) return text;
    }
    return text;
  }

  async function listen(token: string) {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
    const answer = await fetch(`${running.url}/events`, { headers, signal: stop.signal });
    const { body } = answer;
    if (!body) throw new Error(`no stream: ${answer.status}`);
    return { answer, body, stop: () => stop.abort() };
  }

  async function tokenOf(role: "auditor" | "network_admin") {
    const client = await world.created("/api_clients", { api_client: { name: role, role } });
    const token = await world.created(`/api_clients/${client.id}/tokens`, {
      api_token: { expires_at: "2041-03-04T05:06:07Z" },
    });
    return { clientId: client.id, tokenId: token.id, token: token.token };
  }

  test("say what changed, by the listener's role", async () => {
    const auditor = await listen((await tokenOf("auditor")).token);
    const network = await listen((await tokenOf("network_admin")).token);
    expect(auditor.answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const group = await world.created("/groups", { group: { name: "Heard" } });
    const site = await world.created("/sites", { site: { name: "Heard" } });
    const event = (object: string, id: string) =>
      `event: change\ndata: ${JSON.stringify({ object, operation: "insert", id })}\n\n`;
    const heard = await readUntil(auditor.body, site.id);
    expect(heard).toContain(event("groups", group.id));
    expect(heard).toContain(event("sites", site.id));
    const less = await readUntil(network.body, site.id);
    expect(less).toContain(event("sites", site.id));
    expect(less).not.toContain(group.id);
    auditor.stop();
    network.stop();
  });

  test("end with the token that let the listener in", async () => {
    const { clientId, tokenId, token } = await tokenOf("auditor");
    const { body } = await listen(token);
    await api("DELETE", `/api_clients/${clientId}/tokens/${tokenId}`);
    expect(await readUntil(body, "never")).toContain('"object":"api_tokens"');
  });

  test("are not for too many at once, and those who left make room", async () => {
    const { token } = await tokenOf("auditor");
    const listeners = await Promise.all(Array.from({ length: 50 }, () => listen(token)));
    expect(listeners.map(({ answer }) => answer.status)).toEqual(listeners.map(() => 200));
    const refused = await listen(token);
    expect([refused.answer.status, refused.answer.headers.get("retry-after")]).toEqual([429, "30"]);
    for (const { stop } of listeners) stop();
    await expect
      .poll(async () => {
        const next = await listen(token);
        next.stop();
        return next.answer.status;
      })
      .toBe(200);
  });

  test("need a role", async () => {
    const id = await emailProviderId();
    const { call } = await signedIn(await person("kim", "account_user"), id);
    expect((await call("GET", "/events")).status).toBe(403);
    expect((await (await callerWithRole(running, "auditor"))("POST", "/events")).status).toBe(404);
  });
});

describe("the end of an account", () => {
  test("is confirmed by its slug, shuts everything, and can be taken back by its tokens", async () => {
    const wrong = await api("POST", "/account/deletion", { deletion: { slug: "other" } });
    expect([wrong.status, Object.keys(wrong.body.validation_errors)]).toEqual([422, ["slug"]]);
    const asked = await api("POST", "/account/deletion", { deletion: { slug: running.account.slug } });
    expect(asked.body.data.scheduled_deletion_at).toMatch(/Z$/);
    expect((await api("GET", "/sites")).status).toBe(401);
    expect((await api("POST", "/account/deletion", { deletion: { slug: running.account.slug } })).status).toBe(401);
    expect((await api("DELETE", "/account/deletion")).body.data).toEqual({ scheduled_deletion_at: null });
    expect((await api("GET", "/sites")).status).toBe(200);
    expect((await api("DELETE", "/account/deletion")).status).toBe(409);
  });
});
