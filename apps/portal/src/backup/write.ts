import { z } from "zod";
import type { SqlConnection } from "../database/sql-connection.ts";
import { FORMAT, FORMAT_VERSION, type Header, type Line, Seal } from "./format.ts";
import { type BackedUpTable, listPartitions, listSequences, listTables, quoted } from "./tables.ts";

const FETCHED = 1_000;
const CURSOR = "backup_rows";
const MigrationRow = z.object({ version: z.coerce.number().int() });
const SequenceRow = z.object({ last_value: z.coerce.string(), is_called: z.boolean() });
const TextRow = z.object({ line: z.string() });

/**
 * The lines of a backup, each with its end: everything as of one moment, however long reading takes. Whoever reads has
 * the connection until the last line; on a server nobody waits for it.
 */
export async function* backupLines(connection: SqlConnection, now: number): AsyncGenerator<string> {
  const seal = new Seal();
  const line = (content: Line | Header) => {
    const text = JSON.stringify(content);
    seal.add(text, false);
    return `${text}\n`;
  };
  await connection.script("begin isolation level repeatable read read only");
  try {
    const migrations = await connection.rows("select version from portal_migrations order by version");
    yield line({
      format: FORMAT,
      version: FORMAT_VERSION,
      created_at: new Date(now).toISOString(),
      migrations: migrations.map((row) => MigrationRow.parse(row).version),
    });
    for (const partition of await listPartitions(connection)) yield line(partition);
    for (const table of await listTables(connection)) {
      yield line({ table: table.name, columns: table.columns.map(({ name }) => name) });
      for await (const row of tableRows(connection, table)) {
        seal.add(row, true);
        yield `${row}\n`;
      }
    }
    // Read last: a sequence is of no snapshot, and must not lie behind any row of it.
    for (const sequence of await listSequences(connection)) {
      const [row] = await connection.rows(`select last_value, is_called from ${quoted(sequence)}`);
      yield line({ sequence, ...SequenceRow.parse(row) });
    }
    yield `${JSON.stringify(seal.end())}\n`;
  } finally {
    await connection.script("rollback");
  }
}

async function* tableRows(connection: SqlConnection, { name, columns }: BackedUpTable): AsyncGenerator<string> {
  const values = columns.map((column) => `${quoted(column.name)}::text`).join(", ");
  await connection.script(
    `declare ${CURSOR} no scroll cursor for select json_build_array(${values})::text as line from ${quoted(name)}`,
  );
  for (;;) {
    const rows = await connection.rows(`fetch ${FETCHED} from ${CURSOR}`);
    for (const row of rows) yield TextRow.parse(row).line;
    if (rows.length < FETCHED) break;
  }
  await connection.script(`close ${CURSOR}`);
}
