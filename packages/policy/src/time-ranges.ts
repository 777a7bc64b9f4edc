// Values of the condition `current_utc_datetime`: `<day>/<ranges>/<zone>`, for example `M/9:00-12:00,13-17/Europe/Lisbon`.

import { isTimeZone, wallClock } from "./zone.ts";

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

/** U is Sunday, R is Thursday. */
const DAYS = "UMTWRFS";
const WHOLE_DAY: TimeRange = { from: 0, to: clockMs(23, 59, 59) };
const MAX_PART = 59;
const MAX_HOUR = 23;

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

/**
 * Until when the ranges hold without a gap, seen from `now` (both epoch milliseconds), or undefined where `now` lies
 * in none of them. Ranges of one day and zone that touch or overlap count as one. Clock changes are followed: a range
 * ends when the wall clock leaves it, be it by a jump.
 */
export function rangesHoldUntil(values: readonly DayTimeRanges[], now: number): number | undefined {
  let latest: number | undefined;
  for (const zone of new Set(values.map((value) => value.zone))) {
    const clock = wallClock(zone, now);
    const today = values.filter((value) => value.zone === zone && value.weekday === clock.weekday);
    const current = mergeRanges(today.flatMap((value) => value.ranges)).find((range) => contains(range, clock.timeMs));
    if (!current) continue;
    const end = leavesRangeAt(zone, clock.date, current, now);
    if (latest === undefined || end > latest) latest = end;
  }
  return latest;
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

/** The instant at which a wall clock that shows a time in `range` on `date` stops doing so. */
function leavesRangeAt(zone: string, date: string, range: TimeRange, now: number): number {
  let instant = now;
  for (;;) {
    const end = instant + (range.to - wallClock(zone, instant).timeMs);
    const jump = firstJump(zone, instant, end);
    if (jump === undefined) return end;
    const after = wallClock(zone, jump);
    if (after.date !== date || !contains(range, after.timeMs)) return jump;
    instant = jump;
  }
}

/** The first instant in (from, to] by which the wall clock has not advanced as much as time has, if there is one. */
function firstJump(zone: string, from: number, to: number): number | undefined {
  const start = wallClock(zone, from);
  const steady = (instant: number) => {
    const clock = wallClock(zone, instant);
    return clock.date === start.date && clock.timeMs - start.timeMs === instant - from;
  };
  if (steady(to)) return undefined;
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (steady(middle)) before = middle;
    else after = middle;
  }
  return after;
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
