// Pages of lists that are worked out anew for each request: a cursor is a place in the list.

import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@fz/bytes";
import type { PageMetadata, Paging } from "./pagination.ts";
import { badRequest } from "./problem.ts";

/** Cursors of one list do not work on another. */
export function pageOfList<T>(
  list: string,
  items: readonly T[],
  paging: Paging,
): { readonly items: readonly T[]; readonly metadata: PageMetadata } {
  const start = placeOfPage(list, paging);
  return {
    items: items.slice(start, start + paging.limit),
    metadata: metadataOfPage(list, start, paging.limit, items.length),
  };
}

/** Where in the list the page begins. */
export function placeOfPage(list: string, { cursor }: Paging): number {
  if (cursor === undefined) return 0;
  const [name, place] = (fromUtf8(fromBase64Url(cursor) ?? new Uint8Array()) ?? "").split(" ");
  if (name !== list || !/^\d{1,9}$/.test(place ?? "")) throw badRequest("The page cursor cannot be used.");
  return Number(place);
}

/** `start`: the place of its first element; `count`: of all pages. */
export function metadataOfPage(list: string, start: number, limit: number, count: number): PageMetadata {
  const end = start + limit;
  return {
    count,
    limit,
    next_page: end < count ? cursorTo(list, end) : null,
    prev_page: start > 0 ? cursorTo(list, Math.max(0, start - limit)) : null,
  };
}

function cursorTo(list: string, place: number): string {
  return toBase64Url(utf8(`${list} ${place}`));
}
