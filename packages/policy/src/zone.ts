// Wall clocks of IANA time zones. Intl carries the zone data; everything here is a function of its arguments.

/** What the clock on a wall in some zone shows. */
export interface WallClock {
  /** `2031-05-06` */
  readonly date: string;
  /** 0 = Sunday … 6 = Saturday. */
  readonly weekday: number;
  /** Since local midnight by the clock's own reading, so 23:59:59.999 is always 86,399,999. */
  readonly timeMs: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const READINGS_KEPT = 256;

const formats = new Map<string, Intl.DateTimeFormat | undefined>();
/** What clocks showed at the start of a second, by zone: where many are decided on at once, all ask for the same. */
const readings = new Map<string, Map<number, WallClock>>();

/** Whether `zone` is an IANA name in its own letter case. Offsets such as `+01:00` are not names. */
export function isTimeZone(zone: string): boolean {
  return format(zone) !== undefined;
}

/** `now`: milliseconds since the Unix epoch. Throws RangeError where `isTimeZone` says no. */
export function wallClock(zone: string, now: number): WallClock {
  const second = Math.floor(now / SECOND_MS);
  const known = readings.get(zone) ?? new Map<number, WallClock>();
  const clock = known.get(second) ?? readClock(zone, second * SECOND_MS);
  if (known.size >= READINGS_KEPT) known.clear();
  readings.set(zone, known.set(second, clock));
  return { ...clock, timeMs: clock.timeMs + (now - second * SECOND_MS) };
}

function readClock(zone: string, now: number): WallClock {
  const formatter = format(zone);
  if (!formatter) throw new RangeError(`no such time zone: ${zone}`);
  const parts = new Map(formatter.formatToParts(now).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    weekday: WEEKDAYS.indexOf(part("weekday")),
    timeMs: Number(part("hour")) * HOUR_MS + Number(part("minute")) * MINUTE_MS + Number(part("second")) * SECOND_MS,
  };
}

function format(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, makeFormat(zone));
  return formats.get(zone);
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(zone)) return undefined;
  try {
    const formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      weekday: "short",
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
