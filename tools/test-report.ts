// What a run of Vitest says in its JSON report, and what two runs say together.

/** The part of Vitest's JSON report (Jest's format) that is used here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    /** The file's path. */
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

export interface Failure {
  readonly file: string;
  /** Empty where the file failed as a whole: it did not load, say, or what prepares its tests threw. */
  readonly test: string;
  readonly message: string;
}

export interface Outcome {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** Failed at first and passed when run again with nothing beside them. */
  readonly unsteady: readonly Failure[];
}

export function outcomeOf(report: VitestReport): Outcome {
  const failures = report.testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === "failed");
    if (failed.length === 0 && status === "failed") return [{ file, test: "", message }];
    return failed.map((one) => ({ file, test: one.fullName, message: one.failureMessages?.join("\n") ?? "" }));
  });
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, skipped, failures, unsteady: [] };
}

/** What holds when the files that failed in the `first` run were run again: their second answers count. */
export function afterSecondRun(first: VitestReport, second: VitestReport): Outcome {
  const again = new Set(second.testResults.map((one) => one.name));
  const kept = outcomeOf({ ...first, testResults: first.testResults.filter((one) => !again.has(one.name)) });
  const before = outcomeOf(first);
  const after = outcomeOf(second);
  const passedAtFirst = first.testResults
    .filter((one) => again.has(one.name))
    .flatMap((one) => one.assertionResults)
    .filter((one) => one.status === "passed").length;
  const keyOf = ({ file, test }: Failure) => `${file}\n${test}`;
  const stillFailing = new Set(after.failures.map(keyOf));
  return {
    passed: before.passed - passedAtFirst + after.passed,
    skipped: before.skipped,
    failures: [...kept.failures, ...after.failures],
    unsteady: before.failures.filter((one) => again.has(one.file) && !stillFailing.has(keyOf(one))),
  };
}
