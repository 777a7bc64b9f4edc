interface Bucket {
  level: number;
  at: number;
}

const SWEEP_AT = 10_000;

/** Token buckets by key, refilled by the clock that is passed in (milliseconds). */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = SWEEP_AT;

  /** Whether `cost` could be taken. A refused request costs nothing. */
  take(key: string, cost: number, limit: { capacity: number; refillPerSecond: number }, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? { level: limit.capacity, at: now };
    // A clock that was set back takes nothing away.
    const elapsedMs = Math.max(0, now - bucket.at);
    const refilled = Math.min(limit.capacity, bucket.level + (elapsedMs / 1_000) * limit.refillPerSecond);
    const enough = refilled >= cost;
    this.#buckets.set(key, { level: enough ? refilled - cost : refilled, at: now });
    if (this.#buckets.size > this.#sweepAt) this.#sweep(limit, now);
    return enough;
  }

  /** Undoes what was taken a moment ago. */
  giveBack(key: string, cost: number, limit: { capacity: number }): void {
    const bucket = this.#buckets.get(key);
    if (bucket) bucket.level = Math.min(limit.capacity, bucket.level + cost);
  }

  /** Full buckets are as good as none. */
  #sweep(limit: { capacity: number; refillPerSecond: number }, now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (bucket.level + ((now - bucket.at) / 1_000) * limit.refillPerSecond >= limit.capacity)
        this.#buckets.delete(key);
    }
    // So that a flood of keys costs no more than twice their number.
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#buckets.size);
  }
}
