import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
  const { id } = world.things.site;
  await world.running.api("PATCH", `/sites/${id}`, { site: { name: "Pier", health_threshold: 2 } });
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

test("a change shows what differs, before and after, and nothing else", async () => {
  const page = await world.open("/logs");
  await page.getByLabel("Operation").selectOption("Changed");
  await page.getByLabel("Object").selectOption("Site");
  const row = page.getByRole("row", { name: /Changed Site Pier/ });
  await row.getByRole("link").first().click();
  const difference = page.getByRole("dialog").getByRole("table", { name: "What differs" });
  await difference.getByRole("row", { name: "name Quay Pier" }).waitFor();
  await difference.getByRole("row", { name: "health_threshold 1 2" }).waitFor();
  expect(await difference.getByRole("row").count()).toBe(3);
  await page.keyboard.press("Escape");
  await page.getByRole("table", { name: "Changes" }).waitFor();
  expect(new URL(page.url()).searchParams.get("object")).toBe("sites");
  expect(await page.getByRole("table", { name: "Changes" }).getByRole("row").count()).toBe(2);
  await page.context().close();
});

test("a log is narrowed by time, and each log has a place of its own", async () => {
  const page = await world.open("/logs/changes?begin=2001-01-01T00:00&end=2001-01-02T00:00");
  await page.getByText("Nothing found.").waitFor();
  await page.goto(`/${world.running.account.slug}/console/logs/changes`);
  await page.getByRole("link", { name: "API requests" }).click();
  await page.getByRole("row", { name: /PATCH \/sites\// }).waitFor();
  await page.getByRole("link", { name: "Flows" }).click();
  await page.getByText("Nothing here yet").waitFor();
  await page.context().close();
});

test("what the filters let through is saved as a file, one entry a line", async () => {
  const page = await world.open("/logs/changes?operation=update&object=sites");
  // A browser that cannot write to a file that was picked.
  await page.evaluate("delete window.showSaveFilePicker");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("changes.ndjson");
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).after.name)).toEqual(["Pier"]);
  await page.context().close();
});
