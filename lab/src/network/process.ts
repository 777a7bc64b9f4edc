import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line of stdout and stderr. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
}

export interface Exit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** At least. */
const KEPT_LINES = 20_000;
/** Machines that run a lab may be busy with other things. */
const PATIENCE_MS = 60_000;

/** A program in the background, with everything it printed. */
export class LabProcess {
  readonly name: string;
  /** The last ones that it printed. */
  readonly lines: string[] = [];
  /** How many were printed before those. */
  #dropped = 0;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #exit: Exit | undefined;

  constructor(name: string, program: string, words: readonly string[], options: ProcessOptions = {}) {
    this.name = name;
    this.#child = spawn(program, words, {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own: Ctrl-C reaches the lab only, and a signal reaches what the program started as well.
      detached: true,
    });
    this.#read("stdout", options.onLine);
    this.#read("stderr", options.onLine);
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error) => this.#ended({ code: 127, signal: undefined }, resolve, String(error)));
      this.#child.once("close", (code, signal) => {
        this.#ended({ code: code ?? undefined, signal: signal ?? undefined }, resolve);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  get output(): string {
    return this.lines.join("\n");
  }

  /** Waits for a line that matches and gives it; fails where the program ends first or the time is over. */
  async line(pattern: RegExp, timeoutMs = PATIENCE_MS): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    let seen = 0;
    for (;;) {
      const unseen = this.lines.slice(Math.max(0, seen - this.#dropped));
      const found = unseen.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      seen = this.#dropped + this.lines.length;
      if (!this.running) throw new Error(`${this.name} ended before it printed ${pattern}:\n${this.#tail()}`);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${this.name} did not print ${pattern} within ${timeoutMs} ms:\n${this.#tail()}`);
      await this.#change(left);
    }
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.running || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }

  /** Asks it to end, and ends it where it does not within the time. */
  async stop(graceMs = 5_000): Promise<Exit> {
    this.signal("SIGTERM");
    const patience = new AbortController();
    const late = sleep(graceMs, undefined, { signal: patience.signal }).then(
      () => this.signal("SIGKILL"),
      () => undefined,
    );
    const exit = await this.exited;
    patience.abort();
    await late;
    return exit;
  }

  async kill(): Promise<Exit> {
    this.signal("SIGKILL");
    return this.exited;
  }

  #read(stream: "stdout" | "stderr", onLine: ProcessOptions["onLine"]): void {
    const input = this.#child[stream];
    if (!input) return;
    createInterface({ input }).on("line", (line) => {
      this.lines.push(line);
      if (this.lines.length >= 2 * KEPT_LINES) this.#dropped += this.lines.splice(0, KEPT_LINES).length;
      onLine?.(line, stream);
      this.#wake();
    });
  }

  #ended(exit: Exit, resolve: (exit: Exit) => void, lastWords?: string): void {
    if (lastWords !== undefined) this.lines.push(lastWords);
    this.#exit = exit;
    resolve(exit);
    this.#wake();
  }

  #change(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#watchers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#watchers.add(done);
    });
  }

  #wake(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  #tail(): string {
    return this.lines.slice(-15).join("\n");
  }
}
