// What works once, used by many at the same moment, over both databases.

import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scheduleDeletion } from "../src/accounts/deletion.ts";
import { setUpPath } from "../src/accounts/set-up.ts";
import type { PageAnswer } from "./browser.ts";
import { startPostgres } from "./postgres-server.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";
import { PASSWORD, runSignInScene, type SignInScene } from "./sign-in-scene.ts";

const AT_ONCE = 12;
const DONE = 200;
const REDIRECTED = 303;
const OVER = 410;

describe.each(["embedded", "server"] as const)("of many at once (%s)", (kind) => {
  let scene: SignInScene;
  let passwords: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const server = kind === "server" ? await startPostgres() : undefined;
    const database = server && { url: await server.createDatabase(), poolSize: AT_ONCE };
    scene = await runSignInScene({ signUp: ["acme.test"], ...(database ? { database } : {}) });
    passwords = await scene.provider("userpass", { name: "Password" });
    stop = async () => {
      await scene[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    };
  }, START_TIMEOUT_MS);
  afterAll(() => stop());

  const db = () => scene.portal.context.db;
  const atOnce = <T>(attempt: (n: number) => Promise<T>) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, n) => attempt(n)));
  const counted = (answers: readonly { readonly status: number }[]) => {
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };
  const oneOf = (status: number) => ({ [status]: 1, [OVER]: AT_ONCE - 1 });
  const linkIn = (mail: string) => /https?:\/\/[^/\s]+(\/\S+)/.exec(mail)?.[1] ?? "";
  const accounts = async () => (await db().selectFrom("accounts").select("id").execute()).length;
  const made = async (table: "client_tokens" | "portal_sessions", actorId: string) =>
    (await db().selectFrom(table).select("id").where("actor_id", "=", actorId).execute()).length;

  /** Many browsers on the page of a link, each of which then sends its form. */
  async function useLink(path: string, action: string, fields: Record<string, string> = {}): Promise<PageAnswer[]> {
    const browsers = await atOnce(async () => {
      const browser = scene.browser();
      await browser.open(path);
      return browser;
    });
    return atOnce((n) => browsers[n].submit(action, fields));
  }

  /** A browser in which somebody has signed in for a client. */
  async function signedInFor(query: string) {
    const { id, email } = await scene.person();
    const browser = scene.browser();
    await browser.visit(`/${scene.slug}${query}`);
    const { location = "" } = await browser.submit(scene.providerPath(passwords), { email, password: PASSWORD });
    return { id, browser, location };
  }

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

  test("one signs in with a mailed code", async () => {
    const { id, email } = await scene.person();
    const browser = scene.browser();
    await browser.visit(`/${scene.slug}`);
    await browser.submit(scene.providerPath(scene.emailProvider), { email });
    const path = `${scene.providerPath(scene.emailProvider)}/code`;
    await browser.visit(path);
    const code = await scene.codeFor(email);
    const answers = await atOnce(() => browser.submit(path, { code }));
    expect(counted(answers)[REDIRECTED]).toBe(1);
    expect(await made("portal_sessions", id)).toBe(1);
  });

  test("one is shown the token", async () => {
    const { id, browser, location } = await signedInFor("?as=headless-client");
    expect(counted(await atOnce(() => browser.open(location)))).toEqual(oneOf(DONE));
    expect(await made("client_tokens", id)).toBe(1);
  });

  test("one opens the app", async () => {
    const { id, browser, location } = await signedInFor("?as=gui-client&nonce=n&state=s");
    expect(counted(await atOnce(() => browser.open(location)))).toEqual(oneOf(DONE));
    expect(await made("client_tokens", id)).toBe(1);
  });

  test("one client gets its token by the code that the redirect brought", async () => {
    const { verifier, challenge } = proofKey();
    const back = encodeURIComponent("http://127.0.0.1:4711/callback");
    const query = `?as=headless-client&state=s&code_challenge=${challenge}&redirect_uri=${back}`;
    const { id, browser, location } = await signedInFor(query);
    const { html } = await browser.visit(location);
    const code = new URLSearchParams(/callback\?([^"]*)"/.exec(html)?.[1].replaceAll("&amp;", "&")).get("code");
    expect(counted(await atOnce(() => exchange({ code, code_verifier: verifier })))).toEqual(oneOf(DONE));
    expect(await made("client_tokens", id)).toBe(1);
  });

  test("one client that waits elsewhere gets its token, and the others go on waiting", async () => {
    const { verifier, challenge } = proofKey();
    const back = encodeURIComponent("http://127.0.0.1:4711/callback");
    const query = `?as=headless-client&state=s&code_challenge=${challenge}&redirect_uri=${back}`;
    const { id, browser, location } = await signedInFor(query);
    const shown = /class="match">([^<]+)</.exec((await browser.visit(location)).html)?.[1] ?? "";
    const path = `/${scene.slug}/sign_in/client_hand_over`;
    expect(counted(await atOnce(() => browser.submit(path, { code: shown })))).toEqual(oneOf(DONE));
    const answers = await atOnce(() => exchange({ code_verifier: verifier }));
    expect(counted(answers)).toEqual({ [DONE]: 1, 202: AT_ONCE - 1 });
    expect(await made("client_tokens", id)).toBe(1);
  });

  test("one makes the account that a sign-up was for", async () => {
    const before = await accounts();
    const browser = scene.browser();
    await browser.open("/sign_up");
    await browser.submit("/sign_up", { account: "Quay Works", name: "Ada", email: "ada@acme.test" });
    await expect.poll(() => scene.mailsTo("ada@acme.test")).toHaveLength(1);
    const [mail] = await scene.mailsTo("ada@acme.test");
    expect(counted(await useLink(linkIn(mail), "/sign_up/verify"))).toEqual(oneOf(REDIRECTED));
    expect(await accounts()).toBe(before + 1);
  });

  test("one takes back the end of an account", async () => {
    const { email } = await scene.person("account_admin_user");
    const { context } = scene.portal;
    await db()
      .transaction()
      .execute((trx) => scheduleDeletion(trx, context, scene.account.accountId));
    await expect.poll(() => scene.mailsTo(email)).toHaveLength(1);
    const [mail] = await scene.mailsTo(email);
    expect(counted(await useLink(linkIn(mail), "/keep_account"))).toEqual(oneOf(DONE));
  });

  test("one sets the portal up", async () => {
    await db().deleteFrom("accounts").execute();
    const path = await setUpPath(scene.portal.context);
    const person = { account: "Acme", name: "Ada", email: "ada@acme.test", password: "" };
    expect(counted(await useLink(path, "/set_up", person))).toEqual(oneOf(DONE));
    expect(await accounts()).toBe(1);
  });
});
