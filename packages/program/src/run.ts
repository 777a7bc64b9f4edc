/** Ends the program with one line that says what was wrong and what to do. */
export class ExitError extends Error {
  override readonly name = "ExitError";
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Resolves when the program is asked to end. */
export interface Shutdown {
  readonly signal: AbortSignal;
  readonly requested: Promise<NodeJS.Signals>;
}

/**
 * Runs a program to its end: SIGINT and SIGTERM ask it to shut down (a second one ends it at once), an ExitError becomes
 * one line on stderr, anything else shows its stack.
 */
export async function runProgram(program: (shutdown: Shutdown) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const requested = new Promise<NodeJS.Signals>((resolve) => {
    const ask = (signal: NodeJS.Signals) => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
      resolve(signal);
    };
    process.on("SIGINT", ask);
    process.on("SIGTERM", ask);
  });
  try {
    await program({ signal: controller.signal, requested });
    process.exit(0);
  } catch (error) {
    if (error instanceof ExitError) {
      process.stderr.write(`error: ${error.message}\n`);
      process.exit(error.exitCode);
    }
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
