// `npm test`: checks (types, style, floors, unused code), then every test: unit and property tests, and as root the
// lab tests, which need namespaces. Ends with one line `N passed, N failed` over all of them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const CHECKS = [
  { name: "types", command: ["tsc", "-p", "tsconfig.json"] },
  { name: "types of the console", command: ["tsc", "-p", "apps/console"] },
  { name: "style and floors", command: ["biome", "check", "--error-on-warnings"] },
  { name: "unused code and dependencies", command: ["knip"] },
];

function main(): number {
  const only = process.argv.slice(2);
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  if (only.length === 0) {
    for (const check of CHECKS) add(total, runCheck(check.name, check.command));
  }
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) console.log("Not root: the lab tests (network namespaces) are left out.");
  add(total, runVitest("unit", only));
  if (asRoot) add(total, runVitest("lab", only));
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

function add(total: Tally, part: Tally): void {
  total.passed += part.passed;
  total.failed += part.failed;
  total.skipped += part.skipped;
}

function runCheck(name: string, command: readonly string[]): Tally {
  console.log(`── check: ${name}`);
  const [program = "", ...words] = command;
  const run = spawnSync(join(root, "node_modules/.bin", program), words, { cwd: root, stdio: "inherit" });
  return { passed: run.status === 0 ? 1 : 0, failed: run.status === 0 ? 0 : 1, skipped: 0 };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

function runVitest(project: string, filters: readonly string[]): Tally {
  console.log(`── tests: ${project}`);
  const folder = mkdtempSync(join(tmpdir(), "vitest-"));
  const report = join(folder, "report.json");
  try {
    const words = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    if (filters.length > 0) words.push("--passWithNoTests");
    const run = spawnSync(join(root, "node_modules/.bin/vitest"), [...words, ...filters], {
      cwd: root,
      stdio: "inherit",
    });
    return tally(report, run.status === 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that broke without one failing test (a file that does not load, say) counts as one failure. */
function tally(report: string, success: boolean): Tally {
  try {
    const numbers = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
    const failed = Math.max(numbers.numFailedTests, success ? 0 : 1);
    return { passed: numbers.numPassedTests, failed, skipped: numbers.numPendingTests + numbers.numTodoTests };
  } catch (error) {
    console.error(`no test report: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

process.exitCode = main();
