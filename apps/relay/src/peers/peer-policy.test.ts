import { type Prefix, parsePrefix } from "@fz/ip";
import { describe, expect, test } from "vitest";
import { PeerPolicy } from "./peer-policy.ts";

const prefixes = (...texts: string[]): Prefix[] => texts.flatMap((text) => parsePrefix(text) ?? []);

function policy(allowed: string[] = [], denied: string[] = []): PeerPolicy {
  const result = new PeerPolicy({
    publicAddresses: ["203.0.113.101", "2001:db8:113::101"],
    allowed: prefixes(...allowed),
    denied: prefixes(...denied),
  });
  result.setHostAddresses(["10.1.2.3", "fd00::3"]);
  return result;
}

test.each([
  "192.0.2.44",
  "10.1.2.4",
  "192.168.1.1",
  "100.64.0.1",
  "8.8.8.8",
  "2606:4700::1",
  "fd00::4",
  "64:ff9b::8.8.8.8",
  "2002:808:808::1",
])("%s may be reached", (ip) => {
  expect(policy().judge(canonical(ip))).toBe("allowed");
});

describe("may not be reached", () => {
  test.each([
    ["unspecified", "0.0.0.0"],
    ["this network", "0.1.2.3"],
    ["loopback", "127.0.0.1"],
    ["all of loopback", "127.255.1.2"],
    ["link-local", "169.254.1.1"],
    ["cloud metadata", "169.254.169.254"],
    ["Azure's services", "168.63.129.16"],
    ["multicast", "239.1.2.3"],
    ["broadcast", "255.255.255.255"],
    ["the machine's own", "10.1.2.3"],
    ["unspecified", "::"],
    ["loopback", "::1"],
    ["link-local", "fe80::1"],
    ["multicast", "ff02::1"],
    ["AWS metadata", "fd00:ec2::254"],
    ["the machine's own", "fd00::3"],
    ["mapped loopback", "::ffff:127.0.0.1"],
    ["mapped metadata", "::ffff:169.254.169.254"],
    ["mapped own public address", "::ffff:203.0.113.101"],
    ["compatible loopback", "::7f00:1"],
    ["translated loopback", "::ffff:0:7f00:1"],
    ["NAT64 of metadata", "64:ff9b::a9fe:a9fe"],
    ["NAT64 of the machine", "64:ff9b::a01:203"],
    ["local NAT64", "64:ff9b:1::a9fe:a9fe"],
    ["6to4 of loopback", "2002:7f00:1::1"],
    ["Teredo with a loopback server", "2001:0:7f00:1::1"],
    ["Teredo of a metadata client", "2001::5601:5601"],
    ["ISATAP of metadata", "2001:db8::200:5efe:a9fe:a9fe"],
  ])("%s: %s", (_, ip) => {
    expect(policy().judge(canonical(ip))).toBe("forbidden");
  });
});

test("the public addresses are the relay's own", () => {
  expect([policy().judge("203.0.113.101"), policy().judge("2001:db8:113::101")]).toEqual(["own", "own"]);
});

test("what is allowed explicitly wins, what is denied explicitly wins over that", () => {
  const lab = policy(["127.0.0.0/8"], ["127.0.0.53/32", "192.0.2.0/24"]);
  expect(
    ["127.0.0.1", "127.0.0.53", "192.0.2.1", "::ffff:192.0.2.1", "198.51.100.1"].map((ip) => lab.judge(ip)),
  ).toEqual(["allowed", "forbidden", "forbidden", "forbidden", "allowed"]);
});

function canonical(text: string): string {
  const prefix = parsePrefix(`${text}/${text.includes(":") ? 128 : 32}`);
  if (!prefix) throw new Error(text);
  return prefix.ip;
}
