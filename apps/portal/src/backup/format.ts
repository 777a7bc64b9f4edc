// A backup is gzipped JSON, one value a line: a header, then each table's line followed by its rows (arrays of its
// columns in PostgreSQL's text form), the sequences, and a line with a checksum over all before it.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { BackupRefused } from "./refused.ts";

export const FORMAT = "firezone-portal-backup";
export const FORMAT_VERSION = 1;

const HeaderSchema = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  created_at: z.string(),
  /** Numbers of the migrations that made its tables. */
  migrations: z.array(z.int()),
});
export type Header = z.output<typeof HeaderSchema>;

const Name = z.string().regex(/^[a-z_][a-z0-9_]*$/);
const LineSchema = z.union([
  z.array(z.string().nullable()),
  z.strictObject({ table: Name, columns: z.array(Name).min(1) }),
  z.strictObject({ partition: Name, of: Name, bound: z.string() }),
  z.strictObject({ sequence: Name, last_value: z.string().regex(/^-?\d+$/), is_called: z.boolean() }),
  z.strictObject({ rows: z.int(), sha256: z.string() }),
]);
/** An array is a row of the table named last; `sha256` is in the last line of all. */
export type Line = z.output<typeof LineSchema>;

/** Counts rows and hashes lines, for whoever writes or reads them. */
export class Seal {
  readonly #hash = createHash("sha256");
  #rows = 0;

  add(line: string, isRow: boolean): void {
    this.#hash.update(`${line}\n`);
    if (isRow) this.#rows++;
  }

  end() {
    return { rows: this.#rows, sha256: this.#hash.digest("hex") };
  }
}

/** The lines after the header. Throws BackupRefused on anything that is not whole. */
export type Lines = AsyncGenerator<Exclude<Line, { sha256: string }>>;

/** Opens a backup. The checksum is compared when the last line is read, so nothing may be kept before that. */
export async function readBackup(file: string): Promise<{ readonly header: Header; readonly lines: Lines }> {
  const texts = readLines(file);
  const first = await texts.next();
  const header = HeaderSchema.safeParse(first.done ? undefined : parseLine(first.value));
  if (first.done || !header.success) throw new BackupRefused(`${file} is no backup of a portal.`);
  if (header.data.version > FORMAT_VERSION) {
    throw new BackupRefused(`${file} was made by a newer portal; restore it with that one, or a newer one.`);
  }
  const seal = new Seal();
  seal.add(first.value, false);
  return { header: header.data, lines: checkedLines(file, texts, seal) };
}

async function* checkedLines(file: string, texts: AsyncGenerator<string>, seal: Seal): Lines {
  for await (const text of texts) {
    const line = LineSchema.safeParse(parseLine(text));
    if (!line.success) throw new BackupRefused(`${file} is damaged: a line cannot be read.`);
    if ("sha256" in line.data) {
      const { rows, sha256 } = seal.end();
      if (line.data.rows !== rows || line.data.sha256 !== sha256 || !(await texts.next()).done) {
        throw new BackupRefused(`${file} is damaged: its checksum is another.`);
      }
      return;
    }
    seal.add(text, Array.isArray(line.data));
    yield line.data;
  }
  throw new BackupRefused(`${file} is damaged: its end is missing.`);
}

async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip());
  source.on("error", (error) => unzipped.destroy(error));
  try {
    yield* createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY });
    if (unzipped.errored) throw unzipped.errored;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupRefused(`${file} cannot be read to its end: ${reason}`);
  } finally {
    source.destroy();
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON; the caller says so with the name of the file.
    return undefined;
  }
}
