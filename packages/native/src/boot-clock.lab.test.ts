import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { bootTime } from "./boot-clock.ts";

const SLEPT_SECONDS = 5_000;
const PROGRAM = `
  const { bootTime } = await import("${import.meta.dirname}/boot-clock.ts");
  process.stdout.write(JSON.stringify({ boot: bootTime(), monotonic: Number(process.hrtime.bigint() / 1_000_000n) }));
`;

test("the loop's time goes on by what the machine sleeps, which other clocks leave out", () => {
  // A time namespace whose boot clock is ahead by that much and whose monotonic one is not, as after a sleep.
  const words = ["--time", "--boottime", String(SLEPT_SECONDS), "--fork", process.execPath, "-e", PROGRAM];
  const before = bootTime();
  const told: { boot: number; monotonic: number } = JSON.parse(execFileSync("unshare", words, { encoding: "utf8" }));
  expect(told.boot - SLEPT_SECONDS * 1000).toBeGreaterThan(before);
  expect(told.boot - SLEPT_SECONDS * 1000).toBeLessThan(bootTime());
  expect(told.monotonic).toBeLessThanOrEqual(Number(process.hrtime.bigint() / 1_000_000n));
});
