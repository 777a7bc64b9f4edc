import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleWorld, createConsoleWorld, settled } from "./console-world.ts";

/** Of the console, and of the API. */
const MORE_THAN_A_PAGE = 101;
const START_TIMEOUT_MS = 90_000;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

test("an administrator makes a site, a resource, a group with a member and a policy, without leaving the keyboard's reach", async () => {
  const page = await world.open("/sites");
  await page.getByRole("link", { name: "New site" }).click();
  await page.getByLabel(/^Name/).fill("Lisbon office");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect.poll(() => page.getByRole("tabpanel").innerText()).toContain("FIREZONE_API_URL=ws://127.0.0.1");
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Lisbon office" }).waitFor();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("resources");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "New resource" }).click();
  await page.getByLabel(/^Name/).fill("Wiki");
  await page.getByLabel(/^Address \(/).fill("**.corp.example");
  await page.getByLabel("Try a name").fill("wiki.corp.example");
  await page.getByText("Leads here").waitFor();
  await page.getByLabel(/^Site/).click();
  await page.keyboard.type("Lis");
  await page.getByRole("option", { name: "Lisbon office" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Wiki" }).waitFor();

  await page.getByRole("link", { name: "Groups" }).click();
  await page.getByRole("link", { name: "New group" }).click();
  await page.getByLabel(/^Name/).fill("Staff");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Staff" }).waitFor();
  await page.getByRole("combobox", { name: "Add a member …" }).click();
  await page.keyboard.type("Winch");
  await page.getByRole("option", { name: "Winch" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Add" }).click();
  await page.getByRole("cell", { name: "Winch", exact: true }).waitFor();

  await page.getByRole("link", { name: "Grant access" }).click();
  await page.getByLabel(/^Resource/).click();
  await page.keyboard.type("Wiki");
  await page.getByRole("option", { name: "Wiki" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("row", { name: /Staff Wiki Always Enabled/ }).waitFor();

  const { data } = (await world.running.api("GET", "/policies?limit=100")).body;
  expect(data.some(({ conditions }: { conditions: unknown[] }) => conditions.length === 0)).toBe(true);
  await page.context().close();
});

test("what the portal refuses stands at its field, and what was typed stays", async () => {
  const page = await world.open("/resources/new");
  const panel = page.getByRole("dialog");
  await panel.getByLabel(/^Name/).fill("Loop");
  await panel.getByLabel("Type").selectOption("cidr");
  await panel.getByLabel(/^Address \(/).fill("127.0.0.0/8");
  await panel.getByLabel(/^Site/).click();
  await page.getByRole("option", { name: "Quay" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  const address = panel.getByLabel(/^Address \(/);
  await expect.poll(() => address.getAttribute("aria-invalid")).toBe("true");
  expect(await address.inputValue()).toBe("127.0.0.0/8");
  await page.context().close();
});

test("a person's access to a resource is explained, with the policy that grants it", async () => {
  const { actor, resource } = world.things;
  const page = await world.open(`/why?actor=${actor.id}&resource=${resource.id}`);
  await page.getByText("Winch may reach Shed", { exact: true }).waitFor();
  await page.getByRole("listitem").filter({ hasText: "AppliesPilots" }).waitFor();
  await page.context().close();
});

test("the first load is less than 250 kB of compressed script, all of it from the portal", async () => {
  const page = await world.open("");
  await settled(page);
  const loaded = await page.evaluate<{ url: string; sent: number; whole: number }[]>(
    `performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
      .map(({ name: url, encodedBodySize: sent, decodedBodySize: whole }) => ({ url, sent, whole }))`,
  );
  const total = (size: "sent" | "whole") => loaded.reduce((sum, one) => sum + one[size], 0);
  expect(total("whole")).toBeGreaterThan(250_000);
  expect(total("sent")).toBeLessThan(250_000);
  expect(loaded.filter(({ url }) => !url.startsWith(world.running.url))).toEqual([]);
  await page.context().close();
});

test("a list is sorted by its headings, which say how, and the address keeps it", async () => {
  await world.things.created("/groups", { group: { name: "Aviators" } });
  await world.things.created("/groups", { group: { name: "Zeppelins" } });
  const page = await world.open("/groups");
  const heading = page.getByRole("columnheader", { name: "Name" });
  const first = () => page.getByRole("row").nth(1).getByRole("cell").nth(1).innerText();
  await page.getByRole("cell", { name: "Aviators", exact: true }).waitFor();
  expect([await heading.getAttribute("aria-sort"), await first()]).toEqual(["ascending", "Aviators"]);
  await heading.getByRole("button").press("Enter");
  await expect.poll(first).toBe("Zeppelins");
  expect(await heading.getAttribute("aria-sort")).toBe("descending");
  await page.reload();
  await page.getByRole("cell", { name: "Aviators", exact: true }).waitFor();
  expect(await first()).toBe("Zeppelins");
  await page.context().close();
});

test("an auditor sees everything and is told why nothing can be changed", async () => {
  const page = await world.open("/sites", { as: "auditor" });
  await page.getByRole("cell", { name: "Quay" }).waitFor();
  const create = page.getByRole("button", { name: "New site" });
  expect(await create.getAttribute("aria-disabled")).toBe("true");
  await create.focus();
  await page.getByRole("tooltip").getByText("may look at this, but not change it").waitFor();
  await page.context().close();
});

test("without a session the way leads to the sign-in page, and back", async () => {
  const page = await world.open("/groups");
  await settled(page);
  await page.context().clearCookies();
  await page.goto(`/${world.running.account.slug}/console/groups?search=Pil`);
  await page.waitForURL(/\/sign_in\?/);
  const back = new URL(page.url()).searchParams.get("redirect_to");
  expect(back).toBe(`/${world.running.account.slug}/console/groups?search=Pil`);
  await page.context().close();
});

test("an id is copied also where the browser gives the page no clipboard, as without TLS", async () => {
  const page = await world.open("/groups");
  await page.addInitScript("delete Navigator.prototype.clipboard");
  await page.getByRole("link", { name: "Pilots" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Copy ID" }).click();
  await page.getByRole("button", { name: "ID copied" }).waitFor();
  await page.getByRole("link", { name: "Groups" }).first().click();
  await page.getByRole("searchbox").press("Control+v");
  expect(await page.getByRole("searchbox").inputValue()).toBe(world.things.group.id);
  await page.context().close();
});

test("the form of a new resource has the only site already, and begins where something is to be typed", async () => {
  const page = await world.open("/policies/new");
  await page
    .getByRole("combobox", { name: /^Group/ })
    .and(page.locator(":focus"))
    .waitFor();
  const sites = (await world.running.api("GET", "/sites?managed_by=account")).body.data;
  for (const { id } of sites.slice(1)) await world.running.api("DELETE", `/sites/${id}`);
  await page.goto(`/${world.running.account.slug}/console/resources/new`);
  await page.getByRole("combobox", { name: /^Site/ }).getByText(sites[0].name).waitFor();
  await page.context().close();
});

test("a list that is empty says what narrows it and offers all, and is not narrowed by what is for a form", async () => {
  const page = await world.open(`/requests?actor=${crypto.randomUUID()}&status=ended`);
  await page.getByText("Only this is looked for: Status: Ended, Who.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByText("Nothing found.").waitFor({ state: "detached" });
  expect(new URL(page.url()).search).toBe("");
  for (const { id } of (await world.running.api("GET", "/policies")).body.data) {
    await world.running.api("DELETE", `/policies/${id}`);
  }
  await page.goto(`/${world.running.account.slug}/console/policies?group=${world.things.group.id}`);
  await page.getByText("No policies yet").waitFor();
  await page.goto(`/${world.running.account.slug}/console/policies?status=disabled&search=x`);
  await page.getByText("Only this is looked for: “x”, State: Disabled.").waitFor();
  await page.context().close();
});

test("a list is saved as a file, all of what the search lets through", async () => {
  for (let number = 1; number <= MORE_THAN_A_PAGE; number++) {
    await world.things.created("/groups", { group: { name: `Crew ${number}` } });
  }
  const page = await world.open("/groups?search=Crew");
  await page.getByText(`50 of ${MORE_THAN_A_PAGE}`).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("groups.csv");
  const [names = "", ...lines] = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  expect(names.split(",")).toEqual(expect.arrayContaining(["id", "name", "members_count"]));
  expect(lines).toHaveLength(MORE_THAN_A_PAGE);
  await page.context().close();
});
