import { type RawBuilder, sql } from "kysely";

/**
 * Where the text occurs in any of the columns, whatever the letter case; an address is found by a part of it too. Every
 * row of the account is looked at, so columns are put together first: folding case is what costs.
 */
export function occursIn(text: string, columns: readonly string[]): RawBuilder<boolean> {
  const all = columns.map((column) => sql.ref(column));
  return sql<boolean>`strpos(lower(concat_ws(chr(10), ${sql.join(all)})), lower(${text})) > 0`;
}
