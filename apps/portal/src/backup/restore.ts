import { z } from "zod";
import { LONG_PAST_XID } from "../changes/foreign-transactions.ts";
import { applyMigrations, listMigrations } from "../database/migrations.ts";
import type { SqlConnection } from "../database/sql-connection.ts";
import { type Lines, readBackup } from "./format.ts";
import { BackupRefused } from "./refused.ts";
import { listTables, quoted } from "./tables.ts";

const INSERTED = 500;
const ConstraintRow = z.object({ table_name: z.string(), constraint_name: z.string() });

export interface Restored {
  readonly createdAt: string;
  readonly rows: number;
}

/**
 * Fills an empty database from a checked backup, all of it or nothing: makes the tables as they were, fills them, and brings
 * them up to date. Triggers rest meanwhile, so the change log and its chain stay as they were.
 * @throws BackupRefused
 */
export async function restoreBackup(connection: SqlConnection, file: string): Promise<Restored> {
  const { header, lines } = await readBackup(file);
  await connection.script("begin");
  try {
    const tables = await connection.rows("select 1 from pg_tables where schemaname = 'public' limit 1");
    if (tables.length > 0) {
      throw new BackupRefused("The database is not empty; restore into a new one, and remove this one yourself.");
    }
    const then = new Set(header.migrations);
    await applyMigrations(connection, ({ version }) => then.has(version));
    await setTriggers(connection, "disable");
    const deferred = await deferConstraints(connection);
    const rows = await insertLines(connection, lines);
    await connection.script("set constraints all immediate");
    for (const undo of deferred) await connection.script(undo);
    await setTriggers(connection, "enable");
    await applyMigrations(connection, ({ version }) => !then.has(version));
    await connection.script("commit");
    return { createdAt: header.created_at, rows };
  } catch (error) {
    await connection.script("rollback");
    throw error;
  }
}

/**
 * Reads a backup to its end, and gives the number of its rows.
 * @throws BackupRefused where it is damaged, or of a newer portal
 */
export async function checkBackup(file: string): Promise<number> {
  const { header, lines } = await readBackup(file);
  const known = new Set(listMigrations().map(({ version }) => version));
  if (!header.migrations.every((version) => known.has(version))) {
    throw new BackupRefused(`${file} was made by a newer portal; restore it with that one, or a newer one.`);
  }
  let count = 0;
  for await (const line of lines) if (Array.isArray(line)) count++;
  return count;
}

async function setTriggers(connection: SqlConnection, what: "enable" | "disable"): Promise<void> {
  for (const { name } of await listTables(connection)) {
    await connection.script(`alter table ${quoted(name)} ${what} trigger user`);
  }
}

/** Foreign keys are checked once all rows are there, since tables refer to one another. Gives how to undo it. */
async function deferConstraints(connection: SqlConnection): Promise<string[]> {
  const rows = await connection.rows(`
    select c.relname as table_name, k.conname as constraint_name
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not k.condeferrable and k.conparentid = 0`);
  const undo: string[] = [];
  for (const row of rows) {
    const { table_name, constraint_name } = ConstraintRow.parse(row);
    const alter = `alter table ${quoted(table_name)} alter constraint ${quoted(constraint_name)}`;
    await connection.script(`${alter} deferrable initially deferred`);
    undo.push(`${alter} not deferrable`);
  }
  return undo;
}

/** Gives the number of rows. */
async function insertLines(connection: SqlConnection, lines: Lines): Promise<number> {
  const types = new Map((await listTables(connection)).map(({ name, columns }) => [name, columns]));
  let insert = "";
  let batch: (readonly (string | null)[])[] = [];
  let count = 0;
  const flush = async () => {
    if (batch.length > 0) await connection.rows(insert, [JSON.stringify(batch)]);
    count += batch.length;
    batch = [];
  };
  for await (const line of lines) {
    if (Array.isArray(line)) {
      batch.push(line);
      if (batch.length === INSERTED) await flush();
      continue;
    }
    await flush();
    if ("table" in line) {
      insert = insertStatement(line.table, line.columns, types.get(line.table) ?? []);
    } else if ("partition" in line) {
      await connection.script(
        `create table if not exists ${quoted(line.partition)} partition of ${quoted(line.of)} ${line.bound}`,
      );
    } else {
      const position = `${line.last_value}, ${line.is_called}`;
      await connection.script(`select setval('public.${quoted(line.sequence)}', ${position})`);
    }
  }
  await flush();
  return count;
}

function insertStatement(
  table: string,
  columns: readonly string[],
  types: readonly { readonly name: string; readonly type: string }[],
): string {
  const values = columns.map((column, i) => {
    if (table === "change_logs" && column === "xid") return `'${LONG_PAST_XID}'::xid8`;
    const type = types.find(({ name }) => name === column)?.type;
    if (type === undefined) throw new BackupRefused(`The backup has a column that is unknown: ${table}.${column}.`);
    return `(value ->> ${i})::${type}`;
  });
  return `insert into ${quoted(table)} (${columns.map(quoted).join(", ")}) overriding system value
    select ${values.join(", ")} from jsonb_array_elements($1::jsonb) as value`;
}
