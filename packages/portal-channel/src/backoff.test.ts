import { describe, expect, test } from "vitest";
import vectors from "../vectors/backoff.json" with { type: "json" };
import { Backoff, PARTITION_BUDGET } from "./backoff.ts";

const SECOND = 1000;
const ALMOST_ONE = 1 - Number.EPSILON / 2;

describe("before the first join", () => {
  test("waits exactly what the table says, then gives up", () => {
    const backoff = new Backoff(undefined, () => 0.5);
    const delays = vectors.initial.delays_s.map(() => backoff.next());
    expect(delays).toEqual(vectors.initial.delays_s.map((seconds) => seconds * SECOND));
    expect(delays).toHaveLength(vectors.initial.attempts_before_giving_up - 1);
    expect(backoff.next()).toBeUndefined();
  });
});

describe("after a join", () => {
  const joined = (budget: number | undefined, random: number) => {
    const backoff = new Backoff(budget, () => random);
    backoff.joined();
    return backoff;
  };

  test("waits at least and at most what the table says", () => {
    const least = joined(undefined, 0);
    const most = joined(undefined, ALMOST_ONE);
    vectors.reconnect.base_delays_s.forEach((base, i) => {
      expect(least.next()).toBeCloseTo(vectors.reconnect.min_delay_s[i] * SECOND, 0);
      const upper = most.next() ?? Number.NaN;
      expect(upper).toBeCloseTo(vectors.reconnect.max_delay_s_exclusive[i] * SECOND, 0);
      expect(upper).toBeLessThan(2 * base * SECOND + 1);
    });
  });

  test("starts anew with each join", () => {
    const backoff = joined(undefined, 0);
    backoff.next();
    backoff.next();
    backoff.joined();
    expect(backoff.next()).toBe(500);
  });

  test("gives up once the waits, not the time, add up to the budget", () => {
    const backoff = joined(2 * SECOND, 0);
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([500, 750, undefined]);
  });

  test("has the budgets of the table", () => {
    const { gateway, relay, gui_client, headless_client } = vectors.reconnect.budget_s;
    expect(PARTITION_BUDGET).toEqual({
      gateway: gateway * SECOND,
      relay: relay * SECOND,
      guiClient: gui_client * SECOND,
      headlessClient: headless_client ?? undefined,
    });
  });
});
