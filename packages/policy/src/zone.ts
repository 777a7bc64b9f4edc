// Wall clocks of IANA time zones. Intl carries the zone data; everything here is a function of its arguments.

/** What the clock on a wall in some zone shows. */
export interface WallClock {
  /** Local days since 1970-01-01. */
  readonly day: number;
  /** 0 = Sunday … 6 = Saturday. */
  readonly weekday: number;
  /** Since local midnight by the clock's own reading, so 23:59:59.999 is always 86,399,999. */
  readonly timeMs: number;
  /** How far the clock is ahead of UTC, in milliseconds. */
  readonly offsetMs: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;
const DAYS_IN_WEEK = 7;

/** By zone; names that are none are not kept, since there is no end of them. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether `zone` is an IANA name in its own letter case. Offsets such as `+01:00` are not names. */
export function isTimeZone(zone: string): boolean {
  return format(zone) !== undefined;
}

/** `now`: milliseconds since the Unix epoch. Throws RangeError where `isTimeZone` says no. */
export function wallClock(zone: string, now: number): WallClock {
  const formatter = format(zone);
  if (!formatter) throw new RangeError(`no such time zone: ${zone}`);
  let [year, month, day, hour, minute, second] = [0, 0, 0, 0, 0, 0];
  for (const { type, value } of formatter.formatToParts(now)) {
    if (type === "year") year = Number(value);
    else if (type === "month") month = Number(value);
    else if (type === "day") day = Number(value);
    else if (type === "hour") hour = Number(value);
    else if (type === "minute") minute = Number(value);
    else if (type === "second") second = Number(value);
  }
  const millisecond = ((now % SECOND_MS) + SECOND_MS) % SECOND_MS;
  return clockAt(
    daysSinceEpoch(year, month, day) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + millisecond,
    now,
  );
}

function clockAt(localMs: number, now: number): WallClock {
  const day = Math.floor(localMs / DAY_MS);
  return { day, weekday: weekdayOf(day), timeMs: localMs - day * DAY_MS, offsetMs: localMs - now };
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: number): number {
  return (((day + EPOCH_WEEKDAY) % DAYS_IN_WEEK) + DAYS_IN_WEEK) % DAYS_IN_WEEK;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar; `month` 1 to 12. Years are counted from March. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const EPOCH = 719_468; // 1970-01-01, in days from 0000-03-01
  return era * 146_097 + dayOfEra - EPOCH;
}

/**
 * The first instant in (from, to] at which the clock shows another offset than at `from`, if there is one.
 * Of several changes in between it finds one; zones do not change twice within a day.
 */
export function offsetChange(zone: string, from: number, to: number): number | undefined {
  const { offsetMs } = wallClock(zone, from);
  if (wallClock(zone, to).offsetMs === offsetMs) return undefined;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallClock(zone, middle).offsetMs === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}

function format(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known) return known;
  const made = makeFormat(zone);
  if (made) formats.set(zone, made);
  return made;
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(zone)) return undefined;
  try {
    const formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    // Intl takes any letter case. Where it resolves to another name, an alias, only the pattern above can be checked.
    const resolved = formatter.resolvedOptions().timeZone;
    const misspelt = resolved !== zone && resolved.toLowerCase() === zone.toLowerCase();
    return misspelt ? undefined : formatter;
  } catch {
    // RangeError: no such zone.
    return undefined;
  }
}
