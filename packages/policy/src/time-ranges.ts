// Values of the condition `current_utc_datetime`: `<day>/<ranges>/<zone>`, for example `M/9:00-12:00,13-17/Europe/Lisbon`.

import { DAY_MS, isTimeZone, offsetChange, wallClock, weekdayOf } from "./zone.ts";

interface TimeRange {
  /** Milliseconds since local midnight, both ends inclusive. */
  readonly from: number;
  readonly to: number;
}

export interface DayTimeRanges {
  /** 0 = Sunday … 6 = Saturday. */
  readonly weekday: number;
  readonly ranges: readonly TimeRange[];
  readonly zone: string;
}

/** Ranges of one zone by weekday, in order; those that touch or overlap are one. */
interface Week {
  readonly zone: string;
  readonly days: readonly (readonly TimeRange[])[];
}
export type Weeks = readonly Week[];

/** U is Sunday, R is Thursday. */
const DAYS = "UMTWRFS";
const WHOLE_DAY: TimeRange = { from: 0, to: clockMs(23, 59, 59) };
const MAX_PART = 59;
const MAX_HOUR = 23;
/** A range that a clock change swallows this week is there next week. */
const HORIZON_DAYS = 15;

/** Undefined where the text is no such value. An empty list of ranges is one, and never matches. */
export function parseDayTimeRanges(text: string): DayTimeRanges | undefined {
  const match = /^([A-Z])\/([^/]*)\/(.+)$/.exec(text);
  if (!match) return undefined;
  const [, day, list, zone] = match;
  const weekday = DAYS.indexOf(day);
  const parts = list.trim() === "" ? [] : list.split(",").map((part) => parseRange(part.trim()));
  const ranges = parts.filter((range) => range !== undefined);
  if (weekday < 0 || ranges.length !== parts.length || !isTimeZone(zone)) return undefined;
  return { weekday, ranges, zone };
}

export function weeksOf(values: readonly DayTimeRanges[]): Weeks {
  return [...new Set(values.map(({ zone }) => zone))].map((zone) => ({
    zone,
    days: Array.from(DAYS, (_, weekday) => {
      const ofDay = values.filter((value) => value.zone === zone && value.weekday === weekday);
      return mergeRanges(ofDay.flatMap(({ ranges }) => ranges));
    }),
  }));
}

/**
 * Until when the ranges hold without a gap, seen from `now` (both epoch milliseconds), or undefined where `now` lies
 * in none of them. Clock changes are followed: a range ends when the wall clock leaves it, be it by a jump.
 */
export function rangesHoldUntil(weeks: Weeks, now: number): number | undefined {
  let latest: number | undefined;
  for (const { zone, days } of weeks) {
    const clock = wallClock(zone, now);
    const current = days[clock.weekday].find((range) => contains(range, clock.timeMs));
    if (!current) continue;
    const end = leavesRangeAt(zone, clock.day, current, now);
    if (latest === undefined || end > latest) latest = end;
  }
  return latest;
}

/**
 * The first instant after `now`, in none of the ranges, at which one begins; null where none ever does. A range that
 * does not come up within two weeks, because clock changes swallow it, is to be looked for again at the time given.
 */
export function rangesBeginAt(weeks: Weeks, now: number): number | null {
  let earliest: number | null = null;
  for (const week of weeks) {
    if (week.days.every((ranges) => ranges.length === 0)) continue;
    const begin = nextBegin(week, now);
    if (earliest === null || begin < earliest) earliest = begin;
  }
  return earliest;
}

function nextBegin(week: Week, now: number): number {
  const horizon = now + HORIZON_DAYS * DAY_MS;
  for (let from = now; from < horizon; ) {
    const to = offsetChange(week.zone, from, from + DAY_MS) ?? from + DAY_MS;
    const begin = beginWithin(week, from, to);
    if (begin !== undefined) return begin;
    from = to;
  }
  return horizon;
}

/** The first instant in [from, to) that lies in a range, where the clock keeps its offset all the while. */
function beginWithin({ zone, days }: Week, from: number, to: number): number | undefined {
  const { offsetMs, day: first } = wallClock(zone, from);
  for (let day = first; day * DAY_MS - offsetMs < to; day++) {
    const midnight = day * DAY_MS - offsetMs;
    for (const range of days[weekdayOf(day)]) {
      const begin = Math.max(from, midnight + range.from);
      if (begin <= midnight + range.to && begin < to) return begin;
    }
  }
  return undefined;
}

function contains(range: TimeRange, timeMs: number): boolean {
  return range.from <= timeMs && timeMs <= range.to;
}

function mergeRanges(ranges: readonly TimeRange[]): TimeRange[] {
  const merged: TimeRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && range.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  return merged;
}

/** The instant at which a wall clock that shows a time in `range` on `day` stops doing so. */
function leavesRangeAt(zone: string, day: number, range: TimeRange, now: number): number {
  let instant = now;
  for (;;) {
    const end = instant + (range.to - wallClock(zone, instant).timeMs);
    const jump = offsetChange(zone, instant, end);
    if (jump === undefined) return end;
    const after = wallClock(zone, jump);
    if (after.day !== day || !contains(range, after.timeMs)) return jump;
    instant = jump;
  }
}

function parseRange(text: string): TimeRange | undefined {
  if (text === "true") return WHOLE_DAY;
  const ends = text.split("-");
  if (ends.length !== 2) return undefined;
  const from = parseClock(ends[0]);
  const to = parseClock(ends[1]);
  if (from === undefined || to === undefined || from > to) return undefined;
  return { from, to };
}

function parseClock(text: string): number | undefined {
  const match = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?$/.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [match[1], match[2] ?? "0", match[3] ?? "0"].map(Number);
  if (hour > MAX_HOUR || minute > MAX_PART || second > MAX_PART) return undefined;
  return clockMs(hour, minute, second);
}

function clockMs(hour: number, minute: number, second: number): number {
  return ((hour * 60 + minute) * 60 + second) * 1_000;
}
