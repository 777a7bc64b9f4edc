import {
  formatPrefix,
  type IpAddress,
  PROXY_IPV4,
  PROXY_IPV6,
  type Prefix,
  SENTINEL_IPV4,
  SENTINEL_IPV6,
  TUNNEL_IPV4,
  TUNNEL_IPV6,
} from "@fz/ip";
import type { InterfaceConfig } from "./client-messages.ts";

/** What leads into the tunnel whatever the resources are. */
const FIXED_ROUTES: readonly Prefix[] = [
  TUNNEL_IPV4,
  TUNNEL_IPV6,
  PROXY_IPV4,
  PROXY_IPV6,
  SENTINEL_IPV4,
  SENTINEL_IPV6,
];
const DEFAULT_ROUTES = ["0.0.0.0/0", "::/0"];

export interface InterfaceFacts {
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
  readonly sentinels: readonly IpAddress[];
  readonly searchDomain: string | null;
  readonly networks: readonly Prefix[];
  readonly hasInternet: boolean;
}

export function interfaceConfig(facts: InterfaceFacts): InterfaceConfig {
  const networks = [...FIXED_ROUTES, ...facts.networks].map(formatPrefix);
  const routes = new Set([...networks, ...(facts.hasInternet ? DEFAULT_ROUTES : [])]);
  return {
    ipv4: facts.ipv4,
    ipv6: facts.ipv6,
    dnsServers: facts.sentinels,
    searchDomain: facts.searchDomain ?? undefined,
    routes: [...routes].sort(),
  };
}

export function sameInterfaceConfig(a: InterfaceConfig | undefined, b: InterfaceConfig): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
