import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConsoleWorld } from "./console-world.ts";
import { createLargeWorld, LARGE, measureInteractions } from "./interactions.ts";

const START_TIMEOUT_MS = 180_000;
/**
 * What is promised is 100 ms, and docs/console.md has the figures of a machine with nothing else to do. Where tests run
 * beside each other, input waits for the CPU: up to 180 ms with ten processes for each core. A list that is not paged, or a
 * form that loads what it should search for, takes seconds.
 */
const PAINT_LIMIT_MS = 500;
/** CPU time does not wait; half of it is what the busiest page needs. */
const MAIN_THREAD_LIMIT_MS = 250;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createLargeWorld(LARGE);
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

test("with 10,000 people, 1,000 resources and 2,000 policies the console answers each input at once", async () => {
  const figures = await measureInteractions(world, LARGE, 1);
  const slow = figures.filter(
    ({ paintMs, mainThreadMs }) => paintMs > PAINT_LIMIT_MS || mainThreadMs > MAIN_THREAD_LIMIT_MS,
  );
  expect(slow).toEqual([]);
});
