import { z } from "zod";
import type { SqlConnection } from "../database/sql-connection.ts";

/** Mail is not restored: what waits in a backup has long been sent by the portal that it was made of. */
const LEFT_OUT = ["portal_migrations", "outbound_mails"];

const TableSchema = z.object({
  table_name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});
const PartitionSchema = z.object({ partition: z.string(), of: z.string(), bound: z.string() });

export interface BackedUpTable {
  readonly name: string;
  /** Those that hold something of their own; types as SQL spells them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The tables of the portal, a partitioned one as one. */
export async function listTables(connection: SqlConnection): Promise<BackedUpTable[]> {
  const rows = await connection.rows(`
    select c.relname as table_name,
      jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`);
  return rows
    .map((row) => TableSchema.parse(row))
    .filter(({ table_name }) => !LEFT_OUT.includes(table_name))
    .map(({ table_name, columns }) => ({ name: table_name, columns }));
}

export async function listPartitions(connection: SqlConnection): Promise<z.output<typeof PartitionSchema>[]> {
  const rows = await connection.rows(`
    select c.relname as partition, p.relname as of, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relispartition order by c.relname`);
  return rows.map((row) => PartitionSchema.parse(row));
}

export async function listSequences(connection: SqlConnection): Promise<string[]> {
  const rows = await connection.rows(`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`);
  return rows.map(({ name }) => z.string().parse(name));
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
