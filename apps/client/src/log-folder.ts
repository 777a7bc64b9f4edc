// A copy of the log as JSON lines in files: a new one at each start and each hour, the oldest removed past a limit.
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, symlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ExitError } from "@fz/program";

const BASE = "client";
const LATEST = `${BASE}.latest`;
const NAME = /^client\.[\d-]+\.log$/;
const FOLDER_MODE = 0o750;
const FILE_MODE = 0o640;
const HOUR = 3_600_000;
const MAX_BYTES = 100 << 20;

export interface LogFolderOptions {
  readonly now?: () => number;
  /** Of all files together. */
  readonly maxBytes?: number;
}

export class LogFolder {
  readonly #path: string;
  readonly #now: () => number;
  readonly #maxBytes: number;
  #file: number | undefined;
  #startedAt = 0;

  /** @throws ExitError where the folder cannot be written */
  constructor(path: string, { now = Date.now, maxBytes = MAX_BYTES }: LogFolderOptions = {}) {
    this.#path = path;
    this.#now = now;
    this.#maxBytes = maxBytes;
    try {
      mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
      this.#file = this.#startFile();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ExitError(`Logs cannot be written to ${path} (LOG_DIR): ${reason}`);
    }
  }

  /** One line, as pino writes it. A full disk must not end the client: the line is on stderr as well. */
  write(line: string): void {
    try {
      if (this.#now() - this.#startedAt >= HOUR) {
        this.close();
        this.#file = this.#startFile();
      }
      if (this.#file !== undefined) writeSync(this.#file, line);
    } catch {
      this.close();
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #startFile(): number {
    this.#startedAt = this.#now();
    this.#prune();
    const stamp = new Date(this.#startedAt).toISOString().slice(0, 19).replaceAll(/[T:]/g, "-");
    const name = `${BASE}.${stamp}.log`;
    const file = openSync(join(this.#path, name), "a", FILE_MODE);
    rmSync(join(this.#path, LATEST), { force: true });
    symlinkSync(name, join(this.#path, LATEST));
    return file;
  }

  #prune(): void {
    const files = readdirSync(this.#path).filter((name) => NAME.test(name));
    let total = 0;
    // Their names sort by age.
    for (const name of files.sort().toReversed()) {
      total += statSync(join(this.#path, name)).size;
      if (total > this.#maxBytes) rmSync(join(this.#path, name), { force: true });
    }
  }
}
