import { expect, test } from "vitest";
import { parseIp } from "./address.ts";
import { AddressPolicy, HOST_LOCAL, NOT_PUBLIC } from "./address-policy.ts";
import { type Prefix, parsePrefix } from "./prefix.ts";

const networks = (...texts: string[]): Prefix[] => texts.flatMap((text) => parsePrefix(text) ?? []);
const canonical = (text: string) => parseIp(text) ?? expect.fail(`${text} is no address`);
const publicOnly = new AddressPolicy({ forbidden: NOT_PUBLIC });

test("every range that the registries name is one", () => {
  for (const { ip, length } of NOT_PUBLIC) expect(parsePrefix(`${ip}/${length}`)).toEqual({ ip, length });
  expect([HOST_LOCAL.length, NOT_PUBLIC.length]).toEqual([18, 33]);
});

test.each(
  "8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.32.0.1 192.167.1.1 198.20.0.1 223.255.255.254 2606:4700::1111 2a00:1450::5 64:ff9b::808:808".split(
    " ",
  ),
)("%s is public", (ip) => expect(publicOnly.permits(canonical(ip))).toBe(true));

test.each([
  ["private", "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 fd00::1 fc00::1"],
  ["loopback", "127.0.0.1 127.1.2.3 ::1"],
  ["unspecified", "0.0.0.0 0.1.2.3 ::"],
  ["link-local", "169.254.169.254 169.254.0.1 fe80::1 fec0::1"],
  ["multicast and broadcast", "224.0.0.1 239.255.255.250 255.255.255.255 240.0.0.1 ff02::1"],
  ["shared by a carrier", "100.64.0.1 100.100.100.200 100.127.255.255"],
  ["metadata", "168.63.129.16 192.0.0.192 fd00:ec2::254"],
  ["documentation", "192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1"],
  ["benchmark", "198.18.0.1 198.19.255.255 2001:2::1"],
  ["not assigned", "4000::1 5f00::1 8000::1 100::1 192.88.99.1"],
  ["mapped", "::ffff:10.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254"],
  ["compatible", "::7f00:1 ::a00:1"],
  ["translated", "::ffff:0:7f00:1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::a00:1 64:ff9b:1::808:808"],
  ["tunnelled", "2002:7f00:1::1 2002:a00:1::1 2001:0:7f00:1::1 2001::5601:5601 2600::5efe:a00:1"],
])("what is %s is not", (_, ips) => {
  for (const ip of ips.split(" ")) expect(publicOnly.permits(canonical(ip)), ip).toBe(false);
});

test("what is allowed opens itself and none of its disguises; what is denied closes them all", () => {
  const policy = new AddressPolicy({
    forbidden: NOT_PUBLIC,
    allowed: networks("10.0.0.0/8"),
    denied: networks("10.9.0.0/16", "8.8.8.0/24"),
  });
  const verdict = (ip: string) => policy.permits(canonical(ip));
  expect(["10.1.0.1", "10.9.0.1", "::ffff:10.1.0.1", "8.8.8.8", "64:ff9b::808:808", "9.9.9.9"].map(verdict)).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
  ]);
  expect(policy.permits("9.9.9.9", (ip) => ip === "9.9.9.9")).toBe(false);
  expect(policy.permits("10.1.0.1", () => true)).toBe(true);
});
