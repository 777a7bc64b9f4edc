import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleWorld, createConsoleWorld, follow, settled } from "./console-world.ts";
import { furnish, type Pages } from "./furnished.ts";

const START_TIMEOUT_MS = 90_000;
const ALL_PAGES_TIMEOUT_MS = 180_000;
/** What a control may be called that changes nothing, or something of the one alone who looks. */
const LOOKING =
  /^(Close|Cancel|Export|Search|Previous|Next|Copy|Ask for access|Ask|Try|Choose|Why\?|Back to|Skip|Sign out everywhere else)/;
/** What is called after a thing, or is a tab or a choice. */
const NAMED =
  /^(Shed|Internet|Winch|winch-7|Quay|quay-1|The |Ada |Ida |Crane|Office|systemd|Docker|Debian|Anybody|ubuntu|Lisbon|A person|A machine|Firezone app)/;
const CHANGING = /\/(new|edit|deploy|switch)(\?|$)/;
/** None of the pages that are gone to from there. */
const ELSEWHERE = "/elsewhere";

let world: ConsoleWorld;
let pages: Pages;
beforeAll(async () => {
  world = await createConsoleWorld();
  pages = await furnish(world);
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

/** Controls that are not off, by name: those that would save a form, and those outside of forms. */
async function liveControls(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll("main :is(button, a), [role=dialog] :is(button, a), [role=alertdialog] button")]
      .filter((one) => one.checkVisibility() && one.getAttribute("aria-disabled") !== "true")
      .filter((one) => one.getAttribute("role") !== "combobox" && !one.closest("th"))
      .filter((one) => one.closest("form") === null || one.type === "submit")
      .map((one) => (one.getAttribute("aria-label") ?? one.innerText) + (one.href ? " -> " + one.pathname : ""))`);
}

test(
  "an auditor sees every page, and on none of them can anything be changed",
  async () => {
    const page = await world.open(ELSEWHERE, { as: "auditor" });
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    const refused: string[] = [];
    page.on(
      "response",
      (response) => response.status() >= 400 && refused.push(`${response.status()} ${response.url()}`),
    );
    const found: string[] = [];
    for (const [name, path] of Object.entries(pages)) {
      await follow(page, path);
      const live = await liveControls(page);
      const changing = live.filter((one) =>
        one.includes(" -> ")
          ? CHANGING.test(one) && !one.endsWith("/requests/new")
          : !LOOKING.test(one) && !NAMED.test(one),
      );
      // One's own name and start page are for everybody to change.
      const own = name === "profile" ? ["Save"] : [];
      found.push(...changing.filter((one) => !own.includes(one)).map((one) => `${name}: ${one}`));
    }
    expect(found).toEqual([]);
    expect(refused).toEqual([]);
    // The same look finds what an administrator can do.
    const admin = await world.open("/sites");
    await settled(admin);
    expect((await liveControls(admin)).some((one) => CHANGING.test(one))).toBe(true);
    await admin.context().close();
    expect(sent.filter((one) => !/^POST \/access\/(explain|preview)$/.test(one))).toEqual([]);
    await page.context().close();
  },
  ALL_PAGES_TIMEOUT_MS,
);

test("each control that an auditor cannot use says why, by keyboard too", async () => {
  const page = await world.open(`/actors/${world.things.actor.id}`, { as: "auditor" });
  await settled(page);
  const off = page.locator('main [aria-disabled="true"]');
  const count = await off.count();
  expect(count).toBeGreaterThan(3);
  for (let place = 0; place < count; place++) {
    await off.nth(place).focus();
    await page.getByRole("tooltip").waitFor();
    expect(await page.getByRole("tooltip").innerText()).not.toBe("");
    await page.keyboard.press("Escape");
  }
  await page.context().close();
});

test(
  "a network administrator sees what concerns sites and resources, and is told of every other page why not",
  async () => {
    const page = await world.open(ELSEWHERE, { as: "network_admin" });
    const refused: string[] = [];
    page.on(
      "response",
      (response) => response.status() >= 400 && refused.push(`${response.status()} ${response.url()}`),
    );
    const kept: string[] = [];
    for (const [name, path] of Object.entries(pages)) {
      // Of another's request there is nothing to see for somebody who may only ask.
      if (["an access request", "access that was given"].includes(name)) continue;
      await follow(page, path);
      if (await page.getByRole("heading", { name: "Not for your role" }).isVisible()) kept.push(name);
    }
    expect(refused).toEqual([]);
    expect(kept).toEqual(
      expect.arrayContaining(["groups", "policies", "people", "clients", "a client", "an API client"]),
    );
    for (const open of ["overview", "sites", "a new site", "a resource", "access to ask for", "DNS settings"]) {
      expect(kept).not.toContain(open);
    }
    await follow(page, "/sites");
    const entries = await page.getByRole("navigation", { name: "Menu" }).getByRole("link").allInnerTexts();
    expect(entries).toEqual(expect.arrayContaining(["Overview", "Resources", "Access requests", "Sites", "Settings"]));
    for (const hidden of ["Groups", "Policies", "Why?", "Clients", "People", "Logs"])
      expect(entries).not.toContain(hidden);
    const create = page.getByRole("link", { name: "New site" });
    await create.click();
    await page.getByLabel(/^Name/).fill("Pier");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByRole("tabpanel").waitFor();
    await page.context().close();
  },
  ALL_PAGES_TIMEOUT_MS,
);

test("somebody without a role asks for access, sees what becomes of it, and takes it back", async () => {
  const page = await world.open("", { as: "person" });
  await page.getByRole("heading", { name: "Access requests" }).waitFor();
  const entries = await page.getByRole("navigation", { name: "Menu" }).getByRole("link").allInnerTexts();
  expect(entries.filter((one) => one !== "Profile")).toEqual(["Access requests"]);
  await page.getByRole("link", { name: "Ask for access" }).first().click();
  await page.getByLabel(/^Resource/).click();
  await page.getByRole("option", { name: "Shed" }).click();
  await page.getByLabel(/^Reason/).fill("To mend it");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByRole("link", { name: "The person" }).click();
  const panel = page.getByRole("dialog");
  expect(await panel.getByRole("button", { name: "Decide" }).count()).toBe(0);
  await panel.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Take back" }).click();
  await page.getByRole("row", { name: /The person Shed To mend it 1 hour Taken back/ }).waitFor();
  expect(await page.getByText("The connection to the portal is lost").count()).toBe(0);
  await follow(page, "/people");
  await page.getByRole("heading", { name: "Not for your role" }).waitFor();
  await page.context().close();
});

test("what ends when is listed soonest first, and leads to where it is changed", async () => {
  const { group, policy, actor } = world.things;
  const soon = new Date(Date.now() + 86_400_000 * 2).toISOString();
  const later = new Date(Date.now() + 86_400_000 * 9).toISOString();
  const { api } = world.running;
  await api("PATCH", `/policies/${policy.id}`, { policy: { expires_at: later } });
  await api("PATCH", `/groups/${group.id}/memberships`, {
    memberships: { add: [{ actor_id: actor.id, expires_at: soon }] },
  });
  const page = await world.open("/endings");
  const rows = page.getByRole("row");
  await rows.nth(3).waitFor();
  expect(await rows.nth(1).innerText()).toMatch(/in (\d\d minutes|1 hour)[\s\S]*Access request[\s\S]*Winch[\s\S]*Shed/);
  expect(await rows.nth(2).innerText()).toMatch(/in 2 days[\s\S]*Membership[\s\S]*Winch[\s\S]*Pilots/);
  expect(await rows.nth(3).innerText()).toMatch(/in 9 days[\s\S]*Policy[\s\S]*Pilots[\s\S]*Shed/);
  await rows.nth(2).getByRole("link", { name: "Keep it without an end" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByText("Kept on other terms: 1").waitFor();
  await question.getByRole("button", { name: "Add" }).click();
  await question.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "What ends when" }).click();
  await page.getByRole("row", { name: /Membership/ }).waitFor({ state: "detached" });
  await page.context().close();
});
