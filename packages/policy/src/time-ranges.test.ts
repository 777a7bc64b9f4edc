import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDayTimeRanges, rangesBeginAt, rangesHoldUntil, weeksOf } from "./time-ranges.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const LETTERS: Readonly<Record<string, string>> = {
  Sun: "U",
  Mon: "M",
  Tue: "T",
  Wed: "W",
  Thu: "R",
  Fri: "F",
  Sat: "S",
};

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const two = "2-digit";
  const form = { weekday: "short", hour: two, minute: two, second: two, fractionalSecondDigits: 3 } as const;
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { ...form, timeZone, hourCycle: "h23" });
  clocks.set(timeZone, clock);
  return clock;
}

/** Slow and obviously right: asks the clock on the wall, as text, and compares texts. */
function isWithin(value: string, instant: number): boolean {
  const [day, list, ...zone] = value.split("/");
  const clock = clockOf(zone.join("/"));
  const parts = Object.fromEntries(clock.formatToParts(instant).map((part) => [part.type, part.value]));
  const time = `${parts.hour}:${parts.minute}:${parts.second}.${parts.fractionalSecond}`;
  const ranges = list === "true" ? [["00:00:00", "23:59:59"]] : list.split(",").map((range) => range.split("-"));
  return LETTERS[parts.weekday] === day && ranges.some(([from, to]) => `${from}.000` <= time && time <= `${to}.000`);
}

function weeks(...values: string[]) {
  return weeksOf(values.map(parseDayTimeRanges).filter((value) => value !== undefined));
}

/** Half an hour apart, so that every edge of the ranges below and every clock change is met. */
const halfHours = Array.from({ length: 48 }, (_, i) => `${String(i >> 1).padStart(2, "0")}:${i % 2 ? "30" : "00"}:00`);
const zones = ["UTC", "Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Chatham"];
/** Around changes of the clocks of these zones in 2031, and at any time. */
const changes = ["2031-03-29", "2031-10-25", "2031-03-08", "2031-11-01", "2031-04-05", "2031-10-04", "2031-09-27"];
const instants = fc.oneof(
  fc.tuple(fc.constantFrom(...changes), fc.integer({ min: 0, max: 48 * 4 })).map(([day, quarters]) => {
    return Date.parse(day) + quarters * 15 * MINUTE;
  }),
  fc.integer({ min: Date.parse("2024-01-01") / MINUTE, max: Date.parse("2038-01-01") / MINUTE }).map((m) => m * MINUTE),
);
const values = fc
  .tuple(fc.constantFrom(..."MTWRFSU"), fc.nat(47), fc.nat(47), fc.constantFrom(...zones))
  .map(([day, a, b, zone]) => `${day}/${halfHours[Math.min(a, b)]}-${halfHours[Math.max(a, b)]}/${zone}`);

test("inside and outside, ends and beginnings are those that the clock on the wall shows, clock changes or not", () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 3 }), instants, (list, now) => {
      const within = (instant: number) => list.some((value) => isWithin(value, instant));
      const end = rangesHoldUntil(weeks(...list), now);
      expect(end !== undefined).toBe(within(now));
      if (end !== undefined) {
        for (let at = now; at < end; at += 15 * MINUTE) expect(within(at)).toBe(true);
        // At a jump the end is the first instant outside, else the last one inside.
        expect(within(end) && within(end + 1) ? list.length > 1 : true).toBe(true);
        return;
      }
      const begin = rangesBeginAt(weeks(...list), now);
      if (begin === null) throw new Error("a range begins some time");
      for (let at = now; at < Math.min(begin, now + 2 * DAY); at += 15 * MINUTE) expect(within(at)).toBe(false);
      for (let at = begin - 15 * MINUTE; at < begin; at += MINUTE) if (at >= now) expect(within(at)).toBe(false);
      expect(within(begin)).toBe(true);
    }),
    { numRuns: 600 },
  );
});

test("a range that a clock change swallows is found a week later, one cut short begins after the jump", () => {
  const saturday = Date.parse("2031-03-29T12:00:00Z"); // in Amsterdam 02:00 becomes 03:00 on the next day
  const begin = (value: string) => new Date(rangesBeginAt(weeks(value), saturday) ?? 0).toISOString();
  expect(begin("U/2:10-2:50/Europe/Amsterdam")).toBe("2031-04-06T00:10:00.000Z");
  expect(begin("U/2:10-4/Europe/Amsterdam")).toBe("2031-03-30T01:00:00.000Z");
});

test("ranges that never come up never begin", () => {
  expect(rangesBeginAt(weeks("M//UTC"), 0)).toBeNull();
  expect(rangesBeginAt(weeks(), 0)).toBeNull();
});
