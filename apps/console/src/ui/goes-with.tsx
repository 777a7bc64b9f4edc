import type { UseQueryResult } from "@tanstack/react-query";
import { text } from "~/text/index.ts";

/** How many are named before the rest is counted. */
export const NAMED = 8;

interface GoesWithProps<Row> {
  /** What they are. */
  readonly title: string;
  readonly query: UseQueryResult<Listed<Row>, unknown>;
  readonly nameOf: (row: Row) => string;
}

interface Listed<Row> {
  readonly data: readonly (Row & { readonly id: string })[];
  readonly metadata: { readonly count: number };
}

/** What goes with something that is deleted, by name; nothing where nothing does. */
export function GoesWith<Row>({ title, query, nameOf }: GoesWithProps<Row>) {
  const { data: rows = [], metadata } = query.data ?? {};
  if (rows.length === 0) return null;
  const more = (metadata?.count ?? 0) - rows.length;
  return (
    <section aria-label={title} className="mt-3">
      <p className="font-medium text-ink">{title}</p>
      <ul className="list-disc pl-5 text-ink">
        {rows.map((row) => (
          <li key={row.id}>{nameOf(row)}</li>
        ))}
        {more > 0 && <li>{text.common.andMore(more)}</li>}
      </ul>
    </section>
  );
}
