// The sign-in pages in a real browser. Each page is checked by axe in light and dark and must fit a phone.
// SCREENSHOTS=<folder> keeps a picture of each.

import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startBrowserSignIn } from "../../client/src/browser-sign-in.ts";
import { FakeDevice } from "./fake-device.ts";
import { type IdentityProvider, runIdentityProvider } from "./identity-provider.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";
import { PASSWORD, runSignInScene, type SignInScene } from "./sign-in-scene.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1_100, height: 800 };
const TEST_TIMEOUT_MS = 60_000;

let scene: SignInScene;
let idp: IdentityProvider;
let chrome: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  scene = await runSignInScene();
  idp = await runIdentityProvider("google", scene.url);
  await scene.provider("userpass", { name: "Password" });
  await scene.provider("google", {
    name: "Google",
    issuer: idp.issuer,
    settings: { client_id: idp.clientId },
    secrets: { client_secret: idp.clientSecret },
  });
  chrome = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}, START_TIMEOUT_MS);
afterAll(async () => {
  await chrome.close();
  await idp[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await context?.close();
  context = await chrome.newContext({ viewport: DESKTOP });
  page = await context.newPage();
  // Nothing but the portal and the identity provider is asked for anything.
  await context.route("**", (route) =>
    route.request().url().startsWith("http://127.0.0.1:") ? route.continue() : route.abort(),
  );
});

const open = (path = "") => page.goto(`${scene.url}/${scene.slug}${path}`);
const heading = () => page.getByRole("heading", { level: 1 }).textContent();

/** What axe finds in light and dark, and whether a phone has to be scrolled sideways. */
async function inspect(name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const violations = await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))",
    );
    expect({ name, colorScheme, violations }).toEqual({ name, colorScheme, violations: [] });
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
  }
  await page.setViewportSize(PHONE);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
  if (folder) await page.screenshot({ path: `${folder}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize(DESKTOP);
}

async function typeCode(email: string): Promise<void> {
  await page.getByLabel("E-mail address").nth(0).fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await page.getByLabel("Code from the e-mail").fill(await scene.codeFor(email));
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function typePassword(email: string): Promise<void> {
  await page.getByLabel("E-mail address").nth(1).fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in with password" }).click();
}

async function goToGoogle(email: string): Promise<void> {
  idp.person = { sub: `of ${email}`, email, email_verified: true, name: "Mara" };
  await page.getByRole("link", { name: "Continue with Google" }).click();
}

const WAYS = [
  ["a code by e-mail", typeCode],
  ["a password", typePassword],
  ["an identity provider", goToGoogle],
] as const;

describe.each(WAYS)("with %s a person", (_name, signIn) => {
  test("comes to the portal, and out again", { timeout: TEST_TIMEOUT_MS }, async () => {
    const { email } = await scene.person();
    await open();
    await signIn(email);
    await page.getByText(email).waitFor();
    expect(await heading()).toBe("You are signed in");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("status").waitFor();
    expect(await page.getByRole("status").textContent()).toBe("You are signed out.");
    await open();
    expect(await heading()).toBe("Sign in");
  });

  test("signs in an app with a window", { timeout: TEST_TIMEOUT_MS }, async () => {
    const { email } = await scene.person();
    await open("?as=gui-client&state=s&nonce=n");
    await signIn(email);
    const link = await page.getByRole("link", { name: "Open Firezone" }).getAttribute("href");
    const fragment = new URL(link ?? "").searchParams.get("fragment");
    (await FakeDevice.connect(scene.url, "client", `n${fragment}`)).close();
  });

  test("gets the token for a client without one", { timeout: TEST_TIMEOUT_MS }, async () => {
    const { email } = await scene.person();
    await open("?as=headless-client");
    await signIn(email);
    const token = await page.getByLabel("Token").textContent();
    (await FakeDevice.connect(scene.url, "client", token ?? "")).close();
  });
});

describe("our own client", () => {
  test("gets its token from the browser beside it", { timeout: TEST_TIMEOUT_MS }, async () => {
    const { email } = await scene.person();
    const client = await startBrowserSignIn({ authBaseUrl: scene.url, accountSlug: undefined });
    await page.goto(client.url.href);
    await page.getByLabel("Account name").fill(scene.slug);
    await page.getByRole("button", { name: "Continue" }).click();
    await typePassword(email);
    await page.getByText(client.matchingCode).waitFor();
    await inspect("hand-over");
    await page.getByRole("link", { name: "Yes, sign it in" }).click();
    (await FakeDevice.connect(scene.url, "client", await client.token)).close();
    client.stop();
  });

  test("gets its token from a browser elsewhere", { timeout: TEST_TIMEOUT_MS }, async () => {
    const { email } = await scene.person();
    const client = await startBrowserSignIn({ authBaseUrl: scene.url, accountSlug: scene.slug, pollMs: 100 });
    await page.goto(client.url.href);
    await typePassword(email);
    await page.getByLabel("Code that the client shows").fill(client.matchingCode);
    await page.getByRole("button", { name: "Sign in that client" }).click();
    (await FakeDevice.connect(scene.url, "client", await client.token)).close();
    expect(await heading()).toBe("Done");
    client.stop();
  });
});

test("every page is accessible, in light and dark, and fits a phone", { timeout: 2 * TEST_TIMEOUT_MS }, async () => {
  const { email } = await scene.person();
  await page.goto(scene.url);
  await inspect("home");
  await page.goto(`${scene.url}/?account=nowhere`);
  await inspect("home-unknown");
  await open();
  await inspect("chooser");
  await page.getByLabel("E-mail address").nth(1).fill(email);
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in with password" }).click();
  await page.getByRole("alert").waitFor();
  await inspect("password-wrong");
  await page.getByLabel("E-mail address").nth(0).fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await inspect("code");
  await page.getByLabel("Code from the e-mail").fill("aaaaaa");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  await inspect("code-wrong");
  await page.getByLabel("Code from the e-mail").fill(await scene.codeFor(email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await inspect("signed-in");
  idp.person = { sub: "stranger", email: "stranger@acme.test", email_verified: true };
  await open("/sign_in");
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await inspect("refused");
  await page.goto(`${scene.url}/no-such-account`);
  await inspect("nothing-here");
  await open("?as=headless-client");
  await typePassword(email);
  await inspect("token");
  await open("?as=gui-client&state=s&nonce=n");
  await typePassword(email);
  await inspect("app");
});
