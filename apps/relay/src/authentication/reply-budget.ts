// A relay answers before it knows who asks, and UDP sources can be forged: without a limit it would shower whomever the
// forger names. Responses to requests that passed authentication do not count.

import { formatIp, IPV4_BYTES, type IpAddress, ipBytes } from "@fz/ip";
import { LruMap } from "../lru-map.ts";

/** Per second and source network; a NAT with thousands of devices behind it needs about a hundred. */
export const REPLIES_PER_SECOND = 500;
export const REPLY_BURST = 2000;
const SOURCES_MAX = 65_536;
/** What one customer gets at the least, and can pick source addresses from. */
const IPV6_NETWORK_BYTES = 8;

interface Bucket {
  tokens: number;
  /** ms. */
  filledAt: number;
}

export class ReplyBudget {
  readonly #buckets = new LruMap<string, Bucket>(SOURCES_MAX);

  /** Whether one more response may go to this address; counts it. */
  spend(ip: IpAddress, now: number): boolean {
    const bucket = this.#bucket(ip, now);
    const refill = ((now - bucket.filledAt) * REPLIES_PER_SECOND) / 1000;
    bucket.tokens = Math.min(REPLY_BURST, bucket.tokens + refill);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #bucket(ip: IpAddress, now: number): Bucket {
    const key = sourceNetwork(ip);
    const known = this.#buckets.get(key);
    if (known) return known;
    const bucket = { tokens: REPLY_BURST, filledAt: now };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

function sourceNetwork(ip: IpAddress): string {
  const bytes = ipBytes(ip);
  if (!bytes || bytes.length === IPV4_BYTES) return ip;
  return formatIp(bytes.fill(0, IPV6_NETWORK_BYTES));
}
