import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_MS = 15_000;
const LAST_BYTES = 2_000;

/** A Node program beside this one, writing to a file, and gone at the latest when this one goes. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #logFile: string;
  readonly #exited: Promise<unknown>;
  readonly #atExit = () => this.#process.kill("SIGKILL");

  constructor(words: readonly string[], env: Readonly<Record<string, string>>, logFile: string) {
    this.#logFile = logFile;
    const log = openSync(logFile, "a");
    const options = {
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log, "ipc"] as ["ignore", number, number, "ipc"],
    };
    // Detached: Ctrl-C is this program's, which ends the others in their order.
    this.#process = spawn(process.execPath, words, { ...options, detached: true });
    closeSync(log);
    this.#exited = once(this.#process, "exit");
    process.once("exit", this.#atExit);
  }

  get pid(): number {
    if (this.#process.pid === undefined || this.hasEnded)
      throw new Error(`the process has ended:\n${this.#lastWords()}`);
    return this.#process.pid;
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  tell(message: object): void {
    this.#process.send(message);
  }

  /** Waits until a probe answers; fails where the program ends before. */
  async until(probe: () => Promise<boolean>, limitMs: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (!(await probe())) {
      if (this.hasEnded) throw new Error(`the process has ended:\n${this.#lastWords()}`);
      if (performance.now() > deadline) throw new Error(`the process is not ready:\n${this.#lastWords()}`);
      await sleep(20, undefined, { signal });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#atExit);
    if (!this.hasEnded) this.#process.kill("SIGTERM");
    const patience = setTimeout(() => this.#process.kill("SIGKILL"), STOP_MS);
    await this.#exited;
    clearTimeout(patience);
  }

  #lastWords(): string {
    return readFileSync(this.#logFile, "utf8").slice(-LAST_BYTES);
  }
}
