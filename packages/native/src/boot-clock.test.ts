import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bootTime } from "./boot-clock.ts";

/** Of proc_uptime(5), which counts sleep, too. */
const CENTISECOND = 10;

function uptime(): number {
  return Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 1000;
}

test("the loop's time is the machine's uptime, and never goes back", () => {
  const before = uptime();
  const times = Array.from({ length: 1000 }, bootTime);
  const after = uptime() + CENTISECOND;
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times[999]).toBeLessThanOrEqual(after);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[999]).toBeGreaterThan(times[0]);
});
