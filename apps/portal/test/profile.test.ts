import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeDevice } from "./fake-device.ts";
import { type Peopled, runPeopled, signIn } from "./peopled.ts";
import { runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const PATIENCE_MS = 60_000;

let portal: Peopled;
let running: Peopled["running"];
let world: Peopled["world"];
let api: Peopled["api"];
let person: Peopled["person"];
let emailProviderId: Peopled["emailProviderId"];
let signedIn: Peopled["signedIn"];
let ahead = 0;

beforeAll(async () => {
  portal = await runPeopled(() => Date.now() + ahead);
  ({ running, world, api, person, emailProviderId, signedIn } = portal);
}, START_TIMEOUT_MS);
afterAll(() => portal[Symbol.asyncDispose]());

/** An account has one of them. */
async function passwordProvider(): Promise<{ readonly id: string }> {
  const { data } = (await api("GET", "/auth_providers?limit=100")).body;
  const known = data.find(({ type }: { type: string }) => type === "userpass");
  return known ?? world.created("/auth_providers", { auth_provider: { type: "userpass", name: "Password" } });
}

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
    const { call } = await signIn(slow, sara.id, provider.id);
    const statuses = await Promise.all(Array.from({ length: 301 }, async () => (await call("GET", "/me")).status));
    expect(statuses.filter((status) => status === 200).length).toBe(300);
    expect(statuses.filter((status) => status === 429).length).toBe(1);
  });
});
