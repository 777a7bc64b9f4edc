import { expect, test } from "vitest";
import { afterSecondRun, outcomeOf, type VitestReport } from "./test-report.ts";

type Tests = Readonly<Record<string, "passed" | "failed" | "skipped">>;

function report(files: Readonly<Record<string, Tests>>): VitestReport {
  const results = Object.entries(files).map(([name, tests]) => ({
    name,
    status: Object.values(tests).includes("failed") || Object.keys(tests).length === 0 ? "failed" : "passed",
    message: Object.keys(tests).length === 0 ? "cannot load" : "",
    assertionResults: Object.entries(tests).map(([fullName, status]) => ({
      fullName,
      status,
      failureMessages: status === "failed" ? [`${fullName} broke`] : [],
    })),
  }));
  const count = (status: string) =>
    results.flatMap((one) => one.assertionResults).filter((one) => one.status === status).length;
  return {
    numPassedTests: count("passed"),
    numFailedTests: count("failed"),
    numPendingTests: count("skipped"),
    numTodoTests: 0,
    testResults: results,
  };
}

test("failed tests are told with their file and message, and so are files that do not load", () => {
  const outcome = outcomeOf(report({ "a.test.ts": { one: "passed", two: "failed" }, "b.test.ts": {} }));
  expect(outcome).toMatchObject({ passed: 1, skipped: 0, unsteady: [] });
  expect(outcome.failures).toEqual([
    { file: "a.test.ts", test: "two", message: "two broke" },
    { file: "b.test.ts", test: "", message: "cannot load" },
  ]);
});

test("what passes when it is run again is no failure, and is told as unsteady", () => {
  const first = report({ "a.test.ts": { one: "passed", two: "failed" }, "b.test.ts": { three: "passed" } });
  const outcome = afterSecondRun(first, report({ "a.test.ts": { one: "passed", two: "passed" } }));
  expect(outcome).toMatchObject({ passed: 3, failures: [] });
  expect(outcome.unsteady.map((one) => one.test)).toEqual(["two"]);
});

test("what fails twice is a failure, as is what failed only at the second time", () => {
  const first = report({ "a.test.ts": { one: "passed", two: "failed" }, "b.test.ts": {} });
  const outcome = afterSecondRun(first, report({ "a.test.ts": { one: "failed", two: "failed" }, "b.test.ts": {} }));
  expect(outcome).toMatchObject({ passed: 0, unsteady: [] });
  expect(outcome.failures.map((one) => one.test)).toEqual(["one", "two", ""]);
});

test("a file that failed and was not run again stays failed", () => {
  const first = report({ "a.test.ts": { one: "failed" }, "b.test.ts": { two: "failed" } });
  const outcome = afterSecondRun(first, report({ "a.test.ts": { one: "passed" } }));
  expect(outcome.failures.map((one) => one.test)).toEqual(["two"]);
});
