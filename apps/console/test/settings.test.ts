import { afterAll, beforeAll, expect, test } from "vitest";
import { runIdentityProvider } from "../../portal/test/identity-provider.ts";
import { violations } from "./accessibility.ts";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

const settings = async () => (await world.running.api("GET", "/account/settings")).body.data;
const provider = async (name: string) =>
  (await world.running.api("GET", "/auth_providers")).body.data.find((one: { name: string }) => one.name === name);

test("the account's names, its resolvers and its mail are changed, and what is no address is refused at its field", async () => {
  const page = await world.open("/settings");
  await page.getByLabel(/^Account name/).fill("Harbour");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(settings).toMatchObject({ name: "Harbour" });
  await page
    .getByRole("table", { name: "Usage" })
    .getByRole("row", { name: /Sites \d+ Unlimited/ })
    .waitFor();

  await page.getByRole("link", { name: "DNS" }).click();
  await page.getByLabel(/^Resolvers/).selectOption({ label: "These addresses" });
  const addresses = page.getByLabel(/^Addresses/);
  await addresses.fill("10.20.0.53, wiki");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => addresses.getAttribute("aria-invalid")).toBe("true");
  await addresses.fill("10.20.0.53, fd00:20::53");
  await page.getByLabel(/^Search domain/).fill("corp.example");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(settings).toMatchObject({
    name: "Harbour",
    search_domain: "corp.example",
    upstream_dns: "custom",
    upstream_dns_addresses: ["10.20.0.53", "fd00:20::53"],
  });

  await page.getByRole("link", { name: "Notifications" }).click();
  await page.getByLabel(/^Mail administrators/).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(settings).toMatchObject({ outdated_gateway_mail: false, upstream_dns: "custom" });
  await page.context().close();
});

test("an identity provider is tried out at the provider itself, which signs nobody in, and the page says what came of it", async () => {
  await using idp = await runIdentityProvider("generic", world.running.url);
  idp.person = { sub: "noor", email: "noor@corp.example", email_verified: true, name: "Noor", roles: ["deck"] };
  const discovery_document_uri = `${idp.issuer}/.well-known/openid-configuration`;
  const own = { type: "oidc", name: "Quay ID", client_id: idp.clientId, discovery_document_uri, groups_claim: "roles" };
  const { id } = await world.things.created("/auth_providers", { auth_provider: { ...own, client_secret: "wrong" } });
  const page = await world.open(`/settings/authentication/${id}`);
  const tryOut = async () => {
    await page.getByRole("button", { name: "Try it out" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Go to the provider" }).click();
    await page.getByRole("link", { name: "Back to the provider" }).waitFor();
  };
  await page.getByText("It has not been tried out yet.").waitFor();
  await tryOut();
  await page.getByRole("heading", { name: "Quay ID cannot be used yet" }).waitFor();
  await page.getByRole("link", { name: "Back to the provider" }).click();
  await page.getByText("refuses the portal's client ID or secret").waitFor();

  await world.running.api("PATCH", `/auth_providers/${id}`, { auth_provider: { client_secret: idp.clientSecret } });
  await tryOut();
  await page.getByText("Nobody here has the address noor@corp.example").waitFor();
  const noor = { name: "Noor", type: "account_user", email: "noor@corp.example" };
  const person = await world.things.created("/actors", { actor: noor });
  await page.getByRole("link", { name: "Back to the provider" }).click();
  await tryOut();
  await page.getByText("You would have been signed in as Noor").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("link", { name: "Back to the provider" }).click();
  await page.getByText("Signed in", { exact: true }).waitFor();
  await page.getByText("Noor (noor@corp.example)").waitFor();
  await page.getByText('["deck"]').waitFor();
  expect(await violations(page)).toEqual([]);
  const { body } = await world.running.api("GET", `/actors/${person.id}/external_identities`);
  expect(body.data).toEqual([]);
  await world.running.api("DELETE", `/auth_providers/${id}`);
  await page.context().close();
});

test("an identity provider is added, made the default, edited without its secret, disabled and deleted", async () => {
  const page = await world.open("/settings/authentication");
  await page.getByRole("link", { name: "Add a way to sign in" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel(/^Name/).fill("Harbour ID");
  await panel.getByLabel(/^Client ID/).fill("console");
  await panel.getByLabel(/^Client secret/).fill("a secret that nobody sees again");
  await panel.getByLabel(/^Discovery document/).fill("https://id.example.com/.well-known/openid-configuration");
  await panel.getByLabel(/^Hours/).fill("10000");
  await panel.getByRole("button", { name: "Create" }).click();
  await expect.poll(() => panel.getByLabel(/^Hours/).getAttribute("aria-invalid")).toBe("true");
  await panel.getByLabel(/^Hours/).fill("12");
  await panel.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Harbour ID" }).waitFor();
  expect(await provider("Harbour ID")).toMatchObject({
    type: "oidc",
    issuer: "https://id.example.com",
    has_client_secret: true,
    client_session_lifetime_secs: 43_200,
  });
  expect(await page.content()).not.toContain("a secret that nobody sees again");

  await page.getByRole("button", { name: "Make default" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make default" }).click();
  await page.getByText("Default", { exact: true }).waitFor();

  await page.getByRole("link", { name: "Edit" }).click();
  await panel.getByLabel(/^Discovery document/).fill("https://sso.example.com/.well-known/openid-configuration");
  await panel.getByRole("button", { name: "Save" }).click();
  await page.getByText("https://sso.example.com", { exact: true }).waitFor();
  expect(await provider("Harbour ID")).toMatchObject({ has_client_secret: true, is_default: true });

  await page.getByRole("link", { name: "Edit" }).click();
  await panel.getByLabel(/^Remove the secret that is kept/).check();
  expect(await panel.getByLabel(/^Client secret/).count()).toBe(0);
  await panel.getByRole("button", { name: "Save" }).click();
  await panel.waitFor({ state: "detached" });
  expect(await provider("Harbour ID")).toMatchObject({ has_client_secret: false });
  await page.getByRole("link", { name: "Edit" }).click();
  await panel.getByLabel(/^Client secret/).waitFor();
  expect(await panel.getByLabel(/^Remove the secret/).count()).toBe(0);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await page.getByText("Disabled", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("table", { name: "Ways to sign in" }).waitFor();
  expect(await provider("Harbour ID")).toBeUndefined();
  await page.context().close();
});

test("each kind of way to sign in is added with what it needs, and what is missing is said at its field", async () => {
  const page = await world.open("/settings/authentication/new");
  const panel = page.getByRole("dialog");
  const begin = async (kind: string, name: string) => {
    await page.goto(`/${world.running.account.slug}/console/settings/authentication/new`);
    await panel.getByLabel(/^Kind/).selectOption({ label: kind });
    await panel.getByLabel(/^Name/).fill(name);
  };
  const create = () => panel.getByRole("button", { name: "Create" }).click();
  const added = async (name: string) => {
    await create();
    await page.getByRole("heading", { name }).waitFor();
    return provider(name);
  };
  await begin("Password", "By password");
  expect(await added("By password")).toMatchObject({ type: "userpass" });

  await begin("Google", "By Google");
  await panel.getByLabel(/^Create people/).check();
  await panel.getByLabel(/^Domains/).fill("harbour.example, pier.example");
  const google = { type: "google", create_people: true, allowed_domains: ["harbour.example", "pier.example"] };
  expect(await added("By Google")).toMatchObject(google);

  await begin("Okta", "By Okta");
  await panel.getByLabel(/^Client ID/).fill("console");
  await panel.getByLabel(/^Okta domain/).fill("harbour.okta.com");
  expect(await added("By Okta")).toMatchObject({ type: "okta", issuer: "https://harbour.okta.com" });

  await begin("Microsoft Entra", "By Entra");
  await panel.getByLabel(/^Client ID/).fill("console");
  await create();
  const issuer = panel.getByLabel(/^Issuer/);
  await expect.poll(() => issuer.getAttribute("aria-invalid")).toBe("true");
  await issuer.fill("https://login.microsoftonline.com/harbour/v2.0");
  await panel.getByLabel(/^Claim with the e-mail/).selectOption("email");
  expect(await added("By Entra")).toMatchObject({ type: "entra", email_claim: "email" });

  await begin("OpenID Connect", "Another password");
  expect(await panel.getByLabel(/^Kind/).innerText()).not.toContain("Password");
  await panel.getByText("it is there: E-mail code, Password").waitFor();
  await page.context().close();
});

test("an API client gets a token that works, is shown once, and is refused when it is revoked", async () => {
  const page = await world.open("/settings/api");
  await page.getByRole("link", { name: "New API client" }).click();
  await page.getByLabel(/^Name/).fill("Terraform");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Terraform" }).waitFor();
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByRole("dialog").getByLabel(/^Name/).fill("CI");
  await page.getByRole("dialog").getByRole("button", { name: "Make a token" }).click();
  const token = await page.getByRole("dialog").locator("pre").innerText();
  const sites = () => fetch(`${world.running.url}/sites`, { headers: { authorization: `Bearer ${token}` } });
  expect((await sites()).status).toBe(200);
  await page.getByRole("button", { name: "I have copied it" }).click();
  expect(await page.content()).not.toContain(token);

  await page.getByRole("row", { name: /^CI/ }).getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("No tokens").waitFor();
  expect((await sites()).status).toBe(401);
  await page.context().close();
});

test("an auditor sees how people sign in, and is told why it cannot be changed", async () => {
  const page = await world.open("/settings/authentication", { as: "auditor" });
  await page.getByRole("table", { name: "Ways to sign in" }).getByRole("row").nth(1).waitFor();
  const add = page.getByRole("button", { name: "Add a way to sign in" });
  expect(await add.getAttribute("aria-disabled")).toBe("true");
  await add.focus();
  await page.getByRole("tooltip").getByText("may look at this, but not change it").waitFor();
  await page.context().close();
});

test("the account is deleted by typing its slug only, and everybody is signed out", async () => {
  const page = await world.open("/settings");
  await page.getByRole("button", { name: "Delete the account …" }).click();
  const panel = page.getByRole("dialog");
  const slug = panel.getByLabel(/^Type .* to confirm/);
  await slug.fill("another");
  await panel.getByRole("button", { name: /^Sign everybody out/ }).click();
  await expect.poll(() => slug.getAttribute("aria-invalid")).toBe("true");
  await slug.fill(world.running.account.slug);
  await panel.getByRole("button", { name: /^Sign everybody out/ }).click();
  await page.waitForURL(/\/sign_in$/);
  const { db } = world.running.portal.context;
  const account = await db
    .selectFrom("accounts")
    .select(["scheduled_deletion_at", "is_disabled"])
    .where("id", "=", world.running.account.accountId)
    .executeTakeFirstOrThrow();
  expect(account.is_disabled).toBe(true);
  expect(account.scheduled_deletion_at).not.toBeNull();
  await page.context().close();
});
