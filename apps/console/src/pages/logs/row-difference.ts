import type { LoggedRow } from "./log-kinds.ts";

export interface Difference {
  readonly member: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** When a row was changed is the entry's own time; which account it is of is known. */
const TOLD_ELSEWHERE = ["updated_at", "account_id"];

/** The members in which two states of a row differ, in the order of their names. Undefined: no value. */
export function differencesOf(before: LoggedRow, after: LoggedRow): Difference[] {
  const members = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  return members
    .filter((member) => !TOLD_ELSEWHERE.includes(member))
    .map((member) => ({ member, before: shown(before?.[member]), after: shown(after?.[member]) }))
    .filter((difference) => difference.before !== difference.after);
}

function shown(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
