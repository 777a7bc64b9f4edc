// Sentinels are the addresses that the operating system gets as its resolvers; each stands for one upstream. A changed
// set of upstreams gets fresh sentinels, so that no resolver cache keyed by server address outlives the change.

import { type IpAddress, ipAfter, ipVersion, type Prefix, SENTINEL_IPV4, SENTINEL_IPV6 } from "@fz/ip";
import { type Upstream, upstreamKey } from "./upstream.ts";

export interface SentinelMapping {
  readonly sentinel: IpAddress;
  readonly upstream: Upstream;
}

/** Offsets into the sentinel networks: IPv4 leaves out the network and the broadcast address. */
const IPV4_OFFSETS = { first: 1, last: 254 } as const;
const IPV6_OFFSETS = { first: 0, last: 255 } as const;

export class SentinelMap {
  #mappings: readonly SentinelMapping[] = [];

  /** In the order of the upstreams. */
  get mappings(): readonly SentinelMapping[] {
    return this.#mappings;
  }

  upstreamOf(sentinel: IpAddress): Upstream | undefined {
    return this.#mappings.find((mapping) => mapping.sentinel === sentinel)?.upstream;
  }

  /** Draws a new mapping that has no sentinel in common with the last one; false where only the order is another. */
  update(upstreams: readonly Upstream[]): boolean {
    const before = new Set(this.#mappings.map(({ upstream }) => upstreamKey(upstream)));
    const after = new Set(upstreams.map(upstreamKey));
    if (before.size === after.size && [...before].every((key) => after.has(key))) return false;
    const skipped = new Set(this.#mappings.map(({ sentinel }) => sentinel));
    const ipv4 = draw(SENTINEL_IPV4, IPV4_OFFSETS, skipped);
    const ipv6 = draw(SENTINEL_IPV6, IPV6_OFFSETS, skipped);
    const mappings: SentinelMapping[] = [];
    for (const upstream of upstreams) {
      const usesIpv6 = upstream.type === "do53" && ipVersion(upstream.server.ip) === 6;
      const drawn = (usesIpv6 ? ipv6 : ipv4).next();
      // An upstream beyond the end of the range has no sentinel and is not used.
      if (!drawn.done) mappings.push({ sentinel: drawn.value, upstream });
    }
    this.#mappings = mappings;
    return true;
  }
}

function* draw(
  network: Prefix,
  offsets: { readonly first: number; readonly last: number },
  skipped: ReadonlySet<IpAddress>,
): Generator<IpAddress, undefined> {
  for (let offset = offsets.first; offset <= offsets.last; offset++) {
    const sentinel = ipAfter(network.ip, offset);
    if (sentinel !== undefined && !skipped.has(sentinel)) yield sentinel;
  }
  return undefined;
}
