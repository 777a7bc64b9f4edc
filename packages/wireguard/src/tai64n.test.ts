import { compare, toHex } from "@fz/bytes";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TimestampGuard, TimestampSource, tai64n } from "./tai64n.ts";

test("the Unix epoch is ten seconds into TAI64", () => {
  expect(toHex(tai64n(0, 0))).toBe("400000000000000a00000000");
});

test("a time with a fraction is written in seconds and nanoseconds", () => {
  expect(toHex(new TimestampSource().next(1_700_000_000_250))).toBe("400000006553f10a0ee6b280");
});

test("seconds beyond 32 bits carry into the upper half", () => {
  expect(toHex(tai64n(2 ** 32, 999_999_999))).toBe("400000010000000a3b9ac9ff");
});

test("timestamps rise even where the clock stands still or goes back", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e13, noNaN: true }), { minLength: 2 }), (clock) => {
      const source = new TimestampSource();
      const stamps = clock.flatMap((time) => [source.next(time), source.next(time)]);
      for (let i = 1; i < stamps.length; i++) expect(compare(stamps[i - 1], stamps[i])).toBeLessThan(0);
    }),
  );
});

test("the nanosecond after the last of a second is the next second", () => {
  const source = new TimestampSource();
  source.next(1999.9999999);
  const stamps = Array.from({ length: 200 }, () => toHex(source.next(0)));
  expect(stamps.some((stamp) => stamp.startsWith("400000000000000c000000"))).toBe(true);
});

test("a peer's timestamp is accepted only when it is later than all before", () => {
  const guard = new TimestampGuard();
  expect(guard.accept(tai64n(100, 5))).toBe(true);
  expect(guard.accept(tai64n(100, 5))).toBe(false);
  expect(guard.accept(tai64n(99, 999))).toBe(false);
  expect(guard.accept(tai64n(100, 6))).toBe(true);
  expect(guard.accept(tai64n(101, 0))).toBe(true);
});
