const WINDOW_MS = 1_000;
const FIRST_RATE = 500;
const LOWEST_RATE = 10;
const HIGHEST_RATE = 5_000;
/** More are asked to come than fit, so that there is always one to let in. */
const INVITED = 2;
const LONGEST_WAIT_MS = 10_000;
/** No more are let in than can be dealt with in that time. */
const INSIDE_SECONDS = 5;
const LEAST_CAPACITY = 50;

/**
 * Lets in as many connections at a time as can be dealt with before they lose patience, at most `capacity`, and tells
 * the others when their turn will come. Without it each of ten thousand devices that come at once would wait until it gives up, and come
 * again. Times are epoch milliseconds.
 */
export class Turnstile {
  readonly #capacity: number;
  #inside = 0;
  /** Connections dealt with in a second, as measured while some had to wait. */
  #rate = FIRST_RATE;
  #windowStart: number | undefined;
  #dealtWith = 0;
  /** When the last one that was sent away is to come again. */
  #lastTurn = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Undefined: come in, and `leave` once. Otherwise whole seconds until it is worth coming again. */
  enter(now: number): number | undefined {
    if (this.#inside < this.#room) {
      this.#inside++;
      return undefined;
    }
    this.#measure(now);
    const next = Math.max(this.#lastTurn, now + 1_000) + 1_000 / (INVITED * this.#rate);
    this.#lastTurn = next > now + LONGEST_WAIT_MS ? now + 1_000 : next;
    return Math.ceil((this.#lastTurn - now) / 1_000);
  }

  leave(): void {
    this.#inside--;
    this.#dealtWith++;
    // What is dealt with says how much can be only while there is enough to deal with.
    if (this.#inside < this.#room / 2) this.#windowStart = undefined;
  }

  get #room(): number {
    return Math.min(this.#capacity, Math.max(LEAST_CAPACITY, INSIDE_SECONDS * this.#rate));
  }

  #measure(now: number): void {
    const elapsed = this.#windowStart === undefined ? 0 : now - this.#windowStart;
    if (this.#windowStart !== undefined && elapsed < WINDOW_MS) return;
    if (this.#windowStart !== undefined) {
      const measured = (1_000 * this.#dealtWith) / elapsed;
      this.#rate = Math.min(HIGHEST_RATE, Math.max(LOWEST_RATE, (this.#rate + measured) / 2));
    }
    this.#windowStart = now;
    this.#dealtWith = 0;
  }
}
