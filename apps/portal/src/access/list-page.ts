// Pages of lists that are worked out anew for each request: a cursor is a place in the list.

import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@fz/bytes";
import type { PageMetadata, Paging } from "../http/pagination.ts";
import { badRequest } from "../http/problem.ts";

/** Cursors of one list do not work on another. */
export function pageOfList<T>(
  list: string,
  items: readonly T[],
  { limit, cursor }: Paging,
): { readonly items: readonly T[]; readonly metadata: PageMetadata } {
  const start = cursor === undefined ? 0 : placeOf(list, cursor);
  const end = start + limit;
  const metadata = {
    count: items.length,
    limit,
    next_page: end < items.length ? cursorTo(list, end) : null,
    prev_page: start > 0 ? cursorTo(list, Math.max(0, start - limit)) : null,
  };
  return { items: items.slice(start, end), metadata };
}

function cursorTo(list: string, place: number): string {
  return toBase64Url(utf8(`${list} ${place}`));
}

function placeOf(list: string, cursor: string): number {
  const [name, place] = (fromUtf8(fromBase64Url(cursor) ?? new Uint8Array()) ?? "").split(" ");
  if (name !== list || !/^\d{1,9}$/.test(place ?? "")) throw badRequest("The page cursor cannot be used.");
  return Number(place);
}
