import { expect, test } from "vitest";
import { Batches } from "./batches.ts";

class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super();
    this.code = code;
  }
}

test("what is asked for in one turn goes together, the rest while statements run", async () => {
  const statements: number[] = [];
  const doubles = new Batches(async (keys: readonly number[]) => {
    statements.push(keys.length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return keys.map((key) => 2 * key);
  });
  const asked = Array.from({ length: 600 }, (_, key) => key);
  expect(await Promise.all(asked.map((key) => doubles.ask(key)))).toEqual(asked.map((key) => 2 * key));
  expect(statements).toEqual([250, 250, 100]);
  expect(await doubles.ask(21)).toBe(42);
});

test("what comes in turns that follow one another goes together, as connections do that a server takes one a turn", async () => {
  const statements: number[] = [];
  const run = async (keys: readonly number[]) => {
    statements.push(keys.length);
    return keys;
  };
  const same = new Batches(run, { gatherMs: 1_000 });
  const answers: Promise<number>[] = [];
  for (let key = 0; key < 40; key++) {
    answers.push(same.ask(key));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 40 }, (_, key) => key));
  expect(statements).toEqual([40]);
});

test.each(["23503", "22P05"])(
  "a row that the database refuses (%s) does not keep the others from being written",
  async (code) => {
    const written: number[] = [];
    const inserts = new Batches(async (keys: readonly number[]) => {
      if (keys.includes(3)) throw new Refused(code);
      written.push(...keys);
      return keys;
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((key) => inserts.ask(key)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(written).toEqual([1, 2, 4]);
  },
);

test("a database that is away fails everybody once", async () => {
  let statements = 0;
  const broken = new Batches(async (): Promise<number[]> => {
    statements++;
    throw new Error("connection refused");
  });
  const outcomes = await Promise.allSettled([1, 2, 3].map((key) => broken.ask(key)));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(statements).toBe(1);
});
