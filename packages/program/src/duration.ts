const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|msec|millis(econds?)?)$/, 1],
  [/^(s|secs?|seconds?)$/, SECOND],
  [/^(m|mins?|minutes?)$/, MINUTE],
  [/^(h|hrs?|hours?)$/, HOUR],
  [/^(d|days?)$/, DAY],
  [/^(w|weeks?)$/, 7 * DAY],
];

/** Milliseconds of a text like `24h`, `90 min` or `1day 12h`; undefined where it is none. A number needs its unit. */
export function parseDuration(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+)\s*([a-z]+)\s*/gi)];
  const covered = parts.reduce((length, [part]) => length + part.length, 0);
  if (parts.length === 0 || covered !== text.trim().length) return undefined;
  let total = 0;
  for (const [, count, name] of parts) {
    const unit = UNITS.find(([names]) => names.test(name.toLowerCase()));
    if (!unit) return undefined;
    total += Number(count) * unit[1];
  }
  return total;
}
