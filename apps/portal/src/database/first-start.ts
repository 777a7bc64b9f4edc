import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DATABASE = "database";
const UNFINISHED = "database.unfinished";
const OWNER_ONLY = 0o700;

/**
 * Gives the place of the embedded database in a locked data folder. Making a database is many files, of which an end in
 * the middle leaves some: a mark stands beside them until `finished` is called, and what it stands beside at the next
 * start, in which nobody can have put anything yet, is made anew. The database makes its files so that anybody could
 * read and write them; the folder around them is closed to all but its owner.
 */
export function placeDatabase(folder: string): { readonly path: string; readonly finished: () => void } {
  const path = join(folder, DATABASE);
  const mark = join(folder, UNFINISHED);
  if (existsSync(mark)) rmSync(path, { recursive: true, force: true });
  if (!existsSync(path)) writeFileSync(mark, "");
  mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  chmodSync(path, OWNER_ONLY);
  return { path, finished: () => rmSync(mark, { force: true }) };
}

/** Whether a portal ever started on the folder. */
export function hasDatabase(folder: string): boolean {
  return existsSync(join(folder, DATABASE)) && !existsSync(join(folder, UNFINISHED));
}
