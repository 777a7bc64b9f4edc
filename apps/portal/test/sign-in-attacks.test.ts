// The pages of sign-in as somebody sees them who wants in, or wants others to do something they did not mean.

import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, PageAnswer } from "./browser.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";
import { PASSWORD, runSignInScene, type SignInScene } from "./sign-in-scene.ts";

const PAYLOADS = [`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, "</title><svg/onload=alert(1)>"];
const EVIL = "evil.example";

let scene: SignInScene;
let passwords: string;

beforeAll(async () => {
  const roomy = { refillPerSecond: 10_000, capacity: 10_000 };
  scene = await runSignInScene({ webBucket: roomy, signInFloorMs: 0 });
  passwords = await scene.provider("userpass", { name: "Password" });
}, START_TIMEOUT_MS);
afterAll(() => scene[Symbol.asyncDispose]());

async function signIn(query: string, browser = scene.browser()): Promise<{ browser: Browser; done: PageAnswer }> {
  const { email } = await scene.person("account_admin_user");
  await browser.visit(`/${scene.slug}/sign_in${query}`);
  return { browser, done: await browser.submit(scene.providerPath(passwords), { email, password: PASSWORD }) };
}

/** What a raw request line and headers are answered with. */
async function raw(head: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(scene.url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString();
  });
  socket.write(`${[...head, "connection: close"].join("\r\n")}\r\n\r\n`);
  await once(socket, "close");
  return received;
}

describe("a sign-in that is to end somewhere else", () => {
  const inside = () => [`/${scene.slug}/sites`, `/${scene.account.accountId}/x?a=b#c`, `/${scene.slug.toUpperCase()}`];
  const outside = () => [
    `https://${EVIL}/`,
    `//${EVIL}/${scene.slug}`,
    `/\\${EVIL}/${scene.slug}`,
    `\\/${EVIL}`,
    `/\t/${EVIL}`,
    `/\n/${EVIL}/${scene.slug}`,
    `/${scene.slug}/..//${EVIL}/${scene.slug}`,
    `/${scene.slug}/%2e%2e//${EVIL}/`,
    `/${scene.slug}/../other/sites`,
    `/${scene.slug}@${EVIL}`,
    `/${scene.slug}.${EVIL}`,
    `javascript:alert(1)//${scene.slug}`,
    `/other/${scene.slug}`,
    `http:/${scene.slug}`,
    `/${scene.slug}/\r\nset-cookie: a=b`,
  ];

  test("goes to places in the account and nowhere else", async () => {
    for (const path of inside()) {
      const { done } = await signIn(`?redirect_to=${encodeURIComponent(path)}`);
      expect(done.location, path).toBe(path);
    }
    for (const path of outside()) {
      const { done } = await signIn(`?redirect_to=${encodeURIComponent(path)}`);
      expect(done.status, path).toBe(303);
      const target = new URL(done.location ?? "", scene.url);
      expect(target.origin, path).toBe(scene.url);
      expect(target.pathname.split("/")[1], path).toBe(scene.slug);
      expect(done.headers.get("set-cookie"), path).not.toContain("a=b");
    }
  });

  test("is not led away by the request itself", async () => {
    const targets = [
      `//${EVIL}/sign_in`,
      `//${EVIL}/%2e%2e/`,
      `/\\${EVIL}/sign_in`,
      `/${scene.slug}//${EVIL}`,
      "//",
      "/%00",
      "/%",
      "/..%2f",
    ];
    for (const target of targets) {
      const answer = await raw([`GET ${target} HTTP/1.1`, "host: localhost", "accept: text/html"]);
      expect(answer, target).toMatch(/^HTTP\/1\.1 [234]\d\d /);
      expect(answer, target).not.toMatch(new RegExp(`location: (?:[a-z]+:)?[/\\\\]{2}${EVIL}`, "i"));
    }
  });

  test("is not by a name that the request claims to come for", async () => {
    const { email } = await scene.person();
    const browser = scene.browser();
    await browser.visit(`/${scene.slug}/sign_in`);
    for (const name of ["host", "x-forwarded-host", "forwarded", "x-original-host"]) {
      const value = name === "forwarded" ? `host=${EVIL}` : EVIL;
      const answer = await raw([
        `GET /${scene.slug} HTTP/1.1`,
        ...(name === "host" ? [] : ["host: 127.0.0.1"]),
        `${name}: ${value}`,
        "accept: text/html",
      ]);
      expect(answer, name).not.toContain(EVIL);
    }
    await browser.submit(scene.providerPath(scene.emailProvider), { email });
    expect((await scene.mailsTo(email))[0]).toContain(scene.url);
  });
});

describe("what an app asks for", () => {
  const asked = async (query: string) => (await scene.browser().visit(`/${scene.slug}/sign_in?${query}`)).status;

  test("has a nonce that cannot pretend to be more of the token", async () => {
    for (const nonce of ["a.b", ".", "a".repeat(129), ""]) {
      expect(await asked(`as=gui-client&state=s&nonce=${nonce}`), nonce).toBe(400);
    }
    expect(await asked("as=gui-client&state=s")).toBe(400);
    expect(await asked(`as=gui-client&nonce=n&state=${"s".repeat(2_000)}`)).toBe(400);
    expect(await asked("as=administrator")).toBe(400);
  });

  test("comes back in the link as it was, and adds nothing to it", async () => {
    const state = 's&fragment=evil#x\r\nset-cookie: a=b" onclick="x';
    const nonce = "n&account_slug=evil\r\n";
    const { browser, done } = await signIn(`?${new URLSearchParams({ as: "gui-client", state, nonce })}`);
    const page = await browser.visit(done.location ?? "");
    const href =
      /id="open" href="([^"]*)"/.exec(page.html)?.[1].replaceAll("&amp;", "&").replaceAll("&#39;", "'") ?? "";
    const link = new URL(href);
    expect(link.protocol).toBe("firezone-fd0020211111:");
    const names = [...link.searchParams.keys()].sort();
    expect(names).toEqual([
      "account_name",
      "account_slug",
      "actor_name",
      "fragment",
      "identity_provider_identifier",
      "state",
    ]);
    expect(link.searchParams.get("state")).toBe(state);
    expect(link.searchParams.get("account_slug")).toBe(scene.slug);
    expect(link.searchParams.get("fragment")).toMatch(/^\.[\w.-]+$/);
    expect(page.headers.get("set-cookie")).not.toContain("a=b");
  });

  test("is sent to this computer's own address only", async () => {
    const challenge = "x".repeat(43);
    const redirects = [
      `http://${EVIL}/callback`,
      "https://127.0.0.1:9000/callback",
      "http://127.0.0.1/callback",
      "http://127.0.0.1:9000/callback/../x",
      "http://127.0.0.1:9000/callback?x=1",
      `http://127.0.0.1:9000@${EVIL}/callback`,
      `http://127.0.0.1.${EVIL}:9000/callback`,
      "http://localhost:9000/callback",
      "http://127.0.0.1:99999/callback",
      "http://2130706433:9000/callback",
      "javascript:alert(1)",
      "http://127.0.0.1:9000/callback\nx",
    ];
    for (const redirect_uri of redirects) {
      const query = new URLSearchParams({ as: "headless-client", code_challenge: challenge, redirect_uri });
      expect(await asked(String(query)), redirect_uri).toBe(400);
    }
  });
});

describe("forms of other sites", () => {
  async function attempt(headers: Record<string, string>, forget: (browser: Browser) => void = () => undefined) {
    const { email } = await scene.person();
    const browser = scene.browser();
    const page = await browser.visit(`/${scene.slug}/sign_in`);
    const _check = /name="_check" value="([^"]*)"/.exec(page.html)?.[1] ?? "";
    forget(browser);
    const answer = await browser.post(scene.providerPath(passwords), { email, password: PASSWORD, _check }, headers);
    return {
      status: answer.status,
      isSignedIn: [...browser.cookies.keys()].some((name) => name.startsWith("fz_session")),
    };
  }

  test("sign nobody in, though they hold a token of a page of their own", async () => {
    expect(await attempt({})).toEqual({ status: 303, isSignedIn: true });
    const refused = { status: 403, isSignedIn: false };
    expect(await attempt({ origin: `https://${EVIL}` })).toEqual(refused);
    expect(await attempt({ origin: "null" })).toEqual(refused);
    expect(await attempt({ "sec-fetch-site": "cross-site" })).toEqual(refused);
    expect(await attempt({ "sec-fetch-site": "same-site" })).toEqual(refused);
    expect(await attempt({}, (browser) => browser.cookies.clear())).toEqual(refused);
    expect(await attempt({}, (browser) => browser.cookies.set("fz_browser", "A".repeat(43)))).toEqual(refused);
  });

  test("are no forms where they are JSON or text", async () => {
    for (const type of ["application/json", "text/plain"]) {
      const status = (await attempt({ "content-type": type })).status;
      expect([400, 403, 415], type).toContain(status);
    }
  });
});

describe("every page", () => {
  const pages = () => [
    "/",
    "/nothing-here",
    "/?account=nobody",
    `/${scene.slug}`,
    `/${scene.slug}/sign_in`,
    `/${scene.slug}/sign_in?as=gui-client&nonce=n&state=s`,
    `/${scene.slug}/sign_in?as=nonsense`,
    `${scene.providerPath(scene.emailProvider)}/code`,
    `/${scene.slug}/sign_in/client_redirect`,
    `/${scene.slug}/sign_in/client_token`,
    "/auth/oidc/callback?state=x&code=y",
  ];

  test("may be framed, cached and guessed at by nobody", async () => {
    for (const path of pages()) {
      const { headers } = await scene.browser().open(path);
      expect(headers.get("x-frame-options"), path).toBe("DENY");
      expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
      expect(headers.get("content-security-policy"), path).toContain("default-src 'none'");
      expect(headers.get("content-security-policy"), path).not.toContain("unsafe");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("cache-control"), path).toBe("no-store");
      expect(headers.get("referrer-policy"), path).toMatch(/^(no-referrer|same-origin)$/);
    }
  });

  test("keeps its cookies from scripts and other sites", async () => {
    const { done } = await signIn("");
    const first = await scene.browser().open(`/${scene.slug}/sign_in`);
    const cookies = [...done.headers.getSetCookie(), ...first.headers.getSetCookie()];
    expect(cookies.length).toBeGreaterThan(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=Lax/i);
      expect(cookie).toMatch(/; Path=\//i);
      expect(cookie).not.toMatch(/; Domain=/i);
    }
  });

  test("shows names as text, whatever they are made of", async () => {
    const { context } = scene.portal;
    const { accountId } = scene.account;
    const [first, second, third] = PAYLOADS;
    await context.db.updateTable("accounts").set({ name: first }).where("id", "=", accountId).execute();
    await context.db.updateTable("auth_providers").set({ name: second }).where("id", "=", passwords).execute();
    await scene.provider("oidc", { name: third, settings: { client_id: "x" } });
    const { browser } = await signIn("");
    await context.db.updateTable("actors").set({ name: first }).where("account_id", "=", accountId).execute();
    const payload = encodeURIComponent(PAYLOADS.join(""));
    const tried = [
      ...pages(),
      `/?account=${payload}&state=${payload}&${payload}=${payload}`,
      `/${payload}`,
      `/${scene.slug}/sign_in?as=${payload}`,
      `/${scene.slug}/sign_in?notice=${payload}`,
      `/${scene.slug}/sign_in?as=headless-client&state=${payload}`,
      `/${scene.slug}/sign_in?redirect_to=/${scene.slug}/${payload}`,
      `/auth/oidc/callback?error=${payload}&error_description=${payload}&state=${payload}`,
      `${scene.providerPath(scene.emailProvider)}/verify?code=${payload}`,
    ];
    let shown = 0;
    for (const path of tried) {
      for (const visitor of [browser, scene.browser()]) {
        const { html } = await visitor.visit(path);
        expect(html, path).not.toMatch(/<(?:img|svg)\s*\/?\s*(?:src=x|onload)/i);
        expect(html, path).not.toContain("<script>");
        for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag, path).toMatch(/ nonce="[\w+/=]+"/);
        if (html.includes("alert(1)")) shown++;
      }
    }
    expect(shown).toBeGreaterThan(10);
  });
});
