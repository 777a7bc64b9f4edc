// What stock devices and portals write, for tests that hold against it what ours write.

import { readFileSync } from "node:fs";
import { z } from "zod";

const FIXTURES = new URL("../fixtures/", import.meta.url);
const FrameSchema = z.object({ topic: z.string(), event: z.string(), payload: z.unknown(), ref: z.unknown() });
const Members = z.record(z.string(), z.unknown());

/** The frame of `fixtures/<name>.json`. */
export function stockFrame(name: string): z.output<typeof FrameSchema> {
  return FrameSchema.parse(JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), "utf8")));
}

/**
 * How `ours` differs in shape from `stock`, in one line each: members that are missing or that stock does not know, and
 * types. Values do not count, nor does null on either side; list elements are held against stock's element of the same
 * `type` or `protocol`, or else against the first.
 */
export function shapeDifferences(ours: unknown, stock: unknown, path = "payload"): string[] {
  if (ours === null || stock === null) return [];
  if (Array.isArray(stock)) {
    if (!Array.isArray(ours)) return [`${path} is no list`];
    if (stock.length === 0) return [];
    return ours.flatMap((element, i) => shapeDifferences(element, counterpart(stock, element), `${path}[${i}]`));
  }
  const [mine, theirs] = [Members.safeParse(ours), Members.safeParse(stock)];
  if (!theirs.success) return typeof ours === typeof stock ? [] : [`${path} is of type ${typeof ours}`];
  if (!mine.success) return [`${path} is no object`];
  const missing = Object.keys(theirs.data).filter((key) => !Object.hasOwn(mine.data, key));
  return [
    ...missing.map((key) => `${path}.${key} is missing`),
    ...Object.entries(mine.data).flatMap(([key, value]) =>
      Object.hasOwn(theirs.data, key)
        ? shapeDifferences(value, theirs.data[key], `${path}.${key}`)
        : [`${path}.${key} is unknown to stock`],
    ),
  ];
}

/** Of filters some have ports and others have none: then the one with as many members. */
function counterpart(stock: readonly unknown[], ours: unknown): unknown {
  const alike = stock.filter((element) => kindOf(element) === kindOf(ours));
  return alike.find((element) => sizeOf(element) === sizeOf(ours)) ?? alike[0] ?? stock[0];
}

function kindOf(element: unknown): unknown {
  const members = Members.safeParse(element).data;
  return members?.type ?? members?.protocol;
}

function sizeOf(element: unknown): number {
  return Object.keys(Members.safeParse(element).data ?? {}).length;
}
