// Where a relay does not send, lest its clients reach through it what only the relay's host can reach
// (RFC 8656 §21.4.1 and what cloud providers put at link-local addresses).

import { type IpAddress, type Prefix, PrefixMap, parsePrefix } from "@fz/ip";
import { embeddedIpv4 } from "./embedded-ipv4.ts";

const FORBIDDEN = [
  "0.0.0.0/8", // this network, unspecified
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // link-local, with the metadata services of most clouds
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, limited broadcast
  "168.63.129.16/32", // Azure's platform services
  "100.100.100.200/32", // Alibaba Cloud's metadata
  "192.0.0.0/24", // protocol assignments, with Oracle Cloud's metadata
  "::/128", // unspecified
  "::1/128", // loopback
  "fe80::/10", // link-local
  "fec0::/10", // site-local, deprecated
  "ff00::/8", // multicast
  "64:ff9b:1::/48", // NAT64 of the local network, RFC 8215: says not which IPv4 address
  "fd00:ec2::/32", // AWS's instance services
  "fd20:ce::/32", // Google Cloud's metadata
  "fd00:42::42/128", // Scaleway's metadata
  "fd00:c1::a9fe:a9fe/128", // Oracle Cloud's metadata
];

/**
 * `own`: the relay's public address, which means another allocation here, or nothing at all.
 */
export type PeerVerdict = "allowed" | "own" | "forbidden";

export interface PeerPolicyOptions {
  /** What clients know the relay by. */
  readonly publicAddresses: readonly IpAddress[];
  /** Wins over everything except `denied`. */
  readonly allowed: readonly Prefix[];
  readonly denied: readonly Prefix[];
}

export class PeerPolicy {
  readonly #public: ReadonlySet<IpAddress>;
  readonly #allowed: PrefixMap<true>;
  readonly #denied: PrefixMap<true>;
  readonly #forbidden: PrefixMap<true>;
  #host: ReadonlySet<IpAddress> = new Set();

  constructor({ publicAddresses, allowed, denied }: PeerPolicyOptions) {
    this.#public = new Set(publicAddresses);
    this.#allowed = mapOf(allowed);
    this.#denied = mapOf(denied);
    this.#forbidden = mapOf(FORBIDDEN.flatMap((text) => parsePrefix(text) ?? []));
  }

  /** The other addresses of the machine: bound to, or on its interfaces. They may change. */
  setHostAddresses(addresses: readonly IpAddress[]): void {
    this.#host = new Set(addresses);
  }

  isPublic(ip: IpAddress): boolean {
    return this.#public.has(ip);
  }

  judge(ip: IpAddress): PeerVerdict {
    if (this.#denied.lookup(ip)) return "forbidden";
    if (this.#allowed.lookup(ip)) return "allowed";
    if (this.#public.has(ip)) return "own";
    if (this.#isForbidden(ip)) return "forbidden";
    const reachesForbidden = embeddedIpv4(ip).some(
      (ipv4) => this.#denied.lookup(ipv4) || this.#public.has(ipv4) || this.#isForbidden(ipv4),
    );
    return reachesForbidden ? "forbidden" : "allowed";
  }

  #isForbidden(ip: IpAddress): boolean {
    return this.#host.has(ip) || this.#forbidden.lookup(ip) !== undefined;
  }
}

function mapOf(prefixes: readonly Prefix[]): PrefixMap<true> {
  const map = new PrefixMap<true>();
  for (const prefix of prefixes) map.set(prefix, true);
  return map;
}
