// Into the console by each way to sign in, with a real identity provider in the manner of each maker, and out again.

import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setUpPath } from "../../portal/src/accounts/set-up.ts";
import { type Flavour, type IdentityProvider, runIdentityProvider } from "../../portal/test/identity-provider.ts";
import { runPortal } from "../../portal/test/running-portal.ts";
import { PASSWORD, runSignInScene, type SignInScene } from "../../portal/test/sign-in-scene.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const START_TIMEOUT_MS = 120_000;
const MAKERS = ["oidc", "google", "entra", "okta"] as const;
type Maker = (typeof MAKERS)[number];

let scene: SignInScene;
let chrome: Browser;
const idps = new Map<Maker, IdentityProvider>();

beforeAll(async () => {
  scene = await runSignInScene({ signUp: "on" });
  chrome = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  await scene.provider("userpass", { name: "Password" });
  for (const maker of MAKERS) {
    const flavour: Flavour = maker === "oidc" ? "generic" : maker;
    const idp = await runIdentityProvider(flavour, scene.url);
    const own = {
      oidc: { discovery_document_uri: `${idp.issuer}/.well-known/openid-configuration` },
      google: {},
      entra: {},
      okta: { okta_domain: new URL(idp.issuer).host },
    }[maker];
    await scene.provider(maker, {
      name: `Harbour ${maker}`,
      issuer: idp.issuer,
      settings: { client_id: idp.clientId, ...own },
      secrets: { client_secret: idp.clientSecret },
    });
    idps.set(maker, idp);
  }
}, START_TIMEOUT_MS);
afterAll(async () => {
  await chrome.close();
  for (const idp of idps.values()) await idp[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

/** A page in a browser that nobody has used yet. */
async function newPage(): Promise<Page> {
  const context = await chrome.newContext();
  return context.newPage();
}

async function byCode(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail address").nth(0).fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await page.getByLabel("Code from the e-mail").fill(await scene.codeFor(email));
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function byPassword(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail address").nth(1).fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in with password" }).click();
}

function by(maker: Maker) {
  return async (page: Page, email: string) => {
    const idp = idps.get(maker);
    if (!idp) throw new Error(`no provider of the kind ${maker}`);
    const sub = `${maker} of ${email}`;
    idp.person = { sub, oid: sub, email: email.toLowerCase(), upn: email, email_verified: true, name: "Mara" };
    await page.getByRole("link", { name: `Continue with Harbour ${maker}` }).click();
  };
}

const WAYS = [
  ["a code by e-mail", byCode],
  ["a password", byPassword],
  ["OpenID Connect", by("oidc")],
  ["Google", by("google")],
  ["Microsoft Entra", by("entra")],
  ["Okta", by("okta")],
] as const;

test.each(WAYS)(
  "with %s an administrator comes to the page that was asked for, and out again",
  async (_name, signIn) => {
    const { email, name } = await scene.person("account_admin_user");
    const page = await newPage();
    const asked = `${scene.url}/${scene.slug}/console/groups?search=Pil`;
    await page.goto(asked);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(page, email);
    await page.getByRole("heading", { name: "Groups" }).waitFor();
    expect(page.url()).toBe(asked);
    await page.getByRole("button", { name: `Signed in as ${name}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    await page.goto(asked);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.context().close();
  },
);

test("somebody without a role is told so, and where their own things are", async () => {
  const { email } = await scene.person("account_user");
  const page = await newPage();
  await page.goto(`${scene.url}/${scene.slug}/console/policies`);
  await byPassword(page, email);
  await page.getByRole("heading", { name: "Not for your role" }).waitFor();
  await page.getByRole("button", { name: /^Signed in as/ }).click();
  await page.getByRole("menuitem", { name: "Profile" }).click();
  await page.getByRole("heading", { name: "What you may reach" }).waitFor();
  await page.context().close();
});

test("whoever signs up, or looks for their account, gets to the console by the mailed link", async () => {
  const email = "noor@quay.example";
  const page = await newPage();
  await page.goto(`${scene.url}/sign_up`);
  await page.getByLabel(/organisation/).fill("Quay Works");
  await page.getByLabel(/^Your name/).fill("Noor");
  await page.getByLabel(/e-mail/i).fill(email);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading").first().waitFor();
  await page.goto(await linkTo(email));
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("link", { name: "Open the console" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  expect(page.url()).toBe(`${scene.url}/quay-works/console`);
  await page.context().close();

  const another = await newPage();
  await another.goto(`${scene.url}/find_account`);
  await another.getByLabel(/e-mail/i).fill(email);
  await another.getByRole("button", { name: "Send the list" }).click();
  await another.getByRole("heading").first().waitFor();
  await another.goto(await linkTo(email));
  await byCode(another, email);
  await another.getByRole("heading", { name: "Overview" }).waitFor();
  await another.context().close();
});

/** In the newest mail. */
async function linkTo(email: string): Promise<string> {
  const [mail = ""] = await scene.mailsTo(email);
  return /https?:\/\/\S+/.exec(mail)?.[0] ?? "no link";
}

test("the link of the first start ends in the console", { timeout: START_TIMEOUT_MS }, async () => {
  await using fresh = await runPortal();
  await fresh.portal.context.db.deleteFrom("accounts").execute();
  const page = await newPage();
  await page.goto(`${fresh.url}${await setUpPath(fresh.portal.context)}`);
  await page.getByLabel("Name of your organisation").fill("Harbour");
  await page.getByLabel("Your name").fill("Grace");
  await page.getByLabel("Your e-mail address").fill("grace@harbour.example");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByText("./firezone relay").waitFor();
  await page.getByRole("link", { name: "Open the console" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.context().close();
});
