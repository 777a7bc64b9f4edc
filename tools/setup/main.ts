// Does the set-up that `npm start`, `npm test` and `npm run bench` need: compiles what must be compiled and installs
// the Debian packages that are missing. Quiet where there is nothing to do.
import { parseArgs } from "node:util";
import { buildAll } from "./build.ts";
import { installPackages, missingPackages, type Purpose } from "./debian.ts";

const PURPOSES: readonly string[] = ["start", "test", "bench"] satisfies Purpose[];

function isPurpose(text: string): text is Purpose {
  return PURPOSES.includes(text);
}

function main(): void {
  const purpose = parseArgs({ options: { for: { type: "string", default: "start" } } }).values.for;
  if (!isPurpose(purpose)) throw new Error(`--for takes one of ${PURPOSES.join(", ")}, not "${purpose}"`);
  checkNode();
  buildAll();
  const missing = missingPackages(purpose);
  if (missing.length === 0) return;
  const list = missing.map((one) => `  ${one.name.padEnd(16)} ${one.why}`).join("\n");
  if (process.getuid?.() !== 0) {
    say(`Not root, so these Debian packages stay missing and what needs them is left out:\n${list}`);
    return;
  }
  say(`Installing Debian packages:\n${list}`);
  installPackages(missing);
}

function checkNode(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= 24) return;
  throw new Error(
    `This is Node ${process.versions.node}; Node 24 is needed. \`npm ci\` brings it along on x64 and arm64 Linux ` +
      "(not with --omit=optional); elsewhere install Node 24.",
  );
}

/** To stderr: the last line of stdout belongs to the program that follows. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  main();
} catch (error) {
  say(`set-up: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
