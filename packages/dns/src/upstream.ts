import { type IpAddress, isSentinelIp, type SocketAddress } from "@fz/ip";
import { DNS_PORT } from "./constants.ts";

/** A server that answers what no resource answers. */
export type Upstream =
  | {
      readonly type: "do53";
      readonly server: SocketAddress;
      /** Only the portal's servers may be reached through the tunnel. */
      readonly origin: "portal" | "system";
    }
  /** DNS over HTTPS; always the portal's, never through the tunnel. */
  | { readonly type: "doh"; readonly url: string };

export interface UpstreamSources {
  readonly portalDo53: readonly IpAddress[];
  readonly portalDoh: readonly string[];
  readonly system: readonly IpAddress[];
}

/** The list that holds: the portal's plain servers, else its DoH servers, else the system's. Sentinels in it would be loops. */
export function effectiveUpstreams(sources: UpstreamSources): Upstream[] {
  const portal = plainServers(sources.portalDo53, "portal");
  if (portal.length > 0) return portal;
  const doh = [...new Set(sources.portalDoh)].map((url): Upstream => ({ type: "doh", url }));
  return doh.length > 0 ? doh : plainServers(sources.system, "system");
}

/** Equal upstreams share it. */
export function upstreamKey(upstream: Upstream): string {
  return upstream.type === "doh" ? `doh ${upstream.url}` : `${upstream.origin} ${upstream.server.ip}`;
}

function plainServers(addresses: readonly IpAddress[], origin: "portal" | "system"): Upstream[] {
  const servers = [...new Set(addresses)].filter((ip) => !isSentinelIp(ip));
  return servers.map((ip) => ({ type: "do53", origin, server: { ip, port: DNS_PORT } }));
}
