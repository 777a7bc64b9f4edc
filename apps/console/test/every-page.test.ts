// What holds for every page, whichever it is: accessible in light, in dark and on a phone, and used without a mouse.

import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../lab/src/world/until.ts";
import { violations } from "./accessibility.ts";
import { type ConsoleWorld, createConsoleWorld, follow, settled } from "./console-world.ts";
import { furnish, type Pages } from "./furnished.ts";

const START_TIMEOUT_MS = 90_000;
const TEST_TIMEOUT_MS = 8 * 60_000;
/** Colours that are on their way to others would be measured in between. */
const STILL = { reducedMotion: "reduce" } as const;
const FOCUS_MS = 20_000;
/** How often is looked, a second apart, until a page that changes its look or size has come to rest. */
const LOOKS_AT_MOST = 5;
const REST_MS = 1_000;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { name: "in light", colorScheme: "light", viewport: DESKTOP },
  { name: "in dark", colorScheme: "dark", viewport: DESKTOP },
  { name: "on a phone", colorScheme: "light", viewport: PHONE },
] as const;

let world: ConsoleWorld;
let pages: Pages;
beforeAll(async () => {
  world = await createConsoleWorld();
  pages = await furnish(world);
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

/** Opens a page that is not among those that are visited. */
async function openElsewhere(): Promise<Page> {
  const page = await world.open("/elsewhere", STILL);
  await settled(page);
  return page;
}

/** What the page says in the console of the browser. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

/** What is objectionable once the page has come to rest: on a busy machine colours and sizes take a while to change. */
async function lastingObjections(page: Page): Promise<string[]> {
  let found = await objections(page);
  for (let looks = 1; found.length > 0 && looks < LOOKS_AT_MOST; looks++) {
    await page.waitForTimeout(REST_MS);
    found = await objections(page);
  }
  return found;
}

/** What axe finds, and whether the page has to be scrolled sideways. */
async function objections(page: Page): Promise<string[]> {
  const found = await violations(page);
  const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  return wide > 0 ? [...found, `${wide} pixels too wide`] : found;
}

/** The same in each look. */
async function violationsInEachLook(page: Page, name: string): Promise<string[]> {
  const found = [];
  for (const { name: look, colorScheme, viewport } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
    await page.setViewportSize(viewport);
    found.push(...(await lastingObjections(page)).map((objection) => `${name} ${look}: ${objection}`));
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(DESKTOP);
  return found;
}

/** It is given in the moment after what had it is gone. */
async function hasFocus(one: Locator): Promise<boolean> {
  const isFocused = async () => (await one.and(one.page().locator(":focus")).count()) > 0;
  return until("the focus", isFocused, FOCUS_MS).catch(() => false);
}
/** Of the router in the page. */
const ROUTE_OF_PAGE = "__TSR_ROUTER__.state.matches.at(-1).routeId";
const ALL_ROUTES = "Object.keys(__TSR_ROUTER__.routesById)";
/** Its address leads on to the log of changes. */
const WITHOUT_PAGE = ["__root__", "/logs"];

test(
  "every page is accessible, fits a phone, and says nothing on the console of the browser",
  async () => {
    const page = await openElsewhere();
    const complaints = complaintsOf(page);
    const visited = new Set<string>(WITHOUT_PAGE);
    const found = [];
    for (const [name, path] of Object.entries(pages)) {
      await follow(page, path);
      visited.add(await page.evaluate<string>(ROUTE_OF_PAGE));
      found.push(...(await violationsInEachLook(page, name)));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    const routes = await page.evaluate<string[]>(ALL_ROUTES);
    expect(
      routes.filter((route) => !visited.has(route) && !visited.has(`${route}/`)),
      "missing in furnished.ts",
    ).toEqual([]);
    await page.context().close();
  },
  TEST_TIMEOUT_MS,
);

/** What an element is called, near enough. */
const NAME = `((one) => one.getAttribute("aria-label") || one.innerText || one.name || one.outerHTML.slice(0, 80))`;
const BUTTON = "main button:not([aria-disabled=true])";
const BUTTONS = `[...document.querySelectorAll(${JSON.stringify(BUTTON)})]`;
const OPENS_A_QUESTION = /^(Delete|Disable|Verify|Make default|Sign out|Revoke|Remove|Make a token)/;

test(
  "every question is accessible, is closed by Escape, and gives the focus back",
  async () => {
    const page = await openElsewhere();
    const found = [];
    let asked = 0;
    for (const [name, path] of Object.entries(pages)) {
      await follow(page, path);
      if ((await page.getByRole("dialog").or(page.getByRole("alertdialog")).count()) > 0) continue;
      const labels = await page.evaluate<string[]>(`${BUTTONS}.map(${NAME})`);
      for (const [place, label] of labels.entries()) {
        if (!OPENS_A_QUESTION.test(label)) continue;
        const button = page.locator(BUTTON).nth(place);
        await button.click();
        const question = page.getByRole("alertdialog").or(page.getByRole("dialog"));
        await question.waitFor();
        asked += 1;
        found.push(...(await violationsInEachLook(page, `${name}, ${label}`)));
        await page.keyboard.press("Escape");
        await question.waitFor({ state: "detached" });
        const isBack = await hasFocus(button);
        if (!isBack) found.push(`${name}: the focus does not come back to ${label}`);
      }
    }
    expect(found).toEqual([]);
    expect(asked).toBeGreaterThan(10);
    await page.context().close();
  },
  TEST_TIMEOUT_MS,
);

test(
  "the menus are accessible, in light, in dark and on a phone",
  async () => {
    const page = await world.open("/groups", STILL);
    await settled(page);
    const found = [];
    await page.getByRole("button", { name: /^Signed in as/ }).click();
    await page.getByRole("menu").waitFor();
    found.push(...(await violationsInEachLook(page, "the person's menu")));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    found.push(...(await violationsInEachLook(page, "the palette")));
    await page.keyboard.press("Escape");
    await page.setViewportSize(PHONE);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("dialog", { name: "Menu" }).waitFor();
    found.push(...(await violations(page)));
    expect(found).toEqual([]);
    await page.context().close();
  },
  TEST_TIMEOUT_MS,
);

/**
 * What can be used with a mouse, as the page has it now: of a panel only what is in it. Groups of tabs, of radio buttons
 * and menus are one stop, and moved through with arrow keys.
 */
const CONTROLS = `(() => {
  const scope = document.querySelector("[role=dialog], [role=alertdialog]") ?? document;
  const all = [...scope.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const radios = new Set();
  return all.filter((one) => {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest("[inert], [aria-hidden=true]")) return false;
    if (one.disabled || one.tabIndex < 0 || one.hasAttribute("data-radix-focus-guard")) return false;
    // It gives the focus to the tab that is shown.
    if (one.getAttribute("role") === "tablist") return false;
    if (one.type !== "radio") return true;
    return one.checked;
  });
})()`;
const STEP = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return { isOutside: true };
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
  const isSeen = (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  const wasHere = one.dataset.walked === "true";
  one.dataset.walked = "true";
  return { isOutside: false, isSeen, wasHere, name: ${NAME}(one) };
})()`;
interface Step {
  readonly isOutside: boolean;
  readonly isSeen?: boolean;
  readonly wasHere?: boolean;
  readonly name?: string;
}
/** Fields of dates have several stops each. */
const MOST_STOPS = 300;

/** Goes through the page by Tab. @returns what is not reached, and what does not show that it has the focus */
async function walk(page: Page): Promise<string[]> {
  const objections = new Set<string>();
  let last = "";
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press("Tab");
    const { isOutside, isSeen, wasHere, name = "" } = await page.evaluate<Step>(STEP);
    if (isOutside) break;
    if (!isSeen) objections.add(`has the focus, but does not show it: ${name}`);
    if (wasHere && name !== last) break;
    last = name;
  }
  const missed = await page.evaluate<string[]>(
    `${CONTROLS}.filter((one) => one.dataset.walked !== "true").map(${NAME})`,
  );
  return [...objections, ...missed.map((name) => `is not reached by Tab: ${name}`)];
}

test(
  "everything that can be used on a page that was just loaded is reached by Tab, and shows that it has the focus",
  async () => {
    const page = await openElsewhere();
    const complaints = complaintsOf(page);
    const found = [];
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`/${world.running.account.slug}/console${path}`);
      await settled(page);
      found.push(...(await walk(page)).map((objection) => `${name}: ${objection}`));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  },
  TEST_TIMEOUT_MS,
);

test(
  "a panel is opened by Enter, closed by Escape, and the focus is where it was",
  async () => {
    const page = await openElsewhere();
    const found = [];
    let opened = 0;
    const isPanel = /(\/new|\/edit|\/deploy|\/connect|\/password)(\?|$)/;
    for (const [name, path] of Object.entries(pages).filter(([, one]) => isPanel.test(one))) {
      await follow(page, path.replace(isPanel, ""));
      const link = page.locator(`main a[href="/${world.running.account.slug}/console${path.replace(/\?.*/, "")}"]`);
      if ((await link.count()) === 0) continue;
      await link.first().focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      opened += 1;
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      const isBack = await hasFocus(link.first());
      if (!isBack) found.push(`${name}: the focus is lost`);
    }
    expect(found).toEqual([]);
    expect(opened).toBeGreaterThan(8);
    await page.context().close();
  },
  TEST_TIMEOUT_MS,
);
