import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./database.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "first-start-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As an end in the middle of the first start leaves it. */
function leaveHalfADatabase(): void {
  mkdirSync(join(folder, "database/base"), { recursive: true });
  writeFileSync(join(folder, "database/PG_VERSION"), "17\n");
}

test("a database whose first start was cut short is made anew", async () => {
  leaveHalfADatabase();
  writeFileSync(join(folder, "database.unfinished"), "");
  const database = await openDatabase({ folder, poolSize: 2 });
  expect(await database.db.selectFrom("accounts").selectAll().execute()).toEqual([]);
  await database.close();
  expect(readdirSync(folder)).toEqual(["database"]);
});

test("nobody but its owner looks into a database, also one that was open to others", async () => {
  const modeOf = () => (statSync(join(folder, "database")).mode & 0o777).toString(8);
  for (const before of [undefined, 0o755]) {
    if (before !== undefined) chmodSync(join(folder, "database"), before);
    const database = await openDatabase({ folder, poolSize: 2 });
    expect(modeOf()).toBe("700");
    await database.close();
  }
});

test("a database that was in use once is never thrown away, even where it cannot be opened", async () => {
  leaveHalfADatabase();
  await expect(openDatabase({ folder, poolSize: 2 })).rejects.toThrow("The embedded database cannot be opened");
  expect(readdirSync(join(folder, "database")).sort()).toEqual(["PG_VERSION", "base"]);
});
