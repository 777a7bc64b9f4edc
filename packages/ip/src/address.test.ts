import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyIp, ipv4, ipv6, port } from "../test/arbitrary-packets.ts";
import {
  formatIp,
  formatSocketAddress,
  ipBytes,
  ipVersion,
  parseIp,
  parseSocketAddress,
  sameSocketAddress,
} from "./address.ts";
import { compareIp, ipAfter } from "./address-order.ts";

describe("addresses as text", () => {
  // RFC 5952 §4 and §5
  test.each([
    ["2001:0db8::0001", "2001:db8::1"],
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:DB8::A", "2001:db8::a"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["::ffff:c000:201", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["1::", "1::"],
    ["192.0.2.1", "192.0.2.1"],
  ])("%s is %s", (text, canonical) => {
    expect(parseIp(text)).toBe(canonical);
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "256.2.3.4",
    "1.2.3.4 ",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8:9",
    "12345::",
    "::1.2.3",
    "1.2.3.4::",
    "fe80::1%eth0",
    "::1/128",
    "[::1]",
    "g::",
  ])("'%s' is no address", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  test("bytes and text undo each other", () => {
    fc.assert(
      fc.property(anyIp, (ip) => {
        const bytes = ipBytes(ip) ?? new Uint8Array(0);
        expect(bytes.length).toBe(ipVersion(ip) === 4 ? 4 : 16);
        expect(formatIp(bytes)).toBe(ip);
        expect(parseIp(ip)).toBe(ip);
      }),
      { numRuns: 3000 },
    );
  });

  test("any text is a canonical address or nothing", () => {
    const text = fc.string({ unit: fc.constantFrom(..."0123456789abcf:."), maxLength: 24 });
    fc.assert(
      fc.property(text, (input) => {
        const ip = parseIp(input);
        if (ip !== undefined) expect(parseIp(ip)).toBe(ip);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("socket addresses", () => {
  test("parse and format undo each other", () => {
    fc.assert(
      fc.property(anyIp, port, (ip, number) => {
        const address = { ip, port: number };
        const parsed = parseSocketAddress(formatSocketAddress(address));
        expect(parsed).toEqual(address);
        expect(parsed && sameSocketAddress(parsed, address)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(["1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "::1:80", "[1.2.3.4]:80", "[::1]", "[::1]:x", ":80"])(
    "'%s' is none",
    (text) => {
      expect(parseSocketAddress(text)).toBeUndefined();
    },
  );
});

describe("the order of addresses", () => {
  test("IPv4 first, then by number", () => {
    const sorted = ["0.0.0.0", "9.0.0.0", "10.0.0.3", "10.0.0.10", "255.0.0.0", "::", "::2", "::10", "fd00::"];
    expect([...sorted].reverse().sort(compareIp)).toEqual(sorted);
    expect(compareIp("::1", "::1")).toBe(0);
    expect(() => compareIp("::1", "x")).toThrow(RangeError);
  });

  test("the n-th address after another", () => {
    expect(ipAfter("100.96.0.0", 1)).toBe("100.96.0.1");
    expect(ipAfter("100.96.0.255", 1)).toBe("100.96.1.0");
    expect(ipAfter("100.96.1.0", -1)).toBe("100.96.0.255");
    expect(ipAfter("fd00:2021:1111:8000::ffff", 1)).toBe("fd00:2021:1111:8000::1:0");
    expect(ipAfter("255.255.255.255", 1)).toBeUndefined();
    expect(ipAfter("::", -1)).toBeUndefined();
    expect(() => ipAfter("x", 1)).toThrow(RangeError);
  });

  test("counts as numbers do", () => {
    const steps = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), steps, (ip, n) => {
        const after = ipAfter(ip, n);
        const sum = numberOf(ip) + BigInt(n);
        const size = 1n << (ipVersion(ip) === 4 ? 32n : 128n);
        expect(after === undefined ? undefined : numberOf(after)).toBe(sum >= 0n && sum < size ? sum : undefined);
      }),
      { numRuns: 2000 },
    );
  });
});

function numberOf(ip: string): bigint {
  return (ipBytes(ip) ?? new Uint8Array(0)).reduce((number, byte) => number * 256n + BigInt(byte), 0n);
}
