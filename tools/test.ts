// `npm test`: checks (types, style, floors, unused code), then every test: unit and property tests, and as root the
// lab tests, which need namespaces. Files with a failed test are run once more, alone: a test that then passes counts
// as passed and is named as unsteady. Ends with what failed, and one line `N passed, N failed` over all of them.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { afterSecondRun, type Failure, type Outcome, outcomeOf, type VitestReport } from "./test-report.ts";

const root = join(import.meta.dirname, "..");
/** More than this many failed files are no accident of timing. */
const MAX_FILES_AGAIN = 5;
/** Of a failure's message, in the summary at the end. */
const MAX_MESSAGE_LINES = 12;

const CHECKS = [
  { name: "types", command: ["tsc", "-p", "tsconfig.json"] },
  { name: "types of the console", command: ["tsc", "-p", "apps/console"] },
  { name: "style and floors", command: ["biome", "check", "--error-on-warnings"] },
  { name: "unused code and dependencies", command: ["knip"] },
];

/** Where Node keeps what it compiled: tests start hundreds of programs, and each would begin with the same work. */
process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules/.cache/node");

async function main(): Promise<number> {
  const only = process.argv.slice(2);
  const outcomes: Outcome[] = [];
  if (only.length === 0) {
    outcomes.push(...(await Promise.all(CHECKS.map(({ name, command }) => runCheck(name, command)))));
  }
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) console.log("Not root: the lab tests (network namespaces) are left out.");
  outcomes.push(runTests("unit", only));
  if (asRoot) outcomes.push(runTests("lab", only));
  return summarise(outcomes);
}

function summarise(outcomes: readonly Outcome[]): number {
  for (const one of outcomes.flatMap((outcome) => outcome.unsteady)) tell("unsteady, passed at the second run", one);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  for (const one of failures) tell("failed", one);
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const passed = sum((outcome) => outcome.passed);
  const skipped = sum((outcome) => outcome.skipped);
  console.log(`${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

function tell(what: string, { file, test, message }: Failure): void {
  console.log(`── ${what}: ${relative(root, file)}${test ? ` › ${test}` : ""}`);
  console.log(message.split("\n").slice(0, MAX_MESSAGE_LINES).join("\n"));
}

/** What it says is printed at its end, since others run beside it. */
async function runCheck(name: string, command: readonly string[]): Promise<Outcome> {
  const [program = "", ...words] = command;
  const run = spawn(join(root, "node_modules/.bin", program), words, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const [said, complained] = await Promise.all([text(run.stdout), text(run.stderr), once(run, "close")]);
  console.log(`── check: ${name}\n${said}${complained}`);
  if (run.exitCode === 0) return { passed: 1, skipped: 0, failures: [], unsteady: [] };
  return broken(`the check of ${name}`, `run it alone: npx ${command.join(" ")}`);
}

function runTests(project: string, filters: readonly string[]): Outcome {
  console.log(`── tests: ${project}`);
  const first = runVitest(project, filters.length > 0 ? ["--passWithNoTests", ...filters] : []);
  if (first.report === undefined) return broken(`the tests of ${project}`, first.reason);
  const outcome = outcomeOf(first.report);
  const files = [...new Set(outcome.failures.map((one) => one.file))];
  if (files.length === 0) {
    // An error outside of all tests, such as a rejection that nobody caught.
    return first.isGreen ? outcome : { ...outcome, failures: [{ file: project, test: "", message: first.reason }] };
  }
  if (files.length > MAX_FILES_AGAIN) return outcome;
  console.log(`── again, alone: ${files.map((file) => relative(root, file)).join(", ")}`);
  const second = runVitest(project, ["--maxWorkers=1", ...files]);
  return second.report === undefined ? outcome : afterSecondRun(first.report, second.report);
}

function broken(file: string, message: string): Outcome {
  return { passed: 0, skipped: 0, failures: [{ file: join(root, file), test: "", message }], unsteady: [] };
}

interface VitestRun {
  readonly report: VitestReport | undefined;
  readonly isGreen: boolean;
  readonly reason: string;
}

function runVitest(project: string, more: readonly string[]): VitestRun {
  const folder = mkdtempSync(join(tmpdir(), "vitest-"));
  const report = join(folder, "report.json");
  try {
    const words = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const run = spawnSync(join(root, "node_modules/.bin/vitest"), [...words, ...more], { cwd: root, stdio: "inherit" });
    const reason = `vitest ended with ${run.status ?? run.signal}; its output above says why`;
    return { report: readReport(report), isGreen: run.status === 0, reason };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  } catch (error) {
    console.error(`no test report: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

process.exitCode = await main();
