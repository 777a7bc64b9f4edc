// What the console gives people to paste: shells and systemd read it as it is shown.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const UNIT = /tee \/etc\/systemd\/system\/firezone-gateway\.service <<'EOF' &&\n(.*?)\nEOF\n/s;

let world: ConsoleWorld;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
  world = await createConsoleWorld({ packagesFolder: join(folder, "packages") });
}, START_TIMEOUT_MS);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world[Symbol.asyncDispose]();
});

/** The last that is shown in each tab, by its name. */
async function shown(page: Page): Promise<Map<string, string>> {
  const commands = new Map<string, string>();
  await page.getByRole("tab").first().waitFor();
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    commands.set(await tab.innerText(), await page.getByRole("tabpanel").locator("pre").last().innerText());
  }
  return commands;
}

function expectShellToRead(commands: ReadonlyMap<string, string>): void {
  for (const [name, command] of commands) {
    const { status, stderr } = spawnSync("bash", ["-n", "-c", command], { encoding: "utf8" });
    expect({ status, stderr }, name).toEqual({ status: 0, stderr: "" });
  }
}

async function gatewayCommands(): Promise<Map<string, string>> {
  const page = await world.open(`/sites/${world.things.site.id}/deploy`);
  await page.getByRole("button", { name: "Make a token" }).click();
  const commands = await shown(page);
  await page.context().close();
  return commands;
}

test("a gateway's commands are read by a shell, and its unit by systemd", async () => {
  const commands = await gatewayCommands();
  expect([...commands.keys()]).toEqual(["systemd", "Docker", "Shell", "Debian"]);
  expectShellToRead(commands);
  expect(commands.get("Debian")).toBe("npm run package");
  for (const name of ["Docker", "systemd", "Shell"]) expect(commands.get(name), name).toMatch(/\.SFMyNTY\.\S{40,}/);
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
  commands.delete("Firezone app");
  expectShellToRead(commands);
  expect(commands.get("A person")).toContain(`--account-slug '${world.running.account.slug}'`);
});

test("a package that the portal has is what the commands install, after a look at its checksum", async () => {
  const page = await world.open(`/sites/${world.things.site.id}/deploy`);
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByRole("tab", { name: "Debian" }).click();
  await page.getByText(/no package to hand out yet/).waitFor();
  mkdirSync(join(folder, "packages"));
  writeFileSync(join(folder, "packages/firezone_1.0.0_amd64.deb"), "a package");
  // It shows up while the panel is open, and the token stays.
  await page.getByText("by the package that this portal hands out").first().waitFor();
  const one = await shown(page);
  await page.context().close();
  const [{ sha256 }] = (await world.running.api("GET", "/packages")).body.data;
  expectShellToRead(one);
  for (const [name, command] of one) {
    expect(command, name).toContain(`${world.running.url}/download/firezone_amd64.deb`);
    expect(command, name).toContain(sha256);
    expect(command, name).toMatch(/\.SFMyNTY\.\S{40,}/);
  }

  writeFileSync(join(folder, "packages/firezone_1.0.0_arm64.deb"), "another package");
  const two = await gatewayCommands();
  expectShellToRead(two);
  const file = execFileSync("bash", ["-c", `echo "${/(firezone_.*?\.deb)"/.exec(two.get("Debian") ?? "")?.[1]}"`]);
  expect(String(file)).toMatch(/^firezone_(amd64|arm64)\.deb\n$/);
  for (const { sha256 } of (await world.running.api("GET", "/packages")).body.data) {
    expect(two.get("Docker")).toContain(sha256);
  }

  const clients = await world.open("/clients/connect");
  const commands = await shown(clients);
  await clients.context().close();
  commands.delete("Firezone app");
  expectShellToRead(commands);
  expect(commands.get("A machine")).toContain("systemctl enable firezone-client");
});
