import { expect, test } from "vitest";
import { SeededRandom } from "./random.ts";

test("the same seed gives the same numbers, another one others", () => {
  const draw = (seed: number | string) => [...new SeededRandom(seed).bytes(16)];
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw("a")).not.toEqual(draw("b"));
});

test("a fork draws for itself", () => {
  const [first, second] = [new SeededRandom(1), new SeededRandom(1)];
  const fork = first.fork("link");
  second.fork("link");
  fork.bytes(100);
  expect(first.uint32()).toBe(second.uint32());
  expect(new SeededRandom(1).fork("a").uint32()).not.toBe(new SeededRandom(1).fork("b").uint32());
});

test("numbers are spread evenly", () => {
  const random = new SeededRandom(7);
  const buckets = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) buckets[Math.floor(random.below(10))]++;
  for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(200);
  const integers = new Set(Array.from({ length: 200 }, () => random.integer(3, 5)));
  expect([...integers].sort()).toEqual([3, 4, 5]);
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
});
