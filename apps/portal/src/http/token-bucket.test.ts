import { expect, test } from "vitest";
import { TokenBuckets } from "./token-bucket.ts";

const limit = { capacity: 200, refillPerSecond: 10 };

test("twenty requests at once, then one a second; refused ones cost nothing; keys do not share", () => {
  const buckets = new TokenBuckets();
  for (let i = 0; i < 20; i++) expect(buckets.take("a", 10, limit, 0)).toBe(true);
  for (let i = 0; i < 5; i++) expect(buckets.take("a", 10, limit, 500)).toBe(false);
  expect(buckets.take("b", 10, limit, 500)).toBe(true);
  expect(buckets.take("a", 10, limit, 1_000)).toBe(true);
  expect(buckets.take("a", 10, limit, 1_000)).toBe(false);
});

test("a clock that is set back takes nothing away", () => {
  const buckets = new TokenBuckets();
  expect(buckets.take("a", 10, limit, 60_000)).toBe(true);
  expect(buckets.take("a", 10, limit, 0)).toBe(true);
});
