// Packages that the portal hands out to the machines of gateways, relays and clients.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerWithRole } from "./caller.ts";
import { DescribedAnswers, readDescription } from "./described-answers.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let home: string;
let folder: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "downloads-"));
  folder = join(home, "packages");
  running = await runPortal({ packagesFolder: folder });
}, START_TIMEOUT_MS);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  rmSync(home, { recursive: true });
});

/** Puts a file into the folder; `day` is when that was. */
function put(name: string, content: string, day: number): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, content);
  utimesSync(path, day, day);
  return createHash("sha256").update(content).digest("hex");
}

async function list() {
  const { status, body } = await running.api("GET", "/packages");
  const described = new DescribedAnswers(await readDescription(running.url));
  expect(described.objection("GET", "/packages", status, "application/json", body)).toBeUndefined();
  return body.data;
}

test("nothing is handed out where no package was made", async () => {
  expect(await list()).toEqual([]);
  expect((await fetch(`${running.url}/download/firezone_amd64.deb`)).status).toBe(404);
});

test("the newest package of each architecture is listed with its checksum, and anybody may fetch it", async () => {
  put("firezone_0.9.0_amd64.deb", "old", 1_000);
  const sha256 = put("firezone_1.0.0_amd64.deb", "a package", 2_000);
  const other = put("firezone_1.0.0_arm64.deb", "another", 2_000);
  put(".firezone_1.1.0_amd64.deb.new", "half", 3_000);
  put("notes_1.0.0_amd64.deb", "something else", 3_000);
  const name = "firezone_amd64.deb";
  expect(await list()).toEqual([
    { name, path: `/download/${name}`, version: "1.0.0", architecture: "amd64", bytes: 9, sha256 },
    expect.objectContaining({ name: "firezone_arm64.deb", architecture: "arm64", sha256: other }),
  ]);
  const answer = await fetch(`${running.url}/download/${name}`);
  expect(answer.headers.get("content-type")).toBe("application/vnd.debian.binary-package");
  expect(answer.headers.get("content-length")).toBe("9");
  expect(await answer.text()).toBe("a package");
  expect(await (await fetch(`${running.url}/download/${name}.sha256`)).text()).toBe(`${sha256}  ${name}\n`);
});

test("a package that was made anew is handed out without a restart", async () => {
  const sha256 = put("firezone_1.0.0_amd64.deb", "a package made anew", 4_000);
  expect((await list())[0]).toMatchObject({ sha256, bytes: 19 });
  expect(await (await fetch(`${running.url}/download/firezone_amd64.deb`)).text()).toBe("a package made anew");
});

test.each(["..%2F..%2Fetc%2Fpasswd", "firezone_1.0.0_amd64.deb", "notes_amd64.deb", ".sha256", "firezone_riscv64.deb"])(
  "%s is no download",
  async (name) => {
    expect((await fetch(`${running.url}/download/${name}`)).status).toBe(404);
  },
);

test("a package that is gone when it is looked at keeps no other from being handed out", async () => {
  const [one] = await list();
  symlinkSync(join(home, "nowhere"), join(folder, "firezone_9.0.0_riscv64.deb"));
  expect(await list()).toContainEqual(one);
});

test("auditors see what there is", async () => {
  const { status, body } = await (await callerWithRole(running, "auditor"))("GET", "/packages");
  expect(status).toBe(200);
  expect(body.data).toHaveLength(2);
});

test("one address cannot fetch without end", async () => {
  const statuses = new Set<number>();
  await using tight = await runPortal({ packagesFolder: folder, webBucket: { refillPerSecond: 1, capacity: 25 } });
  for (let i = 0; i < 3; i += 1) {
    const answer = await fetch(`${tight.url}/download/firezone_arm64.deb`);
    statuses.add(answer.status);
    await answer.arrayBuffer();
  }
  expect([...statuses]).toEqual([200, 429]);
});
