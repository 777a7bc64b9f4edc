import { expect, test } from "vitest";
import { seededRandom } from "../test/random.ts";
import { ConnectionIndices } from "./connection-indices.ts";

test("numbers have 24 bits and do not repeat before all others were used", () => {
  const indices = new ConnectionIndices(seededRandom(1));
  const seen = new Uint8Array(2 ** 24);
  let repeated = 0;
  for (let i = 0; i < 2 ** 24 - 1; i++) repeated += seen[indices.next()]++;
  expect(repeated).toBe(0);
});

test("a seed of zeros works as well", () => {
  const indices = new ConnectionIndices((count) => new Uint8Array(count));
  expect(new Set([indices.next(), indices.next(), indices.next()]).size).toBe(3);
});
