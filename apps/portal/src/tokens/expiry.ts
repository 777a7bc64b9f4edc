import { z } from "zod";
import { isWritableTime } from "../http/fields.ts";
import type { ValidationErrors } from "../http/problem.ts";

/** When a token ends, read as epoch milliseconds. No offset means UTC; a date alone is none. */
export const ExpiresAt = z
  .string({ error: ({ input }) => (input == null ? "must not be empty" : "is invalid") })
  .transform((text) => parseTime(text))
  .refine(isWritableTime, "is no date and time");

/** For documentation. */
export const ExpiresAtText = z.iso.datetime({ offset: true });

export function inFuture(expiresAt: number | undefined, now: number): ValidationErrors {
  return expiresAt !== undefined && expiresAt <= now ? { expires_at: ["must be in the future"] } : {};
}

function parseTime(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d+)?)([Zz]|[+-]\d\d:?\d\d)?$/.exec(text.trim());
  return match ? Date.parse(`${match[1]}T${match[2]}${match[3] ?? "Z"}`) : Number.NaN;
}
