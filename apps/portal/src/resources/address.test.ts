import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAddress } from "./address.ts";

const isCountryTld = (tld: string) => ["nl", "pt", "ch"].includes(tld);
const address = (type: "dns" | "cidr" | "ip", text: string) => {
  const checked = checkAddress(type, text, isCountryTld);
  return "address" in checked ? checked.address : undefined;
};

describe("networks", () => {
  test("host bits are cleared, spelling is canonical", () => {
    expect(address("cidr", "10.77.9.5/22")).toBe("10.77.8.0/22");
    expect(address("cidr", "FD12:3456:0::9/32")).toBe("fd12:3456::/32");
    expect(address("cidr", "10.0.0.0/8")).toBe("10.0.0.0/8");
    expect(address("ip", "FD12:3456:0::9")).toBe("fd12:3456::9");
  });

  test("what the tunnel uses, loopback and everything at once are refused", () => {
    for (const text of [
      "127.4.0.0/16",
      "0.0.0.0/0",
      "100.70.0.0/16",
      "100.0.0.0/8",
      "::/0",
      "::1/128",
      "fd00:2021:1111:8000::/107",
      "fd00::/8",
      "::ffff:127.0.0.0/104",
      "::ffff:10.0.0.0/104",
    ]) {
      expect(address("cidr", text), text).toBeUndefined();
    }
    for (const text of ["127.0.0.1", "0.0.0.0", "::", "::1", "100.64.0.1", "fd00:2021:1111::7", "::ffff:127.0.0.1"]) {
      expect(address("ip", text), text).toBeUndefined();
    }
  });

  test("a single address is judged by itself, not by its neighbourhood", () => {
    expect(address("ip", "fd00:2021:2222::1")).toBe("fd00:2021:2222::1");
    expect(address("ip", "::2:1")).toBe("::2:1");
  });

  test("ports, brackets, short forms and missing lengths are refused", () => {
    for (const text of ["10.77.0.1", "10.77/16", "10.0.0.0/33", "[fd12::]/16", "10.0.0.0:80/8", ""]) {
      expect(address("cidr", text), text).toBeUndefined();
    }
    for (const text of ["10.77.0.1/32", "10.77", "10.77.0.1:80", "[fd12::1]"]) {
      expect(address("ip", text), text).toBeUndefined();
    }
  });

  test("whatever is accepted is accepted again, unchanged", () => {
    const networks = fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 0, max: 130 }));
    fc.assert(
      fc.property(networks, ([ip, length]) => {
        const once = address("cidr", `${ip}/${length}`);
        if (once !== undefined) expect(address("cidr", once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("names", () => {
  test("keep their letter case and their wildcards", () => {
    for (const text of [
      "Ledger.Dock.example",
      "**.firez.one",
      "*.firezone.dev",
      "db-?.corp.example",
      "intranet",
      "bücher.example",
      "**.httpbin",
    ]) {
      expect(address("dns", text), text).toBe(text);
    }
  });

  test("no ports, addresses, underscores, empty labels or trailing dots", () => {
    for (const text of [
      "dock.example:443",
      "https://dock.example/wiki",
      "10.0.0.1",
      "fd12::1",
      "a_b.example",
      "a..b",
      "example.",
      "",
      "***.example",
      "a**.example",
      "x".repeat(64),
    ]) {
      expect(address("dns", text), text).toBeUndefined();
    }
  });

  test("the top level is no wildcard, not localhost, and not all below it", () => {
    for (const text of ["a.*", "*", "dock.localhost", "localhost", "*.com", "**.com", "?.nl", "*.*.pt"]) {
      expect(address("dns", text), text).toBeUndefined();
    }
    expect(address("dns", "*.example.com")).toBe("*.example.com");
    expect(address("dns", "com")).toBe("com");
  });
});
