import { expect, test } from "vitest";
import { ClockWatch } from "./clock-watch.ts";

test("a clock that is set, and a machine that slept, are noticed once; what clocks drift is not", () => {
  let wall = 1_900_000_000_000;
  let monotonic = 5_000;
  let noticed = 0;
  const watch = new ClockWatch(() => noticed++, { wall: () => wall, monotonic: () => monotonic });
  const pass = (wallMs: number, monotonicMs: number) => {
    wall += wallMs;
    monotonic += monotonicMs;
    watch.check();
    return noticed;
  };
  expect(pass(10_000, 10_000)).toBe(0);
  expect(pass(10_020, 10_000)).toBe(0);
  expect(pass(3_600_000, 10_000)).toBe(1); // slept
  expect(pass(10_000, 10_000)).toBe(1);
  expect(pass(-60_000, 10_000)).toBe(2); // set back
  expect(pass(10_000, 10_000)).toBe(2);
  for (let i = 1; i <= 30; i++) pass(10_020, 10_000); // drifts by 20 ms each time
  expect(noticed).toBe(3);
  watch.stop();
});
