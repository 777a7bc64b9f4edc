import { afterAll, beforeAll, expect, test } from "vitest";
import { endExpiredAccess } from "../src/access/ends.ts";
import { endRequests } from "../src/access/requests.ts";
import { insertPortalSession, sealSession } from "../src/auth/sessions.ts";
import { callerWithRole } from "./caller.ts";
import { type ApiAnswer, populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;
let clockOffset = 0;

beforeAll(async () => {
  running = await runPortal({}, () => Date.now() + clockOffset);
  world = await populate(running);
  await world.created("/actors", {
    actor: { name: "Ada", type: "account_admin_user", email: "ada@acme.example" },
  });
  await running.api("PATCH", `/resources/${world.resource.id}`, { resource: { is_requestable: true } });
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const HOUR = 3_600;

/** A person who has signed in, and calls the API as themselves. */
async function person(name: string) {
  const { context, url } = { context: running.portal.context, url: running.url };
  const actor = await world.created("/actors", {
    actor: { name, type: "account_user", email: `${name.toLowerCase()}@acme.example` },
  });
  const [provider] = (await running.api("GET", "/email_otp_auth_providers")).body.data;
  const session = {
    accountId: running.account.accountId,
    actorId: actor.id,
    authProviderId: provider.id,
    lifetimeSeconds: 60 * HOUR,
    remote: { ip: "192.0.2.7", region: null, city: null, lat: null, lon: null },
    userAgent: "Firefox/140.0",
  };
  const inserted = await context.db.transaction().execute((trx) => insertPortalSession(trx, session, context.now()));
  const cookie = `fz_session_${running.account.accountId}=${await sealSession(context, inserted)}`;
  const call = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const headers: Record<string, string> = { cookie, "x-account": running.account.slug, origin: url };
    if (body !== undefined) headers["content-type"] = "application/json";
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  const ask = async (over: object = {}) => {
    const access_request = { resource_id: world.resource.id, duration_secs: HOUR, reason: "on call", ...over };
    return call("POST", "/access/requests", { access_request });
  };
  return { actor, call, ask };
}

const decide = (id: string, what: string, access_request: object = {}) =>
  running.api("POST", `/access/requests/${id}/${what}`, { access_request });
const mayReach = async (actor_id: string) =>
  (await running.api("POST", "/access/explain", { actor_id, resource_id: world.resource.id })).body.data.allowed;
const mails = async () => {
  const rows = await running.portal.context.db.selectFrom("outbound_mails").selectAll().execute();
  return rows.map(({ recipient, subject, body }) => `${recipient} | ${subject} | ${body}`);
};

test("a person asks, an administrator adds them to a group for a time, and both hear of it", async () => {
  const noor = await person("Noor");
  const offers = await noor.call("GET", "/access/catalogue");
  expect(offers.body.data).toMatchObject([{ id: world.resource.id, name: "Shed", pending_request_id: null }]);
  const asked = await noor.ask();
  expect(asked.status).toBe(201);
  const { id } = asked.body.data;
  expect(asked.headers.get("location")).toBe(`/access/requests/${id}`);
  expect((await noor.ask()).body.validation_errors).toHaveProperty("base");
  expect((await noor.call("POST", `/access/requests/${id}/approve`, { access_request: {} })).status).toBe(403);
  expect(await mayReach(noor.actor.id)).toBe(false);
  const approved = await decide(id, "approve", { group_id: world.group.id, note: "for tonight" });
  expect(approved.body.data).toMatchObject({ status: "approved", group_id: world.group.id, note: "for tonight" });
  const detailed = (await running.api("GET", `/access/requests/${id}?include=details`)).body.data;
  expect(detailed).toMatchObject({ actor_name: "Noor", resource_name: "Shed", group_name: "Pilots" });
  expect(approved.body.data).not.toHaveProperty("actor_name");
  expect(await mayReach(noor.actor.id)).toBe(true);
  const sent = await mails();
  expect(sent).toContainEqual(
    expect.stringMatching(/^ada@acme.example \| Noor asks for access to Shed \| .*1 h.*on call/s),
  );
  expect(sent).toContainEqual(expect.stringMatching(/^noor@acme.example \| .* was approved.*for tonight/s));
  clockOffset = (HOUR + 1) * 1_000;
  expect(await mayReach(noor.actor.id)).toBe(false);
  await endExpiredAccess(running.portal.context);
  await endRequests(running.portal.context);
  expect((await noor.call("GET", `/access/requests/${id}`)).body.data.status).toBe("ended");
  const members = await running.api("GET", `/groups/${world.group.id}/memberships`);
  expect(members.body.data).not.toContainEqual(expect.objectContaining({ id: noor.actor.id }));
  clockOffset = 0;
});

test("without a group, one is made for the request alone, and goes when the time is over", async () => {
  const { actor, ask } = await person("Bram");
  const { id } = (await ask()).body.data;
  const { body } = await decide(id, "approve", { duration_secs: 2 * HOUR });
  expect(Date.parse(body.data.access_ends_at) - Date.now()).toBeGreaterThan(1.9 * HOUR * 1_000);
  expect(await mayReach(actor.id)).toBe(true);
  clockOffset = (2 * HOUR + 1) * 1_000;
  await endExpiredAccess(running.portal.context);
  await endRequests(running.portal.context);
  clockOffset = 0;
  expect(await mayReach(actor.id)).toBe(false);
  expect((await running.api("GET", `/groups/${body.data.group_id}`)).status).toBe(404);
});

test("of two who decide at once one wins and the other is told so", async () => {
  const { ask, actor } = await person("Cleo");
  const { id } = (await ask()).body.data;
  const answers = await Promise.all([
    decide(id, "approve"),
    decide(id, "refuse", { note: "no" }),
    decide(id, "approve"),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const winner = answers.find(({ status }) => status === 200);
  expect(await mayReach(actor.id)).toBe(winner?.body.data.status === "approved");
});

test("requests can be refused with a note, taken back, and are over after a week", async () => {
  const { ask, call } = await person("Dirk");
  const refused = (await ask()).body.data.id;
  expect((await decide(refused, "refuse", { note: "ask your lead" })).body.data).toMatchObject({ status: "refused" });
  expect(await mails()).toContainEqual(expect.stringMatching(/^dirk@acme.example .* was refused.*ask your lead/s));
  const cancelled = (await ask()).body.data.id;
  expect((await call("POST", `/access/requests/${cancelled}/cancel`)).body.data.status).toBe("cancelled");
  expect((await decide(cancelled, "approve")).status).toBe(409);
  const old = (await ask()).body.data.id;
  clockOffset = 8 * 24 * HOUR * 1_000;
  expect((await decide(old, "approve")).status).toBe(409);
  await endRequests(running.portal.context);
  clockOffset = 0;
  expect((await running.api("GET", `/access/requests/${old}`)).body.data.status).toBe("expired");
});

test("people see their own requests only, and ask for what may be asked for only, for themselves only", async () => {
  const [emma, finn] = [await person("Emma"), await person("Finn")];
  const { id } = (await emma.ask()).body.data;
  expect((await finn.call("GET", `/access/requests/${id}`)).status).toBe(404);
  expect((await finn.call("POST", `/access/requests/${id}/cancel`)).status).toBe(404);
  expect((await finn.call("GET", "/access/requests")).body.data).toEqual([]);
  expect((await finn.ask({ actor_id: emma.actor.id })).status).toBe(403);
  expect((await finn.ask({ resource_id: running.account.internetResourceId })).status).toBe(404);
  expect((await finn.ask({ duration_secs: 1 })).body.validation_errors).toHaveProperty("duration_secs");
  expect((await finn.ask({ duration_secs: 91 * 24 * HOUR })).body.validation_errors).toHaveProperty("duration_secs");
  const auditor = await callerWithRole(running, "auditor");
  expect((await auditor("GET", `/access/requests/${id}`)).status).toBe(200);
  expect((await auditor("POST", `/access/requests/${id}/refuse`, { access_request: {} })).status).toBe(403);
});

test("a person asks twenty times an hour at most, whatever becomes of the requests", async () => {
  const eager = await person("Eager");
  const before = (await mails()).length;
  const attempts = Array.from({ length: 24 }, async () => {
    const { status, body } = await eager.ask();
    if (status === 201) await eager.call("POST", `/access/requests/${body.data.id}/cancel`);
  });
  await Promise.all(attempts);
  let last = await eager.ask();
  for (let i = 0; i < 20 && last.status === 201; i++) {
    await eager.call("POST", `/access/requests/${last.body.data.id}/cancel`);
    last = await eager.ask();
  }
  expect([last.status, last.headers.get("retry-after")]).toEqual([429, "3600"]);
  expect((await mails()).length - before).toBe(20);
});

test("a group that does not lead to the resource is refused, and the request stays pending", async () => {
  const { ask } = await person("Gijs");
  const { id } = (await ask()).body.data;
  const other = await world.created("/groups", { group: { name: "Cooks" } });
  const { status, body } = await decide(id, "approve", { group_id: other.id });
  expect(status).toBe(422);
  expect(body.validation_errors).toHaveProperty("group_id");
  expect((await running.api("GET", `/access/requests/${id}`)).body.data.status).toBe("pending");
});

const membershipEnd = async (actor_id: string) => {
  const { data } = (await running.api("GET", `/groups/${world.group.id}/memberships`)).body;
  const member = data.find(({ id }: { id: string }) => id === actor_id);
  return member && { ends: member.expires_at ?? null };
};
const approvedFor = async (ask: (over?: object) => Promise<ApiAnswer>, access_request: object) => {
  const { id } = (await ask()).body.data;
  const { status, body } = await decide(id, "approve", access_request);
  expect(status).toBe(200);
  return body.data;
};

test("access is ended before its time by whoever may give it, and all that was made for it is gone", async () => {
  const hugo = await person("Hugo");
  const { id, group_id } = await approvedFor(hugo.ask, {});
  expect(await mayReach(hugo.actor.id)).toBe(true);
  expect((await hugo.call("POST", `/access/requests/${id}/end`, { access_request: {} })).status).toBe(403);
  const ended = (await decide(id, "end", { note: "the repair is done" })).body.data;
  expect(ended).toMatchObject({ status: "ended", end_note: "the repair is done", ended_by: expect.any(String) });
  expect(Math.abs(Date.parse(ended.access_ends_at) - Date.now())).toBeLessThan(60_000);
  expect(await mayReach(hugo.actor.id)).toBe(false);
  expect((await running.api("GET", `/groups/${group_id}`)).status).toBe(404);
  expect((await decide(id, "end")).status).toBe(409);
  expect(await mails()).toContainEqual(
    expect.stringMatching(/^hugo@acme.example .* ended before its time.*the repair is done/s),
  );
  await expect
    .poll(async () => {
      const { data } = (await running.api("GET", "/logs?type=change&object=access_requests")).body;
      return data.find(
        ({ after }: { after: { id: string; status: string } }) => after.id === id && after.status === "ended",
      );
    })
    .toMatchObject({ subject: { actor_id: ended.ended_by } });
});

test("an ending takes away what that request gave to a membership, and nothing else", async () => {
  const { ask, actor } = await person("Iris");
  const byGroup = (hours: number) => ({ group_id: world.group.id, duration_secs: hours * HOUR });
  const add = (member: object) =>
    running.api("PATCH", `/groups/${world.group.id}/memberships`, {
      memberships: { add: [{ actor_id: actor.id, ...member }] },
    });

  const alone = await approvedFor(ask, byGroup(1));
  await decide(alone.id, "end");
  expect(await membershipEnd(actor.id)).toBeUndefined();

  const own = new Date(Date.now() + HOUR * 1_000).toISOString();
  await add({ expires_at: own });
  const first = await approvedFor(ask, byGroup(2));
  const second = await approvedFor(ask, byGroup(3));
  expect(await membershipEnd(actor.id)).toEqual({ ends: second.access_ends_at });
  await decide(first.id, "end");
  expect(await membershipEnd(actor.id)).toEqual({ ends: second.access_ends_at });
  await decide(second.id, "end");
  expect(Date.parse((await membershipEnd(actor.id))?.ends)).toBe(Date.parse(own));

  const third = await approvedFor(ask, byGroup(2));
  const fourth = await approvedFor(ask, byGroup(3));
  await decide(fourth.id, "end");
  expect(Date.parse((await membershipEnd(actor.id))?.ends)).toBe(Date.parse(third.access_ends_at));
  await add({ expires_at: null });
  await decide(third.id, "end");
  expect(await membershipEnd(actor.id)).toEqual({ ends: null });
});

test("of two who end it at once one wins", async () => {
  const { ask } = await person("Jet");
  const { id } = await approvedFor(ask, {});
  const answers = await Promise.all([decide(id, "end"), decide(id, "end"), decide(id, "end")]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const pending = (await ask()).body.data.id;
  expect((await decide(pending, "end")).status).toBe(409);
});
