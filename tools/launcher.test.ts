// ./firezone, which starts the programs of a checkout.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const LAUNCHER = join(import.meta.dirname, "../firezone");
/** The machine's own tools, and no Node that came with the checkout. */
const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "launcher-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(launcher: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(launcher, words, { cwd: "/", env: { PATH }, encoding: "utf8" });
  return { status, stdout, stderr };
}

test.each(["portal", "gateway", "client", "relay"])(
  "%s starts from anywhere, through a link, by its own Node",
  (name) => {
    const link = join(folder, "firezone");
    symlinkSync(LAUNCHER, link);
    const { status, stdout } = run(link, name, "--help");
    expect(stdout).toMatch(new RegExp(`^Usage: (firezone-)?${name}`));
    expect(status).toBe(0);
  },
);

test("words that it does not know, and none, are answered with what it knows", () => {
  for (const words of [["gatway"], []]) {
    const { status, stderr } = run(LAUNCHER, ...words);
    expect(stderr).toMatch(/^usage: .* portal \| gateway \| client \| relay .*\n$/);
    expect(status).toBe(2);
  }
});

test("a checkout that is not installed, and one that is not built, is told what to do", () => {
  cpSync(LAUNCHER, join(folder, "firezone"));
  expect(run(join(folder, "firezone"), "client").stderr).toBe(
    `firezone: not installed yet; in ${folder}: npm ci && npm run build\n`,
  );
  mkdirSync(join(folder, "node_modules"));
  const { status, stderr } = run(join(folder, "firezone"), "client");
  expect(stderr).toBe(`firezone: not built yet; in ${folder}: npm run build\n`);
  expect(status).toBe(2);
});
