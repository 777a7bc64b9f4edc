import { execFileSync } from "node:child_process";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { verifyAudit } from "../src/audit/command.ts";
import { sealAll } from "../src/audit/sealer.ts";
import type { Db } from "../src/database/database.ts";
import { createPortal, readConfig } from "../src/index.ts";
import { POSTGRES_BINARIES, startPostgres } from "./postgres-server.ts";
import { populate, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const POOL_SIZE = 4;
/** More transactions than a new cluster has behind it when a portal has made its tables there. */
const MANY = 5_000;

test("a dump that is restored into another cluster, whose transactions have lower numbers, is gone on with", {
  timeout: 4 * START_TIMEOUT_MS,
}, async () => {
  await using old = await startPostgres();
  await using fresh = await startPostgres();
  const [from, to] = [await old.createDatabase(), await fresh.createDatabase()];
  const before = await runPortal({ database: { url: from, poolSize: POOL_SIZE } });
  await spend(before.portal.context.db);
  await populate(before);
  await before[Symbol.asyncDispose]();
  const dump = execFileSync(`${POSTGRES_BINARIES}/pg_dump`, [from], { maxBuffer: 100 * 1_048_576 });
  execFileSync(`${POSTGRES_BINARIES}/psql`, ["-q", "-v", "ON_ERROR_STOP=1", to], {
    input: dump,
    stdio: ["pipe", "ignore", "inherit"],
  });

  const database = { url: to, poolSize: POOL_SIZE };
  const config = { ...readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent" }), database };
  const portal = await createPortal(config);
  const { db, feed } = portal.context;
  const seen: string[] = [];
  feed.onChanges((changes) => {
    for (const { object, operation, after } of changes)
      seen.push(`${operation} ${object} ${Reflect.get(Object(after), "name")}`);
  });
  const rename = (name: string, other: string) =>
    db.updateTable("sites").set({ name: other }).where("name", "=", name).execute();
  await rename("Quay", "Mole");
  await expect.poll(() => seen).toEqual(["update sites Mole"]);
  const waiting = sql<{ seq: number }>`
    select seq from change_logs where xid >= pg_snapshot_xmin(pg_current_snapshot())`;
  expect((await waiting.execute(db)).rows).toEqual([]);
  await spend(db);
  await rename("Mole", "Pier");
  await expect.poll(() => seen).toEqual(["update sites Mole", "update sites Pier"]);
  await sealAll(db);
  const unchained = sql`select seq from change_logs where chain_number is null`;
  expect((await unchained.execute(db)).rows).toEqual([]);
  await portal.close();
  expect(await verifyAudit(config, undefined, () => undefined)).toBe(true);
});

/** Numbers of transactions are handed out to whatever asks for one. */
async function spend(db: Db): Promise<void> {
  await sql`do $$ begin for i in 1..${sql.raw(String(MANY))} loop perform pg_current_xact_id(); commit; end loop; end $$`.execute(
    db,
  );
}
