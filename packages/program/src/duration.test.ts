import { describe, expect, test } from "vitest";
import { parseDuration } from "./duration.ts";
import { parseLogLevel } from "./log.ts";

describe("a time span", () => {
  test.each([
    ["24h", 86_400_000],
    ["90 min", 5_400_000],
    ["1day 12h", 129_600_000],
    ["500ms", 500],
    [" 7d ", 604_800_000],
  ])("%j", (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  test.each(["", "30", "h", "24 hours and a bit", "-5s", "1.5h"])("is none: %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("a log filter", () => {
  test.each([
    ["debug", "debug"],
    ["WARN", "warn"],
    ["off", "silent"],
    ["connlib=trace,error", "error"],
    ["connlib=trace", "info"],
    ["loud", undefined],
  ])("%j asks for %s", (filter, level) => expect(parseLogLevel(filter)).toBe(level));
});
