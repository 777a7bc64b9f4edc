import { expect, test } from "vitest";
import { Turnstile } from "./turnstile.ts";

const START = 1_000_000;

test("whoever fits comes in; the next is sent away until somebody leaves", () => {
  const turnstile = new Turnstile(2);
  expect(turnstile.enter(START)).toBeUndefined();
  expect(turnstile.enter(START)).toBeUndefined();
  expect(turnstile.enter(START)).toBeGreaterThanOrEqual(1);
  turnstile.leave();
  expect(turnstile.enter(START)).toBeUndefined();
});

test("those sent away come again one after the other, as fast as they can be dealt with", () => {
  const turnstile = new Turnstile(1);
  turnstile.enter(START);
  const waits = Array.from({ length: 2_000 }, () => turnstile.enter(START) ?? 0);
  expect(Math.min(...waits)).toBe(2);
  expect(Math.max(...waits)).toBe(3);
  const shares = [2, 3].map((seconds) => waits.filter((wait) => wait === seconds).length);
  expect(shares).toEqual([1_000, 1_000]);
});

test("a slow machine has them come later", () => {
  const turnstile = new Turnstile(2);
  turnstile.enter(START);
  turnstile.enter(START);
  for (let second = 0; second < 10; second++) {
    for (let n = 0; n < 200; n++) {
      const now = START + 1_000 * second + 5 * n;
      expect(turnstile.enter(now)).toBeGreaterThanOrEqual(1);
      turnstile.leave();
      expect(turnstile.enter(now)).toBeUndefined();
    }
  }
  const later = START + 20_000;
  const waits = Array.from({ length: 2_000 }, () => turnstile.enter(later) ?? 0);
  expect(Math.max(...waits)).toBeGreaterThan(4);
  expect(Math.max(...waits)).toBeLessThanOrEqual(10);
});
