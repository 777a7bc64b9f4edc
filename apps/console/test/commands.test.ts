// What the console gives people to paste: shells and systemd read it as it is shown.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const UNIT = /tee \/etc\/systemd\/system\/firezone-gateway\.service <<'EOF'\n(.*?)\nEOF\n/s;

let world: ConsoleWorld;
let folder: string;
beforeAll(async () => {
  world = await createConsoleWorld();
  folder = mkdtempSync(join(tmpdir(), "commands-"));
}, START_TIMEOUT_MS);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world[Symbol.asyncDispose]();
});

/** What is shown in each tab, by its name. */
async function shown(page: Page): Promise<Map<string, string>> {
  const commands = new Map<string, string>();
  await page.getByRole("tab").first().waitFor();
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    commands.set(await tab.innerText(), await page.getByRole("tabpanel").locator("pre").innerText());
  }
  return commands;
}

test("a gateway's commands are read by a shell, and its unit by systemd", async () => {
  const page = await world.open(`/sites/${world.things.site.id}/deploy`);
  await page.getByRole("button", { name: "Make a token" }).click();
  const commands = await shown(page);
  await page.context().close();
  expect([...commands.keys()]).toEqual(["systemd", "Docker", "Shell"]);
  for (const [name, command] of commands) {
    expect(spawnSync("bash", ["-n", "-c", command], { encoding: "utf8" }), name).toMatchObject({
      status: 0,
      stderr: "",
    });
    expect(command, name).toMatch(/\.SFMyNTY\.\S{40,}/);
  }
  const [, unit = ""] = UNIT.exec(commands.get("systemd") ?? "") ?? [];
  const file = join(folder, "firezone-gateway.service");
  // The program lies where this checkout is, not in /opt.
  writeFileSync(file, unit.replaceAll("/opt/firezone", join(import.meta.dirname, "../../..")));
  const said = execFileSync("systemd-analyze", ["verify", file], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(said).toBe("");
  expect(unit).toMatch(/^Environment=FIREZONE_API_URL=ws:\/\/127\.0\.0\.1:\d+$/m);
});

test("whoever opened the console on the portal's own machine is told that others cannot use its address", async () => {
  const page = await world.open("/clients/connect");
  await page.getByText(/leads to this very machine only/).waitFor();
  const commands = await shown(page);
  await page.context().close();
  expect([...commands.keys()]).toEqual(["A person", "A machine", "Firezone app"]);
  for (const name of ["A person", "A machine"]) {
    expect(spawnSync("bash", ["-n", "-c", commands.get(name) ?? "(("], { encoding: "utf8" }), name).toMatchObject({
      status: 0,
    });
  }
  expect(commands.get("A person")).toContain(`--account-slug '${world.running.account.slug}'`);
});
