// Rows as they were at a past moment: those of the present, with the changes since taken back.

import { sql, type Transaction } from "kysely";
import { z } from "zod";
import type { Tables } from "../database/tables.ts";

export type Table = "accounts" | "actors" | "devices" | "groups" | "memberships" | "policies" | "resources";

/** The present, or a moment of the past, in epoch milliseconds. */
export type Moment = number | "now";

const RowSchema = z.looseObject({ id: z.string() });
type Row = z.output<typeof RowSchema>;

/**
 * Rows of a table in which `column` has one of the values, at a moment. A row was then what the first change after it says that
 * it was before; a row without such a change was what it is now. A change counts from when its transaction began. The
 * transaction has to see one state of the database throughout ("repeatable read").
 */
export async function rowsAt(
  trx: Transaction<Tables>,
  accountId: string,
  from: { readonly table: Table; readonly column: string; readonly values: readonly string[] },
  moment: Moment,
): Promise<Row[]> {
  const { table, column, values } = from;
  const owner = table === "accounts" ? "id" : "account_id";
  const { rows: present } = await sql<{ row: unknown }>`
    select to_jsonb(t) as row from ${sql.table(table)} t
    where ${sql.ref(`t.${owner}`)} = ${accountId} and ${sql.ref(`t.${column}`)} = any(${values})`.execute(trx);
  const rows = present.map(({ row }) => RowSchema.parse(row));
  if (moment === "now") return rows;
  const { rows: changes } = await sql<{ id: string; before: unknown }>`
    select distinct on (coalesce(before, after) ->> 'id') coalesce(before, after) ->> 'id' as id, before
    from change_logs
    where account_id = ${accountId} and object = ${table} and timestamp > ${new Date(moment).toISOString()}
      and (before ->> ${column} = any(${values}::text[]) or after ->> ${column} = any(${values}::text[]))
    order by coalesce(before, after) ->> 'id', seq`.execute(trx);
  const changed = new Set(changes.map(({ id }) => id));
  const taken = changes.flatMap(({ before }) => (before === null ? [] : [RowSchema.parse(before)]));
  const isWanted = (row: Row) => values.some((value) => row[column] === value);
  return [...rows.filter(({ id }) => !changed.has(id)), ...taken.filter(isWanted)];
}
