import fc from "fast-check";
import { expect, test } from "vitest";
import { ImpairedDirection } from "./impairment.ts";

/** Numbers in [0, 1) that are the same in every run (Lehmer's generator). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

const never = () => 0.999;

test("without any impairment frames leave as they come", () => {
  const direction = new ImpairedDirection({}, never);
  expect(direction.departure(1500, 7)).toBe(7);
  expect(direction.marksCongestion).toBe(false);
});

test("the delay is added to every frame", () => {
  const direction = new ImpairedDirection({ delayMs: 20 }, never);
  expect([0, 1, 5].map((now) => direction.departure(100, now))).toEqual([20, 21, 25]);
});

test("jitter varies the delay within its bounds and keeps the order", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const direction = new ImpairedDirection({ delayMs: 10, jitterMs: 50 }, randomOf(seed));
      let last = 0;
      for (let now = 0; now < 500; now += 5) {
        const departure = direction.departure(100, now) ?? Number.NaN;
        expect(departure).toBeGreaterThanOrEqual(Math.max(now + 10, last));
        expect(departure).toBeLessThan(Math.max(now, last) + 60);
        last = departure;
      }
    }),
  );
});

test.each([0, 0.2, 1])("a share of %d of the frames is lost", (loss) => {
  const direction = new ImpairedDirection({ loss }, randomOf(42));
  let lost = 0;
  for (let i = 0; i < 10_000; i++) if (direction.departure(100, i) === undefined) lost++;
  expect(lost / 10_000).toBeCloseTo(loss, 1);
});

test("frames that are reordered overtake those that wait", () => {
  const direction = new ImpairedDirection({ delayMs: 100, reorder: 0.5 }, randomOf(7));
  const departures = Array.from({ length: 1_000 }, (_, i) => (direction.departure(100, i) ?? Number.NaN) - i);
  expect(new Set(departures)).toEqual(new Set([0, 100]));
});

test("a rate spreads frames over time", () => {
  const direction = new ImpairedDirection({ rateMbps: 12 }, never);
  // 1,500 bytes at 12 Mbit/s are one millisecond.
  expect([0, 0, 0].map((now) => direction.departure(1500, now))).toEqual([1, 2, 3]);
  expect(direction.departure(1500, 10)).toBe(11);
});

test("more than half a second's worth does not wait", () => {
  const direction = new ImpairedDirection({ rateMbps: 12 }, never);
  const departures = Array.from({ length: 1_000 }, () => direction.departure(1500, 0));
  expect(departures.filter((departure) => departure !== undefined)).toHaveLength(501);
  expect(direction.departure(1500, 600)).toBe(601);
});

test("a share of the frames is to be marked with congestion", () => {
  const direction = new ImpairedDirection({ congestion: 0.3 }, randomOf(3));
  let marked = 0;
  for (let i = 0; i < 10_000; i++) if (direction.marksCongestion) marked++;
  expect(marked / 10_000).toBeCloseTo(0.3, 1);
});
