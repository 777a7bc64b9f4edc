import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPortal } from "../../portal/src/index.ts";
import { type ConsoleWorld, createConsoleWorld, settled } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const LINES = 5_000;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

interface Scene {
  readonly path: string;
  /** Shows the fields that are not there at first. */
  readonly unfold?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();
const choose = (label: string | RegExp, option: string) => async (page: Page) => {
  await page.getByLabel(label).selectOption({ label: option });
};

/** Every place of the console where something is typed. */
const scenes = (): Readonly<Record<string, Scene>> => ({
  "a list": { path: "/people" },
  "a new site": { path: "/sites/new" },
  "a site": { path: `/sites/${world.things.site.id}/edit` },
  "a new resource": { path: "/resources/new", unfold: press("Restrict to a protocol") },
  "a resource": { path: `/resources/${world.things.resource.id}/edit` },
  "a new group": { path: "/groups/new" },
  "a new policy": { path: "/policies/new", unfold: press(/^Add a condition/) },
  "a new person": { path: "/people/new" },
  "a person": { path: `/actors/${world.things.actor.id}/edit` },
  "a client token": { path: `/actors/${world.things.actor.id}`, unfold: press("Make a token") },
  "a new service account": { path: "/service-accounts/new" },
  "access to ask for": { path: "/requests/new" },
  "a log": { path: "/logs/changes" },
  "an explanation": { path: "/why" },
  "the account's names": { path: "/settings" },
  "the account's end": { path: "/settings", unfold: press("Delete the account …") },
  resolvers: { path: "/settings/dns", unfold: choose(/^Resolvers/, "These addresses") },
  "an identity provider": {
    path: "/settings/authentication/new",
    unfold: (page) => page.getByLabel(/^Create people/).check(),
  },
  "an Okta provider": { path: "/settings/authentication/new", unfold: choose(/^Kind/, "Okta") },
  "a new API client": { path: "/settings/api/new" },
  commands: { path: "", unfold: press(/^Search and commands/) },
});

/** What one can type in, in front of everything else. */
function fieldsOf(page: Page): Locator {
  const typed = "input:not([type=checkbox]):not([type=radio]), textarea";
  return page.locator(`[role=dialog] :is(${typed}), main:not([aria-hidden] *) :is(${typed})`);
}

describe("5,000 lines that are pasted", () => {
  test("are refused at every field of the console, which says so and keeps what it has", async () => {
    const page = await world.open("", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.evaluate<void>(
      `navigator.clipboard.writeText(Array.from({ length: ${LINES} }, (_, n) => "line " + n).join("\\n"))`,
    );
    let tried = 0;
    for (const [name, { path, unfold }] of Object.entries(scenes())) {
      await page.goto(`/${world.running.account.slug}/console${path}`);
      await settled(page);
      await unfold?.(page);
      const fields = fieldsOf(page);
      await fields.first().waitFor();
      for (const field of await fields.all()) {
        const label = `${name}: ${await field.evaluate((input: { outerHTML: string }) => input.outerHTML.slice(0, 120))}`;
        const before = await field.inputValue();
        await field.focus();
        await page.keyboard.press("Control+v");
        await page
          .getByRole("alert")
          .filter({ hasText: /^Not pasted: / })
          .waitFor();
        expect(await field.inputValue(), label).toBe(before);
        const [type, most] = [await field.getAttribute("type"), await field.getAttribute("maxlength")];
        if (["number", "date", "time", "datetime-local"].includes(type ?? "text")) expect(most, label).not.toBe("");
        else expect(Number(most), label).toBeGreaterThan(0);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(40);
    await page.context().close();
  });

  test("of which a few fit are taken by a field for several values", async () => {
    const page = await world.open("/settings/dns", { permissions: ["clipboard-read", "clipboard-write"] });
    await choose(/^Resolvers/, "These addresses")(page);
    await page.evaluate<void>('navigator.clipboard.writeText("10.20.0.53\\n10.20.0.54\\n")');
    await page.getByLabel(/^Addresses/).focus();
    await page.keyboard.press("Control+v");
    expect(await page.getByLabel(/^Addresses/).inputValue()).toBe("10.20.0.53, 10.20.0.54");
    await page.context().close();
  });
});

describe("what the portal refuses", () => {
  const invalid = (field: Locator) => expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");

  test("stands at the line of a list that it is about", async () => {
    const page = await world.open(`/resources/${world.things.resource.id}/edit`);
    const add = page.getByRole("button", { name: "Restrict to a protocol" });
    await add.click();
    await page.getByLabel("Ports").nth(0).fill("443");
    await add.click();
    await page.getByLabel("Ports").nth(1).fill("90 - 80");
    await page.getByRole("button", { name: "Save" }).click();
    await invalid(page.getByLabel("Ports").nth(1));
    expect(await page.getByLabel("Ports").nth(0).getAttribute("aria-invalid")).toBeNull();
    await page.context().close();
  });

  test("stands at what was picked, where that is gone", async () => {
    const site = await world.things.created("/sites", { site: { name: "Wharf" } });
    const page = await world.open("/resources/new");
    await page.getByLabel(/^Name/).fill("Crane");
    await page.getByLabel(/^Address \(/).fill("crane.example");
    await page.getByLabel(/^Site/).click();
    await page.getByRole("option", { name: "Wharf" }).click();
    await world.running.api("DELETE", `/sites/${site.id}`);
    await page.getByRole("button", { name: "Create" }).click();
    await invalid(page.getByLabel(/^Site/));
    await page.context().close();
  });

  test("stands at the field that a member of the API is shown as", async () => {
    const { resource } = world.things;
    await world.running.api("PATCH", `/resources/${resource.id}`, { resource: { is_requestable: true } });
    const page = await world.open("/requests/new", { as: "network_admin" });
    await page.getByLabel(/^Resource/).click();
    await page.getByRole("option", { name: resource.name }).click();
    await page.getByLabel(/^For how long/).fill("5000");
    await page.getByLabel("Unit").selectOption("Days");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await invalid(page.getByLabel(/^For how long/));

    await world.things.created("/actors", {
      actor: { name: "Taken", type: "account_user", email: "taken@acme.example" },
    });
    await world.signIn(page);
    await page.goto(`/${world.running.account.slug}/console/people/new`);
    await page.getByLabel(/^Name/).fill("Another");
    await page.getByLabel(/^E-mail address/).fill("taken@acme.example");
    await page.getByRole("button", { name: "Create" }).click();
    await invalid(page.getByLabel(/^E-mail address/));
    await page.context().close();
  });
});

test("a session that ends costs nothing that was typed: one signs in elsewhere and goes on", async () => {
  const { db } = world.running.portal.context;
  const forms = [
    { path: "/groups/new", field: /^Name/, typed: "Kept group", button: "Create", shown: "Kept group" },
    {
      path: `/sites/${world.things.site.id}/edit`,
      field: /^Name/,
      typed: "Kept site",
      button: "Save",
      shown: "Kept site",
    },
    { path: "/settings", field: /^Legal name/, typed: "Kept Ltd", button: "Save", shown: "Saved." },
  ];
  for (const { path, field, typed, button, shown } of forms) {
    const page = await world.open(path);
    await page.getByLabel(field).fill(typed);
    // The stream of events ends with the session, so the page knows of it by itself.
    await db.deleteFrom("portal_sessions").execute();
    const ended = page.getByRole("alertdialog", { name: "Your session has ended" });
    await ended.waitFor();
    await world.signIn(page);
    await ended.getByRole("button", { name: "I have signed in" }).click();
    await ended.waitFor({ state: "detached" });
    expect(await page.getByLabel(field).inputValue(), path).toBe(typed);
    await page.getByRole("button", { name: button }).click();
    await page.getByText(shown).first().waitFor();
    await page.context().close();
  }
});

test("a page whose session ended does not ask for events until one has signed in again", async () => {
  const page = await world.open("/groups/new");
  await page.getByLabel(/^Name/).waitFor();
  await world.running.portal.context.db.deleteFrom("portal_sessions").execute();
  const ended = page.getByRole("alertdialog", { name: "Your session has ended" });
  await ended.waitFor();
  let asked = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/events") asked++;
  });
  await setTimeout(5_000);
  expect(asked).toBe(0);
  await world.signIn(page);
  await ended.getByRole("button", { name: "I have signed in" }).click();
  await expect.poll(() => asked).toBe(1);
  await page.context().close();
});

test("a portal that stops and starts again is told, and the page heals with what was typed in it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "console-restart-"));
  const port = await freePort();
  const other = await createConsoleWorld({
    listen: { host: "127.0.0.1", port },
    database: { folder, url: undefined, poolSize: 1 },
  });
  const { running, things } = other;
  const [list, form] = [await other.open("/sites"), await other.open(`/groups/${things.group.id}/edit`)];
  await list.getByRole("cell", { name: "Quay" }).waitFor();
  await form.getByLabel(/^Name/).fill("Half typed");
  await running.portal.close();
  const lost = "The connection to the portal is lost";
  await list.getByText(lost).waitFor();
  await form.getByText(lost).waitFor();
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("dialog").getByText("The portal cannot be reached now").waitFor();

  const again = await createPortal(running.portal.context.config, { log: running.portal.context.log });
  await again.listen();
  await list.getByText(lost).waitFor({ state: "detached" });
  await running.api("PATCH", `/sites/${things.site.id}`, { site: { name: "Renamed quay" } });
  await list.getByRole("cell", { name: "Renamed quay" }).waitFor();
  await form.getByText(lost).waitFor({ state: "detached" });
  expect(await form.getByLabel(/^Name/).inputValue()).toBe("Half typed");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("heading", { name: "Half typed" }).waitFor();
  await again.close();
  await other[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
