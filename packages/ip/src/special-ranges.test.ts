import { describe, expect, test } from "vitest";
import { formatPrefix, parsePrefix, prefixContains, prefixesOverlap } from "./prefix.ts";
import {
  isInternetDestination,
  isMulticast,
  isProxyIp,
  isSentinelIp,
  isTunnelIp,
  PROXY_IPV4,
  PROXY_IPV6,
  SENTINEL_IPV4,
  SENTINEL_IPV6,
  TUNNEL_IPV4,
  TUNNEL_IPV6,
} from "./special-ranges.ts";

test.each([TUNNEL_IPV4, TUNNEL_IPV6, PROXY_IPV4, PROXY_IPV6, SENTINEL_IPV4, SENTINEL_IPV6])(
  "$ip/$length is a canonical network",
  (prefix) => {
    expect(parsePrefix(formatPrefix(prefix))).toEqual(prefix);
  },
);

test("of the ranges only the IPv4 sentinels lie inside another", () => {
  expect(prefixContains(PROXY_IPV4, SENTINEL_IPV4.ip)).toBe(true);
  expect(prefixesOverlap(PROXY_IPV6, SENTINEL_IPV6)).toBe(false);
  expect(prefixesOverlap(TUNNEL_IPV4, PROXY_IPV4)).toBe(false);
  expect(prefixesOverlap(TUNNEL_IPV6, PROXY_IPV6)).toBe(false);
});

test.each([
  { ip: "100.64.0.0", tunnel: true, proxy: false, sentinel: false },
  { ip: "100.95.255.255", tunnel: true, proxy: false, sentinel: false },
  { ip: "100.96.0.0", tunnel: false, proxy: true, sentinel: false },
  { ip: "100.127.255.255", tunnel: false, proxy: true, sentinel: false },
  { ip: "100.128.0.0", tunnel: false, proxy: false, sentinel: false },
  { ip: "100.100.111.1", tunnel: false, proxy: true, sentinel: true },
  { ip: "fd00:2021:1111::1f:ffff", tunnel: true, proxy: false, sentinel: false },
  { ip: "fd00:2021:1111::20:0", tunnel: false, proxy: false, sentinel: false },
  { ip: "fd00:2021:1111:8000::1f:ffff", tunnel: false, proxy: true, sentinel: false },
  { ip: "fd00:2021:1111:8000:100:100:111:ff", tunnel: false, proxy: false, sentinel: true },
])("$ip: tunnel $tunnel, proxy $proxy, sentinel $sentinel", ({ ip, tunnel, proxy, sentinel }) => {
  expect([isTunnelIp(ip), isProxyIp(ip), isSentinelIp(ip)]).toEqual([tunnel, proxy, sentinel]);
});

describe("what an Internet resource reaches", () => {
  const no = [
    ..."10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 127.0.0.1 169.254.1.1 100.64.0.1".split(" "),
    ..."100.127.255.255 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255".split(" "),
    ..."::1 ::ffff:8.8.8.8 fc00::1 fdff::1 fe80::1 febf::1 ff02::1".split(" "),
  ];
  const yes = [
    ..."8.8.8.8 0.0.0.1 192.0.0.1 198.18.0.1 203.0.113.1 172.15.255.255 172.32.0.0 192.167.0.1".split(" "),
    ..."100.63.255.255 100.128.0.0 223.255.255.255 :: ::2 2001:db8::1 fbff::1 fec0::1".split(" "),
  ];
  test.each(no)("not %s", (ip) => expect(isInternetDestination(ip)).toBe(false));
  test.each(yes)("%s", (ip) => expect(isInternetDestination(ip)).toBe(true));
});

test("multicast is 224/4 and ff00::/8", () => {
  expect(["224.0.0.0", "239.255.255.255", "ff02::fb"].map(isMulticast)).toEqual([true, true, true]);
  expect(["223.255.255.255", "240.0.0.0", "fe80::1", "255.255.255.255"].some(isMulticast)).toBe(false);
});
