import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyIp } from "../test/arbitrary-packets.ts";
import { ipBytes, ipVersion } from "./address.ts";
import { formatPrefix, networkOf, type Prefix, parsePrefix, prefixContains, prefixesOverlap } from "./prefix.ts";

describe("text", () => {
  test.each(["0.0.0.0/0", "10.0.0.0/8", "192.168.1.1/32", "::/0", "fd00:2021:1111::/107", "2001:db8::1/128"])(
    "%s is a network",
    (text) => {
      const prefix = parsePrefix(text);
      expect(prefix && formatPrefix(prefix)).toBe(text);
    },
  );

  test.each([
    "10.0.0.0", // no mask
    "10.0.0.1/8", // host bits
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "10.0.0.0/8 ",
    "fd00::1/64",
    "::/129",
    "/8",
    "",
    "example.com/8",
  ])("'%s' is none", (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });

  test("another spelling of the address gives the canonical one", () => {
    expect(parsePrefix("FD00:0:0::0/16")).toEqual({ ip: "fd00::", length: 16 });
  });

  test("parse and format undo each other", () => {
    fc.assert(
      fc.property(anyNetwork(), (prefix) => {
        expect(parsePrefix(formatPrefix(prefix))).toEqual(prefix);
      }),
      { numRuns: 2000 },
    );
  });

  test("any text is a canonical network or nothing", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef:./"), maxLength: 24 }),
      fc.tuple(anyIp, fc.nat({ max: 200 })).map(([ip, length]) => `${ip}/${length}`),
    );
    fc.assert(
      fc.property(text, (input) => {
        const prefix = parsePrefix(input);
        if (prefix) expect(networkOf(prefix.ip, prefix.length)).toEqual(prefix);
      }),
      { numRuns: 100_000 },
    );
  });
});

test("membership and overlap agree with the addresses' bits", () => {
  fc.assert(
    fc.property(anyNetwork(), anyNetwork(), nearby, (a, b, ip) => {
      expect(prefixContains(a, ip)).toBe(
        bitsOf(ip).startsWith(bitsOf(a.ip).slice(0, a.length)) && sameFamily(a.ip, ip),
      );
      const [short, long] = [a, b].map((p) => bitsOf(p.ip).slice(0, p.length)).sort((x, y) => x.length - y.length);
      expect(prefixesOverlap(a, b)).toBe(long.startsWith(short) && sameFamily(a.ip, b.ip));
      expect(prefixesOverlap(b, a)).toBe(prefixesOverlap(a, b));
    }),
    { numRuns: 3000 },
  );
});

test("a length that the family does not have is refused", () => {
  expect(() => networkOf("10.0.0.1", 33)).toThrow(RangeError);
  expect(() => networkOf("10.0.0.1", -1)).toThrow(RangeError);
  expect(() => networkOf("ten", 8)).toThrow(RangeError);
  expect(networkOf("10.1.2.3", 12)).toEqual({ ip: "10.0.0.0", length: 12 });
});

/** Few distinct leading bits, so that networks do contain one another. */
const nearby = fc.oneof(
  anyIp,
  fc.nat({ max: 0xff }).map((low) => `10.0.0.${low}`),
  fc.nat({ max: 0xff }).map((low) => (low === 0 ? "fd00::" : `fd00::${low.toString(16)}`)),
);

function anyNetwork(): fc.Arbitrary<Prefix> {
  return fc
    .tuple(nearby, fc.nat({ max: 128 }))
    .map(([ip, length]) => networkOf(ip, ipVersion(ip) === 4 ? length % 33 : length));
}

function bitsOf(ip: string): string {
  return [...(ipBytes(ip) ?? [])].map((byte) => byte.toString(2).padStart(8, "0")).join("");
}

function sameFamily(a: string, b: string): boolean {
  return ipVersion(a) === ipVersion(b);
}
