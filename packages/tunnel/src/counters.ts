/** Counts by reason, for what is dropped or refused on the wire path. */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(reason: string, by = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + by);
  }

  snapshot(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
