import { type RawBuilder, sql } from "kysely";

/** Where the text occurs in any of the columns, whatever the letter case. An address is found by a part of it too. */
export function occursIn(text: string, columns: readonly string[]): RawBuilder<boolean> {
  const tests = columns.map((column) => sql`strpos(lower(${sql.ref(column)}::text), lower(${text})) > 0`);
  return sql<boolean>`(${sql.join(tests, sql` or `)})`;
}
