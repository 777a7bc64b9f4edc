import { formatSocketAddress, parseIp } from "@fz/ip";
import { DomainNameSchema, type Interface } from "@fz/wire";
import type { AccountConfig } from "../accounts/live-rows.ts";

const DNS_PORT = 53;
const DOH_URLS = {
  google: "https://dns.google/dns-query",
  quad9: "https://dns.quad9.net/dns-query",
  cloudflare: "https://cloudflare-dns.com/dns-query",
  opendns: "https://doh.opendns.com/dns-query",
} as const;

/** Addresses and resolvers of a client, as its account prescribes them. */
export function clientInterface(
  device: { readonly ipv4: string; readonly ipv6: string },
  config: AccountConfig,
): Interface {
  const resolvers = { upstream_do53: [], upstream_doh: [], upstream_dns: [], ...prescribedResolvers(config) };
  return {
    ipv4: device.ipv4,
    ipv6: device.ipv6,
    search_domain: DomainNameSchema.safeParse(config.search_domain).data ?? null,
    ...resolvers,
  };
}

function prescribedResolvers(config: AccountConfig): Partial<Interface> {
  const dns = config.clients_upstream_dns;
  if (dns?.type === "secure" && dns.doh_provider) return { upstream_doh: [{ url: DOH_URLS[dns.doh_provider] }] };
  if (dns?.type !== "custom") return {};
  const ips = (dns.addresses ?? []).map(({ address }) => parseIp(address)).filter((ip) => ip !== undefined);
  return {
    upstream_do53: ips.map((ip) => ({ ip })),
    upstream_dns: ips.map((ip) => ({ protocol: "ip_port", address: formatSocketAddress({ ip, port: DNS_PORT }) })),
  };
}
