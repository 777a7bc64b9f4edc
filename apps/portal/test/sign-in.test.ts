import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Browser } from "./browser.ts";
import { FakeDevice } from "./fake-device.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";
import { PASSWORD, runSignInScene, type SignInScene } from "./sign-in-scene.ts";

const GivenToken = z.object({ token: z.string(), account_slug: z.string() });

let scene: SignInScene;
let passwords: string;
let clock = 0;

beforeAll(async () => {
  scene = await runSignInScene({}, () => Date.now() + clock);
  passwords = await scene.provider("userpass", { name: "Password" });
}, START_TIMEOUT_MS);
afterAll(() => scene[Symbol.asyncDispose]());

const start = async (query = "") => {
  const browser = scene.browser();
  const page = await browser.visit(`/${scene.slug}${query}`);
  return { browser, page };
};
const askForCode = (browser: Browser, email: string) =>
  browser.submit(scene.providerPath(scene.emailProvider), { email });
const typeCode = (browser: Browser, code: string) =>
  browser.submit(`${scene.providerPath(scene.emailProvider)}/code`, { code });
const withPassword = (browser: Browser, email: string, password = PASSWORD) =>
  browser.submit(scene.providerPath(passwords), { email, password });
const count = async (table: "client_tokens" | "portal_sessions", actorId: string) =>
  (await scene.portal.context.db.selectFrom(table).select("id").where("actor_id", "=", actorId).execute()).length;

/** A device with the token is let in. */
async function connects(token: string): Promise<void> {
  const device = await FakeDevice.connect(scene.url, "client", token);
  device.close();
}

describe("a code by e-mail", () => {
  test("signs in to the portal, in any letter case, and is written down", async () => {
    const { id, email } = await scene.person();
    const { browser } = await start();
    const asked = await askForCode(browser, email.toUpperCase());
    await browser.visit(asked.location ?? "");
    const code = await scene.codeFor(email);
    const done = await typeCode(browser, ` ${code.toUpperCase().slice(0, 3)}-${code.slice(3)} `);
    expect(done).toMatchObject({ status: 303, location: `/${scene.slug}` });
    expect((await browser.visit(`/${scene.slug}`)).html).toContain(email);
    const logs = await scene.api("GET", `/logs?type=session&actor_id=${id}`);
    expect(logs.body.data[0]).toMatchObject({ context: "portal", subject: { actor_email: email } });
    expect((await browser.visit("/")).html).toContain(`href="/${scene.slug}/sign_in"`);
  });

  test("works by the link in the same browser, and in no other", async () => {
    const { email } = await scene.person();
    const { browser } = await start();
    await askForCode(browser, email);
    const [mail] = await scene.mailsTo(email);
    const link = /http:\S+/.exec(mail)?.[0] ?? "";
    const elsewhere = await scene.browser().open(link);
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.html).toContain("in the browser in which you began");
    expect(await browser.open(link)).toMatchObject({ status: 303, location: `/${scene.slug}` });
  });

  test("is answered alike for somebody unknown, who gets no mail and no chance", async () => {
    const known = await scene.person();
    const answers = [];
    for (const email of [known.email, "nobody@acme.test"]) {
      const { browser } = await start();
      const asked = await askForCode(browser, email);
      const page = await browser.visit(asked.location ?? "");
      const wrong = await typeCode(browser, "zzzzzz");
      const plain = (html: string) => html.replaceAll(email, "…").replace(/value="[^"]*"/g, "");
      answers.push([asked.status, asked.location, page.status, plain(page.html), wrong.status, plain(wrong.html)]);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(await scene.mailsTo("nobody@acme.test")).toEqual([]);
  });

  test("is for three attempts and fifteen minutes, and a newer one ends it", async () => {
    const { email } = await scene.person();
    const { browser } = await start();
    await askForCode(browser, email);
    await browser.visit(`${scene.providerPath(scene.emailProvider)}/code`);
    const code = await scene.codeFor(email);
    for (const attempt of ["aaaaaa", "bbbbbb", "cccccc"]) expect((await typeCode(browser, attempt)).status).toBe(422);
    expect((await typeCode(browser, code)).status).toBe(422);

    const first = (await start()).browser;
    await askForCode(first, email);
    await first.visit(`${scene.providerPath(scene.emailProvider)}/code`);
    const older = await scene.codeFor(email);
    const second = (await start()).browser;
    await askForCode(second, email);
    expect((await typeCode(first, older)).status).toBe(422);
    await second.visit(`${scene.providerPath(scene.emailProvider)}/code`);
    const newer = await scene.codeFor(email);
    clock = 15 * 60_000 + 1;
    const late = await typeCode(second, newer);
    clock = 0;
    expect(late.status).toBe(400);
    expect(late.html).toContain("within 15 minutes");
  });

  test("is good for nothing once the person has another address", async () => {
    const { id, email } = await scene.person();
    const { browser } = await start();
    const asked = await askForCode(browser, email);
    await browser.visit(asked.location ?? "");
    await scene.api("PATCH", `/actors/${id}`, { actor: { email: `new.${email}` } });
    expect((await typeCode(browser, await scene.codeFor(email))).status).toBe(422);
    expect(await count("portal_sessions", id)).toBe(0);
  });

  test("is mailed three times in five minutes, whether somebody has the address or not", async () => {
    for (const email of [(await scene.person()).email, "ghost@acme.test"]) {
      const statuses = [];
      for (let asked = 0; asked < 4; asked += 1)
        statuses.push((await askForCode((await start()).browser, email)).status);
      expect(statuses).toEqual([303, 303, 303, 429]);
    }
  });

  test("used twice at once signs in once", async () => {
    const { id, email } = await scene.person();
    const { browser } = await start();
    await askForCode(browser, email);
    await browser.visit(`${scene.providerPath(scene.emailProvider)}/code`);
    const code = await scene.codeFor(email);
    const both = await Promise.all([typeCode(browser, code), typeCode(browser, code)]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect(await count("portal_sessions", id)).toBe(1);
  });

  test("is not given to people who may not use codes, and what is no address is said at once", async () => {
    const { id, email } = await scene.person();
    await scene.api("PATCH", `/actors/${id}`, { actor: { allow_email_otp_sign_in: false } });
    await askForCode((await start()).browser, email);
    expect(await scene.mailsTo(email)).toEqual([]);
    expect(await askForCode((await start()).browser, "not an address")).toMatchObject({ status: 422 });
  });
});

describe("a password", () => {
  test("signs in, and a wrong one is answered like an unknown person", async () => {
    const { email } = await scene.person("account_admin_user");
    const wrong = await withPassword((await start()).browser, email, "guess");
    const unknown = await withPassword((await start()).browser, "nobody@acme.test");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const plain = (html: string) => html.replace(/value="[^"]*"/g, "");
    expect(plain(wrong.html)).toBe(plain(unknown.html));
    expect(await withPassword((await start()).browser, email)).toMatchObject({
      status: 303,
      location: `/${scene.slug}/console`,
    });
    expect(wrong.html).toContain(`value="${email}"`);
  });

  test("may be tried ten times in five minutes", async () => {
    const { email } = await scene.person();
    for (let tries = 0; tries < 10; tries += 1) await withPassword((await start()).browser, email, `guess ${tries}`);
    expect((await withPassword((await start()).browser, email)).status).toBe(429);
  });
});

describe("where a sign-in leads", () => {
  test.each([
    ["/SLUG/settings?tab=1#x", "/SLUG/settings?tab=1#x"],
    ["/other/settings", "/SLUG"],
    ["https://evil.example/SLUG", "/SLUG"],
    ["//evil.example/SLUG", "/SLUG"],
    ["/\\evil.example/SLUG", "/SLUG"],
    ["/SLUG/../other", "/SLUG"],
    ["javascript:alert(1)", "/SLUG"],
  ])("with redirect_to %s it ends at %s", async (asked, at) => {
    const { email } = await scene.person();
    const wanted = encodeURIComponent(asked.replace("SLUG", scene.slug));
    const { browser } = await start(`/sign_in?redirect_to=${wanted}`);
    expect((await withPassword(browser, email)).location).toBe(at.replace("SLUG", scene.slug));
  });

  test("a provider is offered where it is meant for", async () => {
    const clients = await scene.provider("oidc", { name: "Clients only", context: "clients_only" });
    const portal = await scene.provider("oidc", { name: "Portal only", context: "portal_only" });
    expect((await start()).page.html).toContain("Portal only");
    expect((await start()).page.html).not.toContain("Clients only");
    const { page } = await start("?as=headless-client");
    expect(page.html).toContain("Clients only");
    expect(page.html).not.toContain("Portal only");
    expect((await scene.browser().open(scene.providerPath(clients))).status).toBe(410);
    expect((await scene.browser().open(`${scene.providerPath(portal)}?as=headless-client`)).status).toBe(410);
  });
});

describe("an app with a window", () => {
  const GUI = "?as=gui-client&state=st%26te&nonce=n0nce";

  test("gets its token by the deep link, all but the nonce, once", async () => {
    const { id, email, name } = await scene.person();
    const { browser } = await start(GUI);
    const done = await withPassword(browser, email);
    expect(done.location).toBe(`/${scene.slug}/sign_in/client_redirect`);
    const page = await browser.visit(done.location ?? "");
    const link = new URL(/href="(firezone-fd0020211111:[^"]*)"/.exec(page.html)?.[1].replaceAll("&amp;", "&") ?? "");
    expect(link.href).toMatch(/^firezone-fd0020211111:\/\/handle_client_sign_in_callback\?/);
    expect([...link.searchParams.keys()]).toEqual([
      "account_name",
      "account_slug",
      "actor_name",
      "fragment",
      "identity_provider_identifier",
      "state",
    ]);
    expect(link.searchParams.get("state")).toBe("st&te");
    expect(link.searchParams.get("actor_name")).toBe(name);
    const fragment = link.searchParams.get("fragment") ?? "";
    expect(fragment).toMatch(/^\.SFMyNTY\./);
    await connects(`n0nce${fragment}`);
    await expect(connects(`other${fragment}`)).rejects.toMatchObject({ status: 401 });
    expect((await browser.open(done.location ?? "")).status).toBe(410);
    expect(await count("client_tokens", id)).toBe(1);
    expect(await count("portal_sessions", id)).toBe(0);
  });

  test("signs in anew even where the browser has a session", async () => {
    const { email } = await scene.person();
    const { browser } = await start();
    await withPassword(browser, email);
    expect((await browser.visit(`/${scene.slug}`)).html).toContain("You are signed in");
    const again = await browser.visit(`/${scene.slug}${GUI.replace("gui-client", "client")}`);
    expect(again.html).toContain("Sign in to Firezone on your device");
  });

  test.each([
    ["?as=gui-client&state=s", "its nonce is missing"],
    ["?as=gui-client&state=s&nonce=a.b", "its nonce is not well formed"],
    [`?as=gui-client&state=s&nonce=${"n".repeat(129)}`, "its nonce is not well formed"],
    ["?as=toaster", "a sign-in as &quot;toaster&quot;"],
  ])("with %s gets a page that says what is wrong", async (query, why) => {
    const { page } = await start(query);
    expect(page.status).toBe(400);
    expect(page.html).toContain(why);
  });

  test("is kept out while the account has too many users", async () => {
    const { db } = scene.portal.context;
    const exceed = (users_limit_exceeded: boolean) =>
      db.updateTable("accounts").set({ users_limit_exceeded }).execute();
    const { email } = await scene.person();
    const { browser } = await start(GUI);
    await exceed(true);
    expect((await start(GUI)).page.html).toContain("too many users");
    expect((await withPassword(browser, email)).status).toBe(403);
    expect((await start()).page.status).toBe(200);
    await exceed(false);
  });
});

describe("a client without a window", () => {
  const proofKey = () => {
    const verifier = randomBytes(32).toString("base64url");
    return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
  };
  const exchange = (body: unknown) =>
    fetch(`${scene.url}/sign_in/client_token`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  const REDIRECT = encodeURIComponent("http://127.0.0.1:4711/callback");
  const signInFor = async (challenge: string, more = "") => {
    const { id, email } = await scene.person();
    const { browser } = await start(`?as=headless-client&state=s7&code_challenge=${challenge}${more}`);
    const done = await withPassword(browser, email);
    return { id, browser, page: await browser.visit(done.location ?? "") };
  };

  test("of the stock kind: the token is shown, once", async () => {
    const { id, email } = await scene.person();
    const { browser } = await start("?as=headless-client");
    const done = await withPassword(browser, email);
    const page = await browser.visit(done.location ?? "");
    const token = /<code[^>]*>([^<]+)<\/code>/.exec(page.html)?.[1] ?? "";
    await connects(token);
    expect((await browser.open(done.location ?? "")).status).toBe(410);
    expect(await count("client_tokens", id)).toBe(1);
  });

  test("of our kind gets it over the loopback redirect, with the secret that only it has, once", async () => {
    const { verifier, challenge } = proofKey();
    const { id, page } = await signInFor(challenge, `&redirect_uri=${REDIRECT}`);
    const link = new URL(/href="(http:\/\/127.0.0.1:4711[^"]*)"/.exec(page.html)?.[1].replaceAll("&amp;", "&") ?? "");
    expect(link.searchParams.get("state")).toBe("s7");
    const code = link.searchParams.get("code");
    expect((await exchange({ code, code_verifier: proofKey().verifier })).status).toBe(410);
    const both = await Promise.all([
      exchange({ code, code_verifier: verifier }),
      exchange({ code, code_verifier: verifier }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    const answers = await Promise.all(both.map((answer) => answer.json()));
    const given = answers.flatMap((answer) => GivenToken.safeParse(answer).data ?? []);
    expect(given).toMatchObject([{ account_slug: scene.slug }]);
    await connects(given[0].token);
    expect(await count("client_tokens", id)).toBe(1);
  });

  test("elsewhere gets it by asking, once its code was typed", async () => {
    const { verifier, challenge } = proofKey();
    const { browser, page } = await signInFor(challenge, `&redirect_uri=${REDIRECT}`);
    expect((await exchange({ code_verifier: verifier })).status).toBe(202);
    const shown = /class="match">([^<]+)</.exec(page.html)?.[1] ?? "";
    const path = `/${scene.slug}/sign_in/client_hand_over`;
    expect((await browser.submit(path, { code: "AAAA-AAAA" })).status).toBe(422);
    expect((await exchange({ code_verifier: verifier })).status).toBe(202);
    expect((await browser.submit(path, { code: shown.toLowerCase() })).status).toBe(200);
    const { token } = GivenToken.parse(await (await exchange({ code_verifier: verifier })).json());
    await connects(token);
    expect((await exchange({ code_verifier: verifier })).status).toBe(202);
  });

  test("gets nothing when its person is turned off before it asks", async () => {
    const { verifier, challenge } = proofKey();
    const { id, page } = await signInFor(challenge, `&redirect_uri=${REDIRECT}`);
    const code = new URLSearchParams(/callback\?([^"]*)"/.exec(page.html)?.[1].replaceAll("&amp;", "&")).get("code");
    await scene.api("PATCH", `/actors/${id}`, { actor: { is_disabled: true } });
    expect((await exchange({ code, code_verifier: verifier })).status).toBe(403);
    expect(await count("client_tokens", id)).toBe(0);
  });

  test.each([
    "http://127.0.0.1.evil.example:80/callback",
    "http://localhost:4711/callback",
    "https://127.0.0.1:4711/callback",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:99999/callback",
    "http://user@127.0.0.1:4711/callback",
    "http://[::2]:4711/callback",
    "firezone-fd0020211111://x",
  ])("is never sent to %s", async (uri) => {
    const { page } = await start(
      `?as=headless-client&code_challenge=${proofKey().challenge}&redirect_uri=${encodeURIComponent(uri)}`,
    );
    expect(page.status).toBe(400);
    expect(page.html).toContain("somewhere else than to this computer");
  });

  test("must have a proof key for a redirect, and asks in the right form", async () => {
    expect((await start(`?as=headless-client&redirect_uri=${REDIRECT}`)).page.status).toBe(400);
    expect((await start("?as=headless-client&code_challenge=short")).page.status).toBe(400);
    expect((await exchange({ code_verifier: "short" })).status).toBe(400);
    expect((await exchange({})).status).toBe(400);
  });
});

describe("when things change in the middle", () => {
  test("a provider that is turned off meanwhile signs nobody in and leaves nothing behind", async () => {
    const { id, email } = await scene.person();
    const { browser } = await start();
    await askForCode(browser, email);
    await browser.visit(`${scene.providerPath(scene.emailProvider)}/code`);
    const code = await scene.codeFor(email);
    const { db } = scene.portal.context;
    const turn = (is_disabled: boolean) =>
      db.updateTable("auth_providers").set({ is_disabled }).where("id", "=", scene.emailProvider).execute();
    await turn(true);
    const answer = await typeCode(browser, code);
    await turn(false);
    expect(answer.status).toBe(410);
    expect(answer.html).toContain("This way to sign in is gone");
    expect(await count("portal_sessions", id)).toBe(0);
  });

  test("deleting a provider ends what it let in", async () => {
    const { id, email } = await scene.person();
    const { browser } = await start();
    await withPassword(browser, email);
    const app = (await start("?as=headless-client")).browser;
    const done = await withPassword(app, email);
    await app.visit(done.location ?? "");
    expect([await count("portal_sessions", id), await count("client_tokens", id)]).toEqual([1, 1]);
    await scene.portal.context.db.deleteFrom("auth_providers").where("id", "=", passwords).execute();
    expect([await count("portal_sessions", id), await count("client_tokens", id)]).toEqual([0, 0]);
    passwords = await scene.provider("userpass", { name: "Password" });
  });

  test("a browser that refuses cookies is told so", async () => {
    const { browser } = await start();
    browser.cookies.clear();
    const answer = await withPassword(browser, "mara@acme.test");
    expect(answer.status).toBe(403);
    expect(answer.html).toContain("did not send its cookie");
  });
});
