import { formatSocketAddress } from "@fz/ip";
import type { Allocation } from "./allocation.ts";

/** All allocations, at most one per client address and per port. */
export class Allocations {
  readonly #byClient = new Map<string, Allocation>();
  /** Oldest first. */
  readonly #byUsername = new Map<string, readonly Allocation[]>();
  readonly #byPort = new Map<number, Allocation>();
  /** No allocation ends earlier; it may be that none ends now either. */
  #nextExpiry = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#byClient.size;
  }

  /** @param client as `formatSocketAddress` writes it */
  ofClient(client: string): Allocation | undefined {
    return this.#byClient.get(client);
  }

  /** Oldest first. */
  ofUser(username: string): readonly Allocation[] {
    return this.#byUsername.get(username) ?? [];
  }

  onPort(port: number): Allocation | undefined {
    return this.#byPort.get(port);
  }

  add(allocation: Allocation): void {
    this.#byClient.set(formatSocketAddress(allocation.client), allocation);
    this.#byUsername.set(allocation.username, [...this.ofUser(allocation.username), allocation]);
    this.#byPort.set(allocation.port, allocation);
    this.#nextExpiry = Math.min(this.#nextExpiry, allocation.expiresAt);
  }

  remove(allocation: Allocation): void {
    this.#byClient.delete(formatSocketAddress(allocation.client));
    const others = this.ofUser(allocation.username).filter((one) => one !== allocation);
    if (others.length > 0) this.#byUsername.set(allocation.username, others);
    else this.#byUsername.delete(allocation.username);
    this.#byPort.delete(allocation.port);
  }

  /** @param expiresAt ms */
  extend(allocation: Allocation, expiresAt: number): void {
    allocation.expiresAt = expiresAt;
    this.#nextExpiry = Math.min(this.#nextExpiry, expiresAt);
  }

  /** Those that are over at `now`; costs next to nothing where there are none. */
  expired(now: number): readonly Allocation[] {
    if (now < this.#nextExpiry) return [];
    const over: Allocation[] = [];
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const allocation of this.#byClient.values()) {
      if (now >= allocation.expiresAt) over.push(allocation);
      else this.#nextExpiry = Math.min(this.#nextExpiry, allocation.expiresAt);
    }
    return over;
  }

  *[Symbol.iterator](): Iterator<Allocation> {
    yield* this.#byClient.values();
  }
}
