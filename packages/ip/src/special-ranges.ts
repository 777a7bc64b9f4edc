import type { IpAddress } from "./address.ts";
import { type Prefix, prefixContains } from "./prefix.ts";

/** Tunnel addresses of clients and gateways. */
export const TUNNEL_IPV4: Prefix = { ip: "100.64.0.0", length: 11 };
export const TUNNEL_IPV6: Prefix = { ip: "fd00:2021:1111::", length: 107 };
/** Proxy addresses: what the client's stub resolver answers for names of DNS resources. */
export const PROXY_IPV4: Prefix = { ip: "100.96.0.0", length: 11 };
export const PROXY_IPV6: Prefix = { ip: "fd00:2021:1111:8000::", length: 107 };
/** The client's stub resolvers. The IPv4 range lies inside PROXY_IPV4, the IPv6 range outside PROXY_IPV6. */
export const SENTINEL_IPV4: Prefix = { ip: "100.100.111.0", length: 24 };
export const SENTINEL_IPV6: Prefix = { ip: "fd00:2021:1111:8000:100:100:111:0", length: 120 };

const MULTICAST: readonly Prefix[] = [
  { ip: "224.0.0.0", length: 4 },
  { ip: "ff00::", length: 8 },
];

/** What an Internet resource does not reach: addresses that mean something only near the gateway, or nothing at all. */
const NOT_INTERNET: readonly Prefix[] = [
  ...MULTICAST,
  { ip: "10.0.0.0", length: 8 }, // private use, RFC 1918
  { ip: "172.16.0.0", length: 12 },
  { ip: "192.168.0.0", length: 16 },
  { ip: "127.0.0.0", length: 8 }, // loopback
  { ip: "169.254.0.0", length: 16 }, // link-local, RFC 3927
  { ip: "100.64.0.0", length: 10 }, // shared address space, RFC 6598
  { ip: "240.0.0.0", length: 4 }, // reserved, limited broadcast included
  { ip: "::1", length: 128 },
  { ip: "::ffff:0.0.0.0", length: 96 }, // IPv4-mapped
  { ip: "fc00::", length: 7 }, // unique local, RFC 4193
  { ip: "fe80::", length: 10 }, // link-local
];

export function isTunnelIp(ip: IpAddress): boolean {
  return prefixContains(TUNNEL_IPV4, ip) || prefixContains(TUNNEL_IPV6, ip);
}

/** Includes the sentinels of IPv4, which proxy allocation has to skip. */
export function isProxyIp(ip: IpAddress): boolean {
  return prefixContains(PROXY_IPV4, ip) || prefixContains(PROXY_IPV6, ip);
}

export function isSentinelIp(ip: IpAddress): boolean {
  return prefixContains(SENTINEL_IPV4, ip) || prefixContains(SENTINEL_IPV6, ip);
}

export function isMulticast(ip: IpAddress): boolean {
  return MULTICAST.some((range) => prefixContains(range, ip));
}

/** Whether an Internet resource leads there. */
export function isInternetDestination(ip: IpAddress): boolean {
  return !NOT_INTERNET.some((range) => prefixContains(range, ip));
}
