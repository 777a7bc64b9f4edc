// Values of the condition on day and time, `<day>/<ranges>/<zone>`, as they are edited: half-typed ones are kept.

export const DAYS = ["M", "T", "W", "R", "F", "S", "U"] as const;
export type Day = (typeof DAYS)[number];

/** As typed, `HH:MM` or `HH:MM:SS`; both empty: not typed yet. */
export interface Hours {
  readonly from: string;
  readonly to: string;
}

/** `whole`: all day. */
export type DayRange = Hours | "whole";

export interface Week {
  readonly zone: string;
  readonly days: ReadonlyMap<Day, readonly DayRange[]>;
}

const WHOLE = "true";

/** One week for each zone, in the order of the values. */
export function readWeeks(values: readonly string[]): Week[] {
  const weeks = new Map<string, Map<Day, DayRange[]>>();
  for (const value of values) {
    const match = /^([A-Z])\/([^/]*)\/(.*)$/.exec(value);
    const day = DAYS.find((name) => name === match?.[1]);
    if (!match || !day) continue;
    const [, , list = "", zone = ""] = match;
    const days = weeks.get(zone) ?? new Map<Day, DayRange[]>();
    weeks.set(zone, days.set(day, [...(days.get(day) ?? []), ...readRanges(list)]));
  }
  return [...weeks].map(([zone, days]) => ({ zone, days }));
}

function readRanges(list: string): DayRange[] {
  if (list.trim() === "") return [];
  return list.split(",").map((range) => {
    if (range.trim() === WHOLE) return "whole";
    const [from = "", to = ""] = range.split("-");
    return { from: clock(from), to: clock(to) };
  });
}

/** `9` and `9:5` as inputs of the browser take them: `09:00`, `09:05`. */
function clock(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const [hour = "", minute = "0", ...seconds] = trimmed.split(":");
  return [hour, minute, ...seconds].map((part) => part.padStart(2, "0")).join(":");
}

/** Days without ranges are left out. */
export function writeWeek({ zone, days }: Week): string[] {
  return DAYS.flatMap((day) => {
    const ranges = days.get(day) ?? [];
    return ranges.length === 0 ? [] : [`${day}/${ranges.map(writeRange).join(",")}/${zone}`];
  });
}

function writeRange(range: DayRange): string {
  return range === "whole" ? WHOLE : `${range.from}-${range.to}`;
}

/** Office hours in the zone of this browser, to begin with. */
export function officeHours(): string[] {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return ["M", "T", "W", "R", "F"].map((day) => `${day}/09:00-17:00/${timeZone}`);
}
