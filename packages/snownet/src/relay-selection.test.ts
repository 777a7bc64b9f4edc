import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../test/random.ts";
import { goodRelays, selectRelay } from "./relay-selection.ts";

const relays = (...rtts: (number | undefined)[]) => rtts.map((rtt) => ({ rtt }));
const rttsOf = (good: { readonly rtt: number | undefined }[]) => good.map(({ rtt }) => rtt);

describe("good relays", () => {
  test("of two are those within one and a half times the faster", () => {
    expect(rttsOf(goodRelays(relays(20, 30)))).toEqual([20, 30]);
    expect(rttsOf(goodRelays(relays(20, 31)))).toEqual([20]);
  });

  test("of more are those that are no outliers", () => {
    expect(rttsOf(goodRelays(relays(10, 11, 12, 100)))).toEqual([10, 11, 12]);
    // The deviation counts as at least 2 ms: median 10, limit 16.
    expect(rttsOf(goodRelays(relays(10, 10, 10, 16, 17)))).toEqual([10, 10, 10, 16]);
  });

  test("are never those without a measurement", () => {
    expect(goodRelays(relays(undefined, undefined))).toEqual([]);
    expect(rttsOf(goodRelays(relays(undefined, 50, undefined)))).toEqual([50]);
  });

  test("always include the fastest", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1 }), (rtts) => {
        expect(rttsOf(goodRelays(relays(...rtts)))).toContain(Math.min(...rtts));
      }),
    );
  });

  test("are chosen evenly", () => {
    const random = seededRandom(5);
    const candidates = relays(10, 10, 10);
    const counts = new Map<object | undefined, number>();
    for (let i = 0; i < 3000; i++) {
      const chosen = selectRelay(candidates, random);
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    for (const relay of candidates) expect(counts.get(relay)).toBeGreaterThan(850);
    expect(selectRelay([], random)).toBeUndefined();
  });
});
