import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { connectClient, connectGateway, connectRelay, openResource, report } from "./connected-devices.ts";
import { type ConsoleWorld, createConsoleWorld, settled } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
/** A device that has left is news after two seconds; figures are after five. */
const LIVE = { timeout: 60_000 };

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

const steps = (page: Page) => page.getByRole("region", { name: "First steps" });
const graph = (page: Page) => page.getByRole("region", { name: /^Graph of connections/ });
const gateway = (name: string) => connectGateway(world, name, world.things.gatewayToken.token);
const client = (name: string) => connectClient(world, name, world.things.clientToken.token);

test("the first steps tick themselves as they are done, and are gone when all are", async () => {
  const page = await world.open("");
  await steps(page).getByText("4 of 6 done").waitFor();
  const next = steps(page).getByRole("listitem").and(page.locator('[aria-current="step"]'));
  expect(await next.innerText()).toMatch(/^Deploy a gateway\s+To do/);
  await page.getByText("Nothing is connected", { exact: true }).waitFor();

  await using _crane = await gateway("crane");
  await steps(page).getByText("5 of 6 done").waitFor(LIVE);
  expect(await next.innerText()).toMatch(/^Connect\s+To do/);
  await page.getByRole("link", { name: /^Gateways online 1 of 1$/ }).waitFor(LIVE);

  await using _laptop = await client("laptop");
  await steps(page).waitFor({ state: "detached", ...LIVE });
  await page.getByRole("link", { name: /^Clients online 1$/ }).click();
  await page.getByRole("cell", { name: "laptop", exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe("?presence=online");
  await page.context().close();
});

test("without a relay it is said what is missing, and where to get one, until one is there", async () => {
  const page = await world.open("");
  const notice = page.getByRole("status").filter({ hasText: "No relay is connected" });
  await notice.getByRole("link", { name: "Relays and how to start one" }).waitFor();
  await using _relay = await connectRelay(world);
  await notice.waitFor({ state: "detached", ...LIVE });
  await page.context().close();
});

test("a connection appears by itself, says what its devices report, and goes with them", async () => {
  const page = await world.open("");
  await settled(page);
  await using crane = await gateway("crane");
  const laptop = await client("laptop");
  const peer_id = await openResource(laptop, [crane], world.things.resource.id);
  const box = graph(page).getByRole("list", { name: "Clients" }).getByRole("listitem");
  await box.getByText("Not reported, through crane").waitFor(LIVE);
  await page.getByText("None of these devices report how they are connected").waitFor();
  await graph(page).getByRole("list", { name: "Gateways" }).getByText("Quay · 1 client, towards Shed").waitFor();

  report(laptop, [{ peer_id, path: "relayed", rtt_ms: 48.2 }]);
  await box.getByText("Relayed · 48 ms").waitFor(LIVE);
  report(laptop, [{ peer_id, path: "direct", rtt_ms: 3.14 }]);
  await box.getByText("Direct · 3.1 ms").waitFor(LIVE);
  expect(await page.getByText("None of these devices report").count()).toBe(0);

  await laptop[Symbol.asyncDispose]();
  await page.getByText("Nothing is connected", { exact: true }).waitFor(LIVE);
  await page.context().close();
});

test("graph and table show the same, narrowed by site and person in the address, and are accessible", async () => {
  await using crane = await gateway("crane");
  await using laptop = await client("laptop");
  await openResource(laptop, [crane], world.things.resource.id);
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await world.open(`?site=${world.things.site.id}`, { colorScheme });
    await graph(page).getByRole("link", { name: "Shed" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Table" }).press("Enter");
    await page.getByRole("row", { name: /^laptop Winch Not reported .* crane Quay Shed/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(new URL(page.url()).search).toContain("view=table");
    await page.context().close();
  }

  const page = await world.open("");
  await page.getByRole("combobox", { name: "Person" }).click();
  await page.getByRole("option", { name: /^Ada Lovelace/ }).click();
  await page.getByText("Only this is looked for: Person.").waitFor();
  await page.reload();
  await page.getByText("Only this is looked for: Person.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await graph(page).getByRole("link", { name: "laptop" }).waitFor();
  await page.context().close();

  const phone = await world.open("?search=lap", { viewport: { width: 390, height: 844 } });
  await phone.getByRole("row", { name: /^laptop/ }).waitFor();
  expect(await graph(phone).count()).toBe(0);
  expect(await phone.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  expect(await violations(phone)).toEqual([]);
  await phone.context().close();
});

test("the table is searched, sorted and paged in the address, also on a phone", async () => {
  await using crane = await gateway("crane");
  const resourceId = world.things.resource.id;
  await using clients = new AsyncDisposableStack();
  // One more than a page has.
  for (let i = 0; i < 51; i++) {
    const device = clients.use(await client(`dinghy-${String(i).padStart(2, "0")}`));
    const peer_id = await openResource(device, [crane], resourceId);
    if (i > 48) report(device, [{ peer_id, path: "direct", rtt_ms: i }]);
  }
  const page = await world.open("?view=table", { viewport: { width: 390, height: 844 } });
  const table = page.getByRole("table", { name: "Connected now" });
  const names = async () => table.getByRole("link", { name: /^dinghy/ }).allInnerTexts();
  await table.getByRole("link", { name: "dinghy-00" }).waitFor();
  await page.getByText("50 of 51").waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await expect.poll(names).toEqual(["dinghy-50"]);
  // What was refused is another list, with pages of its own.
  await page.getByText("Nothing was refused lately").waitFor();
  await page.getByRole("button", { name: "Round trip" }).click();
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(["dinghy-49", "dinghy-50"]);
  await page.getByRole("button", { name: "Round trip" }).click();
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(["dinghy-50", "dinghy-49"]);
  await page.getByRole("searchbox", { name: /^Search connections/ }).fill("dinghy-1");
  await expect.poll(async () => (await names()).sort()[9]).toBe("dinghy-19");
  expect((await names()).length).toBe(10);
  expect(new URL(page.url()).search).toBe("?view=table&sort=-rtt_ms&search=dinghy-1");
  await page.getByRole("searchbox", { name: /^Search connections/ }).fill("nothing like it");
  await page.getByText("Only this is looked for: “nothing like it”.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(async () => (await names()).length).toBe(50);
  expect(await page.getByRole("searchbox", { name: /^Search connections/ }).inputValue()).toBe("");
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

test("a connection that ended is gone within a second, and gateways are counted however many sites there are", async () => {
  const { db } = world.running.portal.context;
  const account_id = world.running.account.accountId;
  const more = Array.from({ length: 130 }, (_, i) => ({ account_id, id: crypto.randomUUID(), name: `A site ${i}` }));
  await db.insertInto("sites").values(more).execute();
  await using crane = await gateway("crane");
  const laptop = await client("laptop");
  const peer_id = await openResource(laptop, [crane], world.things.resource.id);
  report(laptop, [{ peer_id, path: "direct", rtt_ms: 4 }]);
  const page = await world.open("?view=table");
  await page.getByRole("link", { name: /^Gateways online 1 of \d+$/ }).waitFor(LIVE);
  const row = page.getByRole("row", { name: /^laptop/ });
  await row.getByText("Direct").waitFor(LIVE);
  await settled(page);
  // What came before is told, and the portal tells at once again.
  await page.waitForTimeout(2_000);
  const before = performance.now();
  report(laptop, []);
  await row.waitFor({ state: "detached" });
  const reported = performance.now() - before;
  report(laptop, [{ peer_id, path: "direct", rtt_ms: 4 }]);
  await row.waitFor(LIVE);
  await page.waitForTimeout(2_000);
  const left = performance.now();
  await laptop[Symbol.asyncDispose]();
  await row.waitFor({ state: "detached" });
  // A second, and as much again for a machine that has other things to do.
  expect(Math.max(reported, performance.now() - left)).toBeLessThan(2_000);
  await page.context().close();
});

test("whoever keeps the network sees connections, without ways to what others look after", async () => {
  await using crane = await gateway("crane");
  await using laptop = await client("laptop");
  await openResource(laptop, [crane], world.things.resource.id);
  const page = await world.open("", { as: "network_admin" });
  await graph(page).getByText("laptop").first().waitFor();
  expect(await graph(page).getByRole("link", { name: "laptop" }).count()).toBe(0);
  await graph(page).getByRole("link", { name: "Shed" }).waitFor();
  await page.context().close();
});
