// The pairs of one agent, RFC 8445 §6.1.2. There are no frozen pairs and no pacing: every pair is checked at once.

import { ipVersion, type SocketAddress, sameSocketAddress } from "@fz/ip";
import { isReachable, type LocalCandidate, pairPriority } from "./candidate.ts";
import { CandidatePair } from "./pair.ts";
import type { RemoteCandidate } from "./remote-candidates.ts";

export const MAX_PAIRS = 100;

export class Checklist {
  /** Highest priority first. */
  #pairs: CandidatePair[] = [];

  pairs(): readonly CandidatePair[] {
    return this.#pairs;
  }

  has(pair: CandidatePair): boolean {
    return this.#pairs.includes(pair);
  }

  find(base: SocketAddress, destination: SocketAddress): CandidatePair | undefined {
    return this.#pairs.find(
      (pair) => sameSocketAddress(pair.base, base) && sameSocketAddress(pair.destination, destination),
    );
  }

  /**
   * Pairs the two unless they cannot reach each other. Where a pair of this base and this remote address exists, the
   * better candidates take its place and what it has been through remains.
   */
  form(local: LocalCandidate, remote: RemoteCandidate, controlling: boolean, now: number): void {
    const { address, protocol } = remote.candidate;
    if (remote.invalidated || protocol !== "udp" || !isReachable(address)) return;
    if (ipVersion(local.address.ip) !== ipVersion(address.ip)) return;
    const priority = priorityOf(local, remote, controlling);
    const existing = this.find(local.base, address);
    if (existing && existing.priority >= priority) return;
    if (existing) {
      existing.local = local;
      existing.remote = remote;
      existing.priority = priority;
    } else {
      this.#pairs.push(new CandidatePair(local, remote, priority, now));
    }
    this.#sort();
  }

  /** Drops the worst pairs beyond the limit, sparing `selected` and, as long as there are others, those that work. */
  limit(selected: CandidatePair | undefined): void {
    while (this.#pairs.length > MAX_PAIRS) {
      const worst =
        this.#pairs.findLast((pair) => pair !== selected && !pair.succeeded) ??
        this.#pairs.findLast((pair) => pair !== selected);
      this.removeWhere((pair) => pair === worst);
    }
  }

  removeWhere(condition: (pair: CandidatePair) => boolean): void {
    this.#pairs = this.#pairs.filter((pair) => !condition(pair));
  }

  /** After a change of role or of a remote candidate's priority. */
  reprioritise(controlling: boolean): void {
    for (const pair of this.#pairs) pair.priority = priorityOf(pair.local, pair.remote, controlling);
    this.#sort();
  }

  #sort(): void {
    this.#pairs.sort((a, b) => (a.priority < b.priority ? 1 : a.priority > b.priority ? -1 : 0));
  }
}

function priorityOf(local: LocalCandidate, remote: RemoteCandidate, controlling: boolean): bigint {
  const ours = local.priority;
  const theirs = remote.candidate.priority;
  return controlling ? pairPriority(ours, theirs) : pairPriority(theirs, ours);
}
