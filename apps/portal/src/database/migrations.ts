import { readdirSync, readFileSync } from "node:fs";
import type { SqlConnection } from "./sql-connection.ts";
import { DatabaseUnavailable } from "./unavailable.ts";

const FOLDER = new URL("./migrations/", import.meta.url);
/** Any number will do, as long as every portal of an installation uses the same. */
const MIGRATION_LOCK = 7_405_112_300;

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const TABLE = `create table if not exists portal_migrations
  (version integer primary key, name text not null, applied_at timestamptz not null default now())`;

/** Migrations are numbered and never edited after landing. */
export function listMigrations(): readonly Migration[] {
  const files = readdirSync(FOLDER)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort();
  return files.map((file) => ({
    version: Number(file.slice(0, 4)),
    name: file.slice(5, -4),
    sql: readFileSync(new URL(file, FOLDER), "utf8"),
  }));
}

/**
 * Brings the database to this version's tables, one transaction for all that is missing. A database of a newer version
 * is refused untouched. Portals that start at the same time wait for one another.
 */
export async function migrate(connection: SqlConnection): Promise<void> {
  const newest = listMigrations().at(-1)?.version ?? 0;
  await connection.script("begin");
  try {
    await connection.script(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await connection.script(TABLE);
    const rows = await connection.rows("select version from portal_migrations");
    const applied = new Set(rows.map(({ version }) => Number(version)));
    const current = Math.max(0, ...applied);
    if (current > newest) {
      throw new DatabaseUnavailable(
        `The database has the tables of a newer portal (version ${current}, this one knows up to ${newest}); upgrade the portal.`,
      );
    }
    await applyMigrations(connection, ({ version }) => !applied.has(version));
    await connection.script("commit");
  } catch (error) {
    await connection.script("rollback");
    throw error;
  }
}

/** Applies some in their order, in the transaction of the caller. */
export async function applyMigrations(
  connection: SqlConnection,
  isWanted: (migration: Migration) => boolean,
): Promise<void> {
  await connection.script(TABLE);
  for (const migration of listMigrations().filter(isWanted)) {
    await connection.script(migration.sql);
    await connection.script(
      `insert into portal_migrations (version, name) values (${migration.version}, '${migration.name}')`,
    );
  }
}
