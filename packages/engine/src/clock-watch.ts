const CHECK_INTERVAL_MS = 10_000;
/** Clocks drift and are corrected all the time; this much matters to somebody. */
const TOLERANCE_MS = 500;

export interface Clocks {
  /** Milliseconds since the Unix epoch. */
  readonly wall: () => number;
  /** Milliseconds since whenever; stands still while the machine sleeps. */
  readonly monotonic: () => number;
}

const MACHINE: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/**
 * Notices when the wall clock and the monotonic one part: the clock was set, or the machine slept. After a sleep the packet
 * loop would not look at its timers before its wait is over, which takes as long as it would have without the sleep.
 */
export class ClockWatch {
  readonly #clocks: Clocks;
  readonly #parted: () => void;
  readonly #timer: NodeJS.Timeout;
  #offset: number;

  constructor(parted: () => void, clocks = MACHINE) {
    this.#clocks = clocks;
    this.#parted = parted;
    this.#offset = this.#measure();
    this.#timer = setInterval(() => this.check(), CHECK_INTERVAL_MS).unref();
  }

  check(): void {
    const offset = this.#measure();
    if (Math.abs(offset - this.#offset) < TOLERANCE_MS) return;
    this.#offset = offset;
    this.#parted();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #measure(): number {
    return this.#clocks.wall() - this.#clocks.monotonic();
  }
}
