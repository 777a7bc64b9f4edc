// Building blocks of the schemas of request bodies.

import { parseUuid } from "@fz/wire";
import { z } from "zod";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const missingOrWrong = (issue: { readonly input?: unknown }) =>
  issue.input === undefined || issue.input === null ? "must not be empty" : "is invalid";

/** UTF-16 units of one user-perceived character, on average: those of families and flags have some twenty. */
const MAX_UNITS = 64;
/** Of a list of members in one call; PostgreSQL takes 65,535 parameters, and a row of them has four. */
export const MAX_MEMBERS_AT_ONCE = 15_000;

/** At most `max` user-perceived characters. Of a longer text no more is looked at than that takes. */
function fits(max: number) {
  return (text: string) => {
    if (text.length <= max) return true;
    if (text.length > max * MAX_UNITS) return false;
    let count = 0;
    for (const _ of graphemes.segment(text)) if (++count > max) return false;
    return true;
  };
}

/** Required text, trimmed. */
export function requiredText(max: number) {
  return z
    .string({ error: missingOrWrong })
    .trim()
    .refine(fits(max), `must be at most ${max} characters`)
    .meta({ maxLength: max });
}

/** Required text, kept with its outer blanks. */
export function verbatimText(max: number) {
  return z
    .string({ error: missingOrWrong })
    .refine(fits(max), `must be at most ${max} characters`)
    .meta({ maxLength: max });
}

/** Optional text, trimmed; absent is null. */
export function optionalText(max: number) {
  return requiredText(max).nullish().transform(orNull);
}

export function optionalVerbatimText(max: number) {
  return verbatimText(max).nullish().transform(orNull);
}

export function requiredEnum<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: missingOrWrong });
}

/** JSON booleans and their spellings as text; null is refused. */
export function flag(initial: boolean) {
  return z
    .union([z.boolean(), z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1")], {
      error: "is invalid",
    })
    .default(initial);
}

const FIRST_TIME = Date.parse("0001-01-01T00:00:00Z");
const LAST_TIME = Date.parse("9999-12-31T23:59:59.999Z");

/** Whether the year has four digits in UTC, too: an offset may lead out of what can be written (RFC 3339) and kept. */
export function isWritableTime(epochMs: number): boolean {
  return epochMs >= FIRST_TIME && epochMs <= LAST_TIME;
}

/** A moment with its offset (RFC 3339), as text in UTC; absent is null. */
export const optionalTime = z
  .string({ error: "is invalid" })
  .refine(
    (text) => z.iso.datetime({ offset: true }).safeParse(text).success && isWritableTime(Date.parse(text)),
    "is no date and time with its offset",
  )
  .transform((text) => new Date(text).toISOString())
  .nullish()
  .transform(orNull);

/** An id in any letter case, made canonical. */
export const RequiredId = z
  .string({ error: missingOrWrong })
  .refine((text) => isUuid(text), "is invalid")
  .transform((text) => text.toLowerCase());

export function isUuid(text: string): boolean {
  return /^[0-9a-fA-F-]{36}$/.test(text) && parseUuid(text) !== undefined;
}

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}
