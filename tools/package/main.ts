// `npm run package` in a checkout, `firezone package` where a package is installed: makes a Debian package of what is here.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makePackage } from "./debian-package.ts";
import { NotReady } from "./production.ts";

const ROOT = join(import.meta.dirname, "../..");
const HELP = `usage: firezone package [--to FOLDER] [--quick]
Makes a Debian package of all programs, for machines of this one's architecture, and prints its path and checksum.
  --to FOLDER  where to (PACKAGES_FOLDER, else dist in ${ROOT}, where a portal that runs here looks for it)
  --quick      a larger package, in a tenth of the time
`;

async function main(): Promise<void> {
  const { to, quick, help } = parseArgs({
    options: { to: { type: "string" }, quick: { type: "boolean" }, help: { type: "boolean" } },
  }).values;
  if (help) return void process.stdout.write(HELP);
  const folder = resolve(to ?? process.env.PACKAGES_FOLDER ?? join(ROOT, "dist"));
  const file = await makePackage({ root: ROOT, to: folder, isQuick: quick ?? false, say });
  process.stdout.write(`${createHash("sha256").update(readFileSync(file)).digest("hex")}  ${file}\n`);
}

function say(text: string): void {
  process.stderr.write(`package: ${text}\n`);
}

try {
  await main();
} catch (error) {
  const isExpected = error instanceof NotReady || (error instanceof Error && "code" in error);
  say(error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error));
  process.exitCode = 1;
}
