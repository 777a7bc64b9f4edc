import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseIngestToken } from "@fz/wire";

/** Portal and token, both hashed. */
const OPEN = /^([0-9a-f]{8}-[0-9a-f]{32})\.open$/;
const BATCH = /^([0-9a-f]{8})-[0-9a-f]{32}-\d+-\d+\.batch$/;
const PORTAL_DIGITS = 8;
const TOKEN_DIGITS = 32;
const PRIVATE = { mode: 0o600 };

/** Reports of one authorization that wait to be uploaded. */
export interface Batch {
  readonly file: string;
  readonly token: string;
  readonly records: readonly unknown[];
}

export interface FlowSpoolOptions {
  readonly folder: string;
  /** Whose tokens these are. What waits for other portals stays until they are used again or its tokens run out. */
  readonly portal: string;
  readonly maxBytes: number;
  readonly now: number;
}

/**
 * Reports on disk: one file for each authorization, its token in the first line, a report in each of the others. What
 * was added is there after a crash of the program. Past `maxBytes` nothing is taken until uploads made room.
 */
export class FlowSpool {
  readonly #folder: string;
  readonly #portal: string;
  readonly #maxBytes: number;
  #bytes = 0;
  #nextBatch = 1;
  #refused = 0;

  /** @throws where there is a folder that cannot be read */
  constructor({ folder, portal, maxBytes, now }: FlowSpoolOptions) {
    this.#folder = folder;
    this.#portal = digest(portal, PORTAL_DIGITS);
    this.#maxBytes = maxBytes;
    for (const file of this.#files()) this.#bytes += statSync(join(folder, file)).size;
    // The last line of what an earlier run was writing may be cut short: nothing is added to it.
    const own = this.takeBatches(now);
    for (const file of this.#files()) if (BATCH.test(file) && !own.includes(file)) this.read(file, now);
  }

  /** @throws where the disk is full, say */
  add(token: string, records: readonly object[]): void {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    const file = join(this.#folder, `${this.#portal}-${digest(token, TOKEN_DIGITS)}.open`);
    const isNew = !this.#has(file);
    const text = isNew ? `${token}\n${lines}` : lines;
    const size = Buffer.byteLength(text);
    if (this.#bytes + size > this.#maxBytes) {
      this.#refused += records.length;
      return;
    }
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    appendFileSync(file, text, PRIVATE);
    this.#bytes += size;
  }

  /** How many reports there was no room for since the last call. */
  takeRefused(): number {
    const refused = this.#refused;
    this.#refused = 0;
    return refused;
  }

  /** Closes the files that are being written; what comes from now on goes to others. Gives all of this portal. */
  takeBatches(now: number): string[] {
    for (const file of this.#files()) {
      const name = OPEN.exec(file)?.[1];
      if (name !== undefined) this.#rename(file, `${name}-${now}-${this.#nextBatch++}.batch`);
    }
    return this.#files().filter((file) => BATCH.exec(file)?.[1] === this.#portal);
  }

  /** Undefined for a file that holds nothing of use, or whose token has run out: it is removed. */
  read(file: string, now: number): Batch | undefined {
    const [token, ...lines] = readFileSync(join(this.#folder, file), "utf8").split("\n");
    const expiresAt = (parseIngestToken(token)?.exp ?? 0) * 1_000;
    // The last one of a program that was killed may be cut short.
    const records = lines.map(parseLine).filter((record) => record !== undefined);
    if (expiresAt > now && records.length > 0) return { file, token, records };
    this.remove(file);
    return undefined;
  }

  remove(file: string): void {
    const path = join(this.#folder, file);
    this.#bytes -= statSync(path).size;
    rmSync(path);
  }

  /** Leaves nothing behind where nothing waits. */
  close(): void {
    if (this.#has(this.#folder) && this.#files().length === 0) rmdirSync(this.#folder);
  }

  #files(): string[] {
    return this.#has(this.#folder) ? readdirSync(this.#folder).sort() : [];
  }

  #has(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  }

  #rename(from: string, to: string): void {
    renameSync(join(this.#folder, from), join(this.#folder, to));
  }
}

function digest(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

function parseLine(line: string): unknown {
  if (line === "") return undefined;
  try {
    return JSON.parse(line);
  } catch {
    // Half a line, see above.
    return undefined;
  }
}
