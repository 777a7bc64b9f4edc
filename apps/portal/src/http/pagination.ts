// Keyset pagination: a cursor marks a row and a direction, so pages stay put while rows come and go.

import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@fz/bytes";
import { type SelectQueryBuilder, sql } from "kysely";
import { z } from "zod";
import { badRequest } from "./problem.ts";
import type { Query } from "./query.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

const CursorSchema = z.object({
  /** Name of the list. */
  l: z.string(),
  /** next: rows after the mark; prev: rows before it. */
  d: z.enum(["next", "prev"]),
  /** Time and id of the mark. */
  t: z.iso.datetime(),
  i: z.string().regex(/^[0-9a-f-]{24,36}$/),
});
type Cursor = z.output<typeof CursorSchema>;

export interface PageMetadata {
  readonly count: number;
  readonly limit: number;
  readonly next_page: string | null;
  readonly prev_page: string | null;
}

export const PageMetadataSchema = z.object({
  count: z.int(),
  limit: z.int(),
  next_page: z.string().nullable(),
  prev_page: z.string().nullable(),
});

export interface ListOrder {
  /** Cursors of one list do not work on another. */
  readonly list: string;
  /** Columns that order the list, as `table.column`. */
  readonly time: string;
  readonly id: string;
  readonly idType: "uuid" | "bytea";
  readonly newestFirst: boolean;
}

export interface Paging {
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** Reads `limit` (clamped) and `page_cursor`; a cursor is checked when the list is known. */
export function readPaging(query: Query): Paging {
  const limit = query.text("limit");
  if (limit !== undefined && !/^[+-]?\d+$/.test(limit)) throw badRequest('"limit" must be an integer.');
  const wanted = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  return { limit: Math.min(MAX_LIMIT, Math.max(1, wanted)), cursor: query.text("page_cursor") };
}

/** What a cursor to a row consists of. */
interface PageMark {
  readonly page_time: string;
  readonly page_id: string;
}

/** One page of a query that has its filters but neither order nor limit. */
export async function readPage<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  order: ListOrder,
  paging: Paging,
): Promise<{ rows: (O & PageMark)[]; metadata: PageMetadata }> {
  const cursor = paging.cursor === undefined ? undefined : decodeCursor(order.list, paging.cursor);
  const time = sql.ref<string>(order.time);
  const id = sql.ref<string>(order.id);
  const backwards = cursor?.d === "prev";
  const ascending = order.newestFirst === backwards;
  const { count } = await query
    .clearSelect()
    .select(sql<number>`count(*)`.as("count"))
    .$castTo<{ count: number }>()
    .executeTakeFirstOrThrow();
  const idText = order.idType === "uuid" ? sql<string>`${id}::text` : sql<string>`encode(${id}, 'hex')`;
  const mark = cursor ? markOf(cursor, order.idType) : undefined;
  const selected = query
    .select([time.as("page_time"), idText.as("page_id")])
    .$if(mark !== undefined, (q) => q.where(sql<boolean>`(${time}, ${id}) ${sql.raw(ascending ? ">" : "<")} ${mark}`))
    .orderBy(time, ascending ? "asc" : "desc")
    .orderBy(id, ascending ? "asc" : "desc")
    .limit(paging.limit + 1)
    .$castTo<O & PageMark>();
  const found = await selected.execute();
  const rows = found.slice(0, paging.limit);
  if (backwards) rows.reverse();
  const hasMore = found.length > paging.limit;
  const [first, last] = [rows.at(0), rows.at(-1)];
  const cursorTo = (d: Cursor["d"], row: PageMark) =>
    encodeCursor({ l: order.list, d, t: row.page_time, i: row.page_id });
  const metadata = {
    count,
    limit: paging.limit,
    next_page: last && (backwards || hasMore) ? cursorTo("next", last) : null,
    prev_page: first && (backwards ? hasMore : cursor !== undefined) ? cursorTo("prev", first) : null,
  };
  return { rows, metadata };
}

function markOf({ t, i }: Cursor, idType: ListOrder["idType"]) {
  const id = idType === "uuid" ? sql`${i}::uuid` : sql`decode(${i}, 'hex')`;
  return sql`(${t}::timestamptz, ${id})`;
}

function encodeCursor(cursor: Cursor): string {
  return toBase64Url(utf8(JSON.stringify(cursor)));
}

function decodeCursor(list: string, text: string): Cursor {
  const parsed = CursorSchema.safeParse(parseJson(fromUtf8(fromBase64Url(text) ?? new Uint8Array()) ?? ""));
  if (!parsed.success || parsed.data.l !== list) throw badRequest("The page cursor cannot be used.");
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a cursor of ours.
    return undefined;
  }
}
