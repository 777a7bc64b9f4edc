// When a stock device tries again.

const FIRST_WAIT_MS = 1_000;
const FIRST_WAITS = 15;
const INITIAL_MS = 500;
const FACTOR = 1.5;
const LONGEST_MS = 60_000;

export class Backoff {
  #waits = 0;
  #base = INITIAL_MS;
  #hasJoined = false;

  joined(): void {
    this.#hasJoined = true;
    this.#base = INITIAL_MS;
  }

  /** Milliseconds until the next attempt; undefined where a device gives up. */
  next(): number | undefined {
    if (!this.#hasJoined) return ++this.#waits > FIRST_WAITS ? undefined : FIRST_WAIT_MS;
    const wait = this.#base * (1 + Math.random());
    this.#base = Math.min(LONGEST_MS, this.#base * FACTOR);
    return wait;
  }
}
