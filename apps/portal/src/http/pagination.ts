// Keyset pagination: a cursor marks a row and a direction, so pages stay put while rows come and go.

import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@fz/bytes";
import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import { z } from "zod";
import { badRequest } from "./problem.ts";
import type { Query } from "./query.ts";

const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 100;
/** Orders by time of insertion, as the reference does. */
const BY_TIME = "";

const CursorSchema = z.object({
  /** Name of the list. */
  l: z.string(),
  /** next: rows after the mark; prev: rows before it. */
  d: z.enum(["next", "prev"]),
  /** What the list is sorted by, the value of the mark in it, and the id of the mark. */
  s: z.string().default(BY_TIME),
  t: z.string().max(4_000),
  i: z.string(),
});
type Cursor = z.output<typeof CursorSchema>;
const IDS = { uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, bytea: /^([0-9a-f]{2}){1,32}$/ } as const;
const Time = z.iso.datetime({ precision: 6 }).refine((time) => !time.startsWith("0000"));

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

/** Something to sort by: an SQL expression that is never null, of the type that its values are compared as. */
export interface SortKey {
  readonly type: "text" | "timestamptz";
  readonly by: RawBuilder<string>;
}

export interface ListOrder {
  /** Cursors of one list do not work on another. */
  readonly list: string;
  /** Columns that order the list, as `table.column`. */
  readonly time: string;
  readonly id: string;
  readonly idType: "uuid" | "bytea";
  readonly newestFirst: boolean;
  /** In place of the time of insertion. */
  readonly sort?: (SortKey & { readonly name: string }) | undefined;
}

/** Case does not count when people sort by a text. */
export function byText(column: string): SortKey {
  return { type: "text", by: sql`lower(${sql.ref(column)})` };
}

/** No value sorts as the empty text. */
export function byOptionalText(column: string): SortKey {
  return { type: "text", by: sql`lower(coalesce(${sql.ref(column)}, ''))` };
}

/** No value sorts as the beginning of time. */
export function byTime(column: string): SortKey {
  return { type: "timestamptz", by: sql`coalesce(${sql.ref(column)}, timestamptz 'epoch')` };
}

/** The order that `sort=` asks for, by one of the keys; a leading `-` turns it around. */
export function sorted(query: Query, order: ListOrder, keys: Readonly<Record<string, SortKey>>): ListOrder {
  const wanted = query.text("sort");
  if (wanted === undefined) return order;
  const name = wanted.replace(/^-/, "");
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (!key) throw badRequest(`"sort" must be one of ${Object.keys(keys).join(", ")}, with a "-" in front or without.`);
  return { ...order, newestFirst: wanted.startsWith("-"), sort: { ...key, name } };
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
  readonly page_key: string;
  readonly page_id: string;
}

/** One page of a query that has its filters but neither order nor limit. */
export async function readPage<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  order: ListOrder,
  paging: Paging,
): Promise<{ rows: (O & PageMark)[]; metadata: PageMetadata }> {
  const cursor = paging.cursor === undefined ? undefined : decodeCursor(order, paging.cursor);
  const { type, by }: SortKey = order.sort ?? { type: "timestamptz", by: sql.ref<string>(order.time) };
  const id = sql.ref<string>(order.id);
  const backwards = cursor?.d === "prev";
  const ascending = order.newestFirst === backwards;
  const { count } = await query
    .clearSelect()
    .select(sql<number>`count(*)`.as("count"))
    .$castTo<{ count: number }>()
    .executeTakeFirstOrThrow();
  const idText = order.idType === "uuid" ? sql<string>`${id}::text` : sql<string>`encode(${id}, 'hex')`;
  const mark = cursor ? markOf(cursor, type, order.idType) : undefined;
  const selected = query
    .select([by.as("page_key"), idText.as("page_id")])
    .$if(mark !== undefined, (q) => q.where(sql<boolean>`(${by}, ${id}) ${sql.raw(ascending ? ">" : "<")} ${mark}`))
    .orderBy(by, ascending ? "asc" : "desc")
    .orderBy(id, ascending ? "asc" : "desc")
    .limit(paging.limit + 1)
    .$castTo<O & PageMark>();
  const found = await selected.execute();
  const rows = found.slice(0, paging.limit);
  if (backwards) rows.reverse();
  const hasMore = found.length > paging.limit;
  const [first, last] = [rows.at(0), rows.at(-1)];
  const cursorTo = (d: Cursor["d"], row: PageMark) =>
    encodeCursor({ l: order.list, d, s: sortOf(order), t: row.page_key, i: row.page_id });
  const metadata = {
    count,
    limit: paging.limit,
    next_page: last && (backwards || hasMore) ? cursorTo("next", last) : null,
    prev_page: first && (backwards ? hasMore : cursor !== undefined) ? cursorTo("prev", first) : null,
  };
  return { rows, metadata };
}

function markOf({ t, i }: Cursor, type: SortKey["type"], idType: ListOrder["idType"]) {
  const id = idType === "uuid" ? sql`${i}::uuid` : sql`decode(${i}, 'hex')`;
  return sql`(${t}::${sql.raw(type)}, ${id})`;
}

/** A cursor works on one sorting in one direction. */
function sortOf({ sort, newestFirst }: ListOrder): string {
  return sort === undefined ? BY_TIME : `${newestFirst ? "-" : ""}${sort.name}`;
}

function encodeCursor(cursor: Cursor): string {
  return toBase64Url(utf8(JSON.stringify(cursor)));
}

function decodeCursor(order: ListOrder, text: string): Cursor {
  const parsed = CursorSchema.safeParse(parseJson(fromUtf8(fromBase64Url(text) ?? new Uint8Array()) ?? ""));
  if (!parsed.success || !fits(order, parsed.data)) throw badRequest("The page cursor cannot be used.");
  return parsed.data;
}

function fits(order: ListOrder, { l, s, t, i }: Cursor): boolean {
  const isValue = order.sort?.type === "text" ? !t.includes("\0") : Time.safeParse(t).success;
  return l === order.list && s === sortOf(order) && isValue && IDS[order.idType].test(i);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a cursor of ours.
    return undefined;
  }
}
