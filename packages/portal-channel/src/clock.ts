/** Time as the channel sees it; tests bring their own. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Runs once after that many milliseconds unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

/** Longest wait that a timer of Node holds. */
const TIMER_MAX = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, Math.min(TIMER_MAX, milliseconds));
    return () => clearTimeout(timer);
  },
};
