import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertPortalSession, sealSession } from "../src/auth/sessions.ts";
import { Browser } from "./browser.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let providerId: string;

beforeAll(async () => {
  running = await runPortal();
  const [provider] = (await running.api("GET", "/email_otp_auth_providers")).body.data;
  providerId = provider.id;
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

let people = 0;

async function person(type = "account_admin_user") {
  people += 1;
  const email = `person${people}@acme.test`;
  const answer = await running.api("POST", "/actors", { actor: { name: `Person ${people}`, type, email } });
  return { id: String(answer.body.data.id), email };
}

/** A browser with a session, as a finished sign-in leaves it. */
async function signedIn(actorId: string, lifetimeSeconds = 600) {
  const { context } = running.portal;
  const session = {
    accountId: running.account.accountId,
    actorId,
    authProviderId: providerId,
    lifetimeSeconds,
    remote: { ip: "192.0.2.7", region: null, city: null, lat: null, lon: null },
    userAgent: "Firefox/140.0",
  } as const;
  const inserted = await context.db.transaction().execute((trx) => insertPortalSession(trx, session, context.now()));
  const browser = new Browser(running.url);
  browser.cookies.set(`fz_session_${running.account.accountId}`, await sealSession(context, inserted));
  return { browser, sessionId: inserted.id };
}

const asAccount = () => ({ "x-account": running.account.slug, accept: "application/json" });

describe("a session", () => {
  test("shows who is signed in, on a page that lets no other site's script run", async () => {
    const { id, email } = await person("account_user");
    const { browser } = await signedIn(id);
    const page = await browser.open(`/${running.account.slug}`);
    expect(page.status).toBe(200);
    expect(page.html).toContain(email);
    expect(page.html).toContain("nothing to administer");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("cache-control")).toBe("no-store");
  });

  test("ends by signing out, in the database too", async () => {
    const { id } = await person();
    const { browser, sessionId } = await signedIn(id);
    const copy = new Browser(running.url);
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    await browser.open(`/${running.account.slug}`);
    const answer = await browser.submit(`/${running.account.slug}/sign_out`);
    expect(answer.status).toBe(303);
    const row = await running.portal.context.db
      .selectFrom("portal_sessions")
      .select("id")
      .where("id", "=", sessionId)
      .executeTakeFirst();
    expect(row).toBeUndefined();
    expect((await copy.open(`/${running.account.slug}`)).location).toBe(
      `/${running.account.slug}/sign_in?notice=ended`,
    );
  });

  test("ends everywhere at once when asked to", async () => {
    const { id } = await person();
    const here = await signedIn(id);
    const there = await signedIn(id);
    await here.browser.open(`/${running.account.slug}`);
    await here.browser.submit(`/${running.account.slug}/sign_out_everywhere`);
    expect((await there.browser.open(`/${running.account.slug}`)).location).toContain("notice=ended");
  });

  test("does not outlive its person, its provider's being on, or its time", async () => {
    const { id } = await person();
    const { browser } = await signedIn(id);
    const path = `/${running.account.slug}`;
    expect((await browser.open(path)).status).toBe(200);
    await running.api("PATCH", `/actors/${id}`, { actor: { is_disabled: true } });
    expect((await browser.open(path)).status).toBe(303);
    const other = await person();
    const { db } = running.portal.context;
    const second = await signedIn(other.id);
    await db.updateTable("auth_providers").set({ context: "clients_only" }).where("id", "=", providerId).execute();
    expect((await second.browser.open(path)).status).toBe(303);
    await db
      .updateTable("auth_providers")
      .set({ context: "clients_and_portal" })
      .where("id", "=", providerId)
      .execute();
    expect((await second.browser.open(path)).status).toBe(200);
    await db.updateTable("auth_providers").set({ is_disabled: true }).where("id", "=", providerId).execute();
    await db.updateTable("auth_providers").set({ is_disabled: false }).where("id", "=", providerId).execute();
    expect((await second.browser.open(path)).status).toBe(303);
    const brief = await signedIn(other.id, -1);
    expect((await brief.browser.open(path)).status).toBe(303);
  });

  test("of one account is none in another, even under the other's cookie name", async () => {
    const { id } = await person();
    const { browser } = await signedIn(id);
    const foreign = crypto.randomUUID();
    const [[name, value]] = [...browser.cookies];
    browser.cookies.set(name.replace(running.account.accountId, foreign), value);
    expect((await browser.open("/sites", { headers: { ...asAccount(), "x-account": foreign } })).status).toBe(401);
    browser.cookies.set(name, `${value.slice(0, -3)}AAA`);
    expect((await browser.open(`/${running.account.slug}`)).status).toBe(303);
  });

  test("is not ended by a form of another site or one without the page's token", async () => {
    const { id } = await person();
    const { browser } = await signedIn(id);
    const path = `/${running.account.slug}/sign_out`;
    expect((await browser.post(path, {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await browser.post(path, {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await browser.post(path, { _check: "guess" })).status).toBe(403);
    expect((await browser.open(`/${running.account.slug}`)).status).toBe(200);
  });
});

describe("the management API with a session", () => {
  test("answers a person by their role, and logs the request as theirs", async () => {
    const { id, email } = await person();
    const { browser } = await signedIn(id);
    const answer = await browser.open("/sites", { headers: asAccount() });
    expect(answer.status).toBe(200);
    const { body } = await running.api("GET", `/logs?type=api_request&actor_id=${id}`);
    expect(body.data[0]).toMatchObject({ actor_id: id, api_token_id: null, path: "/sites" });
    const created = await browser.open("/sites", {
      method: "POST",
      body: JSON.stringify({ site: { name: "By hand" } }),
      headers: { ...asAccount(), "content-type": "application/json", origin: running.url },
    });
    expect(created.status).toBe(201);
    const changes = await running.api("GET", `/logs?type=change&actor_email=${email}`);
    expect(changes.body.data[0]).toMatchObject({ object: "sites", operation: "insert", subject: { actor_id: id } });
  });

  test("is not for people without a role, and not for pages of other sites", async () => {
    const member = await signedIn((await person("account_user")).id);
    expect((await member.browser.open("/sites", { headers: asAccount() })).status).toBe(403);
    const { browser } = await signedIn((await person()).id);
    const post = (more: Record<string, string>) =>
      browser.open("/sites", {
        method: "POST",
        body: JSON.stringify({ site: { name: "Elsewhere" } }),
        headers: { ...asAccount(), "content-type": "application/json", ...more },
      });
    expect((await post({ origin: "https://evil.example" })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await browser.open("/sites", { headers: { accept: "application/json" } })).status).toBe(401);
  });
});

describe("the first page", () => {
  test("finds an account by its name and takes along what an app asked for", async () => {
    const browser = new Browser(running.url);
    expect((await browser.open("/")).html).toContain("Account name");
    const { location } = await browser.open(
      `/?account=${running.account.slug.toUpperCase()}&as=headless-client&state=x`,
    );
    expect(location).toBe(`/${running.account.slug}/sign_in?as=headless-client&state=x`);
    const unknown = await browser.open("/?account=%3Cscript%3E");
    expect(unknown.status).toBe(404);
    expect(unknown.html).toContain("&lt;script&gt;");
  });

  test("an unknown account or path is a page for people and the plain error for programs", async () => {
    const browser = new Browser(running.url);
    for (const path of ["/nobody-here", `/${running.account.slug}/nowhere/else`]) {
      const page = await browser.open(path);
      expect(page.status).toBe(404);
      expect(page.html).toContain("There is nothing here");
      const answer = await browser.open(path, { headers: { accept: "application/json" } });
      expect(JSON.parse(answer.html)).toEqual({ error: { reason: "Not Found" } });
    }
  });
});

test(
  "too many pages in a row are refused for a while, and then served again",
  async () => {
    let clock = Date.now();
    const strict = await runPortal({ webBucket: { refillPerSecond: 10, capacity: 20 } }, () => clock);
    const browser = new Browser(strict.url);
    const statuses = [];
    for (let visits = 0; visits < 21; visits += 1) statuses.push((await browser.open("/")).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
    expect((await browser.open("/")).headers.get("retry-after")).toBe("5");
    clock += 5_000;
    expect((await browser.open("/")).status).toBe(200);
    await strict[Symbol.asyncDispose]();
  },
  START_TIMEOUT_MS,
);
