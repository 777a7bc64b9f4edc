import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { type ConsoleWorld, createConsoleWorld, settled } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

const options = (page: Page) => page.getByRole("dialog").getByRole("option");
const openPalette = async (page: Page) => {
  await page.keyboard.press("Control+k");
  await page
    .getByRole("dialog")
    .getByPlaceholder(/^Search for a thing/)
    .waitFor();
};

test("the palette makes everything that can be made, by keyboard", async () => {
  const page = await world.open("/groups");
  await settled(page);
  const made = {
    "New site": "/sites/new",
    "New resource": "/resources/new",
    "New group": "/groups/new",
    "New policy": "/policies/new",
    "New person": "/people/new",
    "New service account": "/service-accounts/new",
    "Add a way to sign in": "/settings/authentication/new",
    "New API client": "/settings/api/new",
    "Ask for access": "/requests/new",
  };
  for (const [label, path] of Object.entries(made)) {
    await openPalette(page);
    await page.keyboard.type(`Make ${label}`);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.endsWith(path));
    await page.getByRole("dialog").locator("form").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.context().close();
});

test("the palette offers what the page offers, and does it", async () => {
  const page = await world.open(`/groups/${world.things.group.id}`);
  await settled(page);
  await openPalette(page);
  const here = page.getByRole("group", { name: "On this page" });
  expect(await here.getByRole("option").allInnerTexts()).toEqual(
    expect.arrayContaining(["Edit", "Delete", "Grant access"]),
  );
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type("delete");
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog", { name: /Delete Pilots/ }).waitFor();
  await page.keyboard.press("Escape");
  await openPalette(page);
  await page.keyboard.type("grant");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/policies\/new\?group=/);
  await page.context().close();
});

test("the palette finds things by name on the server, and leads to them", async () => {
  const page = await world.open("/logs/changes");
  await settled(page);
  await openPalette(page);
  await page.keyboard.type("winch");
  await page.getByRole("group", { name: "Found" }).getByRole("option", { name: "Winch" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Winch", level: 1 }).waitFor();
  await page.context().close();
});

test("for an auditor the palette has nothing that changes", async () => {
  const page = await world.open(`/groups/${world.things.group.id}`, { as: "auditor" });
  await settled(page);
  await openPalette(page);
  const labels = await options(page).allInnerTexts();
  expect(labels).toContain("Ask for access");
  expect(labels.filter((label) => /^(New|Edit|Delete|Grant|Add)/.test(label))).toEqual([]);
  await page.context().close();
});

test("a question mark shows the shortcuts, single keys work outside of fields, and can be turned off", async () => {
  const page = await world.open("/policies");
  await settled(page);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("n?");
  expect(await page.getByRole("searchbox").inputValue()).toBe("n?");
  await page.getByRole("searchbox").fill("");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("n");
  await page.waitForURL(/\/policies\/new/);
  await page.getByRole("dialog").locator("form").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await openPalette(page);
  await page.keyboard.type("shortcuts");
  await page.keyboard.press("Enter");
  await page.getByRole("checkbox", { name: /^Single keys/ }).uncheck();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("n");
  await page.keyboard.press("?");
  // Long enough for a key to have done something.
  await page.waitForTimeout(300);
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.context().close();
});
