import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipBytes, ipVersion } from "./address.ts";
import { formatPrefix, networkOf, type Prefix, prefixContains } from "./prefix.ts";
import { PrefixMap } from "./prefix-map.ts";

const V4_DEFAULT: Prefix = { ip: "0.0.0.0", length: 0 };
const V4_TEN: Prefix = { ip: "10.0.0.0", length: 8 };
const V4_HOST: Prefix = { ip: "10.0.0.1", length: 32 };
const V6_DEFAULT: Prefix = { ip: "::", length: 0 };

describe("a map of networks", () => {
  function example(): PrefixMap<string> {
    const map = new PrefixMap<string>();
    map.set(V4_DEFAULT, "any");
    map.set(V4_HOST, "host");
    map.set(V4_TEN, "ten");
    map.set(V6_DEFAULT, "any6");
    return map;
  }

  test("answers with the longest prefix", () => {
    const map = example();
    expect(map.lookup("10.0.0.1")).toBe("host");
    expect(map.lookup("10.0.0.2")).toBe("ten");
    expect(map.lookup("11.0.0.2")).toBe("any");
    expect(map.lookup("::ffff:10.0.0.1")).toBe("any6");
    expect(map.lookup("no address")).toBeUndefined();
    expect(map.lookupBytes(Uint8Array.of(9, 10, 0, 0, 1, 9), 1, 4)).toBe("host");
  });

  test("lists all that contain an address, longest first", () => {
    expect(example().lookupAll("10.0.0.1")).toEqual([
      { prefix: V4_HOST, value: "host" },
      { prefix: V4_TEN, value: "ten" },
      { prefix: V4_DEFAULT, value: "any" },
    ]);
    expect(example().lookupAll("no address")).toEqual([]);
  });

  test("replaces, deletes and empties", () => {
    const map = example();
    map.set(V4_TEN, "other");
    expect([map.get(V4_TEN), map.size]).toEqual(["other", 4]);
    expect([map.delete(V4_TEN), map.delete(V4_TEN), map.size]).toEqual([true, false, 3]);
    expect(map.lookup("10.0.0.2")).toBe("any");
    expect([...map.entries()].map(({ value }) => value)).toEqual(["host", "any", "any6"]);
    map.clear();
    expect([map.size, map.lookup("10.0.0.1"), [...map.entries()]]).toEqual([0, undefined, []]);
  });

  test("refuses what is no prefix", () => {
    expect(() => example().set({ ip: "10.0.0.0", length: 33 }, "")).toThrow(RangeError);
    expect(() => example().get({ ip: "ten", length: 8 })).toThrow(RangeError);
  });
});

test("agrees with a list that is searched whole, through any insertions and deletions", () => {
  const ip = fc.oneof(
    fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })).map(([a, b]) => `10.${a * 64}.0.${b}`),
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map(([a, b]) => `fd00:${a}000::${b}`),
  );
  const network = fc
    .tuple(ip, fc.nat({ max: 128 }))
    .map(([address, length]) => networkOf(address, ipVersion(address) === 4 ? length % 33 : length));
  const step = fc.record({ network, isDeletion: fc.boolean(), value: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.array(ip, { maxLength: 10 }), (steps, queries) => {
      const map = new PrefixMap<number>();
      const naive = new Map<string, { prefix: Prefix; value: number }>();
      for (const { network: prefix, isDeletion, value } of steps) {
        if (isDeletion) {
          expect(map.delete(prefix)).toBe(naive.delete(formatPrefix(prefix)));
        } else {
          map.set(prefix, value);
          naive.set(formatPrefix(prefix), { prefix, value });
        }
      }
      expect(map.size).toBe(naive.size);
      for (const query of queries) {
        const expected = [...naive.values()]
          .filter(({ prefix }) => prefixContains(prefix, query))
          .sort((a, b) => b.prefix.length - a.prefix.length);
        expect(map.lookupAll(query)).toEqual(expected);
        expect(map.lookup(query)).toBe(expected[0]?.value);
        const bytes = ipBytes(query) ?? new Uint8Array(0);
        expect(map.lookupBytes(bytes, 0, bytes.length)).toBe(expected[0]?.value);
      }
    }),
    { numRuns: 1000 },
  );
});
