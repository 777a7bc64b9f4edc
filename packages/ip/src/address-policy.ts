// Which addresses a server may be led to by what others tell it: TURN peers, URLs of identity providers, log endpoints.

import type { IpAddress } from "./address.ts";
import { embeddedIpv4 } from "./embedded-ipv4.ts";
import { type Prefix, parsePrefix } from "./prefix.ts";
import { PrefixMap } from "./prefix-map.ts";

/**
 * What only the host itself or its link reaches, or nobody (RFC 8656 §21.4.1), and what cloud providers answer there with
 * credentials. Private networks are not among them.
 */
export const HOST_LOCAL: readonly Prefix[] = prefixes(
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
);

/** All that is no public unicast address: IANA's special-purpose registries (RFC 6890), and IPv6 outside 2000::/3. */
export const NOT_PUBLIC: readonly Prefix[] = [
  ...HOST_LOCAL,
  ...prefixes(
    "10.0.0.0/8", // private use, RFC 1918
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10", // shared address space, RFC 6598
    "192.0.2.0/24", // documentation, RFC 5737
    "198.51.100.0/24",
    "203.0.113.0/24",
    "192.88.99.0/24", // relays of 6to4, RFC 7526
    "198.18.0.0/15", // benchmarks, RFC 2544
    "100::/8", // discard-only, RFC 6666
    "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
    "2001:db8::/32", // documentation, RFC 3849
    "3fff::/20", // documentation, RFC 9637
    "4000::/2", // not assigned, segment routing
    "8000::/1", // not assigned, unique local, link-local, multicast
  ),
];

export interface AddressPolicyOptions {
  readonly forbidden: readonly Prefix[];
  /** Wins over everything except `denied`. */
  readonly allowed?: readonly Prefix[];
  readonly denied?: readonly Prefix[];
}

/** Judges addresses in canonical form. What is forbidden is so in each of its disguises, as embedded in IPv6, too. */
export class AddressPolicy {
  readonly #allowed: PrefixMap<true>;
  readonly #denied: PrefixMap<true>;
  readonly #forbidden: PrefixMap<true>;

  constructor({ forbidden, allowed = [], denied = [] }: AddressPolicyOptions) {
    this.#allowed = mapOf(allowed);
    this.#denied = mapOf(denied);
    this.#forbidden = mapOf(forbidden);
  }

  /** What was configured for this very address; undefined where nothing was. */
  configured(ip: IpAddress): "allowed" | "denied" | undefined {
    if (this.#denied.lookup(ip)) return "denied";
    return this.#allowed.lookup(ip) ? "allowed" : undefined;
  }

  /** `isForbidden` says what else is forbidden at this time, unless it is allowed by configuration. */
  permits(ip: IpAddress, isForbidden?: (ip: IpAddress) => boolean): boolean {
    const configured = this.configured(ip);
    if (configured !== undefined) return configured === "allowed";
    return [ip, ...embeddedIpv4(ip)].every(
      (each) => !this.#denied.lookup(each) && !this.#forbidden.lookup(each) && !isForbidden?.(each),
    );
  }
}

function prefixes(...texts: readonly string[]): Prefix[] {
  return texts.flatMap((text) => parsePrefix(text) ?? []);
}

function mapOf(networks: readonly Prefix[]): PrefixMap<true> {
  const map = new PrefixMap<true>();
  for (const network of networks) map.set(network, true);
  return map;
}
