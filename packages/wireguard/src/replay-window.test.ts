import fc from "fast-check";
import { expect, test } from "vitest";
import { REPLAY_WINDOW, ReplayWindow } from "./replay-window.ts";

/** The definition, without any cleverness. */
class NaiveWindow {
  readonly #received = new Set<number>();
  #highest = -1;

  receive(counter: number): boolean {
    if (this.#received.has(counter) || counter <= this.#highest - REPLAY_WINDOW) return false;
    this.#received.add(counter);
    this.#highest = Math.max(this.#highest, counter);
    return true;
  }
}

function receive(window: ReplayWindow, counter: number): boolean {
  if (!window.accepts(counter)) return false;
  window.mark(counter);
  return true;
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -40, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: -REPLAY_WINDOW - 40, max: REPLAY_WINDOW + 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(-REPLAY_WINDOW - 1, -REPLAY_WINDOW, -REPLAY_WINDOW + 1, REPLAY_WINDOW) },
  { weight: 1, arbitrary: fc.integer({ min: -3 * REPLAY_WINDOW, max: 3 * REPLAY_WINDOW }) },
);
const start = fc.constantFrom(0, 1, 8191, 8192, 2 ** 31 - 20, 2 ** 32 - 20, 2 ** 52);

test("agrees with the naive model for any order of counters", () => {
  fc.assert(
    fc.property(start, fc.array(step, { minLength: 1, maxLength: 200 }), (first, steps) => {
      const window = new ReplayWindow();
      const model = new NaiveWindow();
      let counter = first;
      for (const by of [0, ...steps]) {
        counter = Math.max(0, counter + by);
        expect(receive(window, counter)).toBe(model.receive(counter));
      }
    }),
    { numRuns: 2000 },
  );
});

test("accepts every counter once when they arrive in order, far beyond one window", () => {
  const window = new ReplayWindow();
  for (let counter = 0; counter < 3 * REPLAY_WINDOW; counter++) {
    expect(receive(window, counter)).toBe(true);
    expect(window.accepts(counter)).toBe(false);
  }
});

test("accepts exactly the 8192 newest counters late", () => {
  const window = new ReplayWindow();
  window.mark(20_000);
  expect(window.accepts(20_000 - 8191)).toBe(true);
  expect(window.accepts(20_000 - 8192)).toBe(false);
});

test("asking changes nothing", () => {
  const window = new ReplayWindow();
  expect(window.accepts(1_000_000)).toBe(true);
  expect(window.accepts(0)).toBe(true);
});
