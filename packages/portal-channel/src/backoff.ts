// How long to wait between attempts. Pure: the caller sleeps.

const SECOND = 1000;
export const HOUR = 3600 * SECOND;
export const DAY = 24 * HOUR;

const FIRST_CONNECT_DELAY = SECOND;
const FIRST_CONNECT_BUDGET = 15 * SECOND;
const START = 0.5 * SECOND;
const FACTOR = 1.5;
const CAP = 60 * SECOND;

/** Sum of the waits (not the time) after which a device gives up, in ms; undefined: never. */
export const PARTITION_BUDGET = {
  gateway: DAY,
  relay: DAY,
  guiClient: 30 * DAY,
  headlessClient: undefined,
} as const;

export class Backoff {
  readonly #budget: number;
  readonly #random: () => number;
  #everJoined = false;
  #base = START;
  #spent = 0;

  /** `random`: uniform in [0, 1). */
  constructor(budget: number | undefined, random: () => number) {
    this.#budget = budget ?? Number.POSITIVE_INFINITY;
    this.#random = random;
  }

  /** The next wait in ms, or undefined: give up. */
  next(): number | undefined {
    const delay = this.#everJoined ? this.#grow() : FIRST_CONNECT_DELAY;
    this.#spent += delay;
    return this.#spent > (this.#everJoined ? this.#budget : FIRST_CONNECT_BUDGET) ? undefined : delay;
  }

  /** A successful join starts everything anew. */
  joined(): void {
    this.#everJoined = true;
    this.#base = START;
    this.#spent = 0;
  }

  /** Jitter comes on top, after the cap. */
  #grow(): number {
    const delay = this.#base + this.#random() * this.#base;
    this.#base = Math.min(CAP, this.#base * FACTOR);
    return delay;
  }
}
