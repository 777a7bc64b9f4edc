/**
 * How a condition stands. `unusable`: it cannot be read, or nothing is known of what it asks about; neither it nor its
 * opposite grants anything.
 */
export interface Outcome {
  readonly state: "holds" | "fails" | "unusable";
  /** Epoch milliseconds up to which it stands like that at least; null where time plays no part. */
  readonly until: number | null;
}

export const HOLDS: Outcome = { state: "holds", until: null };
export const FAILS: Outcome = { state: "fails", until: null };
export const UNUSABLE: Outcome = { state: "unusable", until: null };

/** The earlier of two ends; null is none. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

/** Whether `a` is a later end than `b`; null is none, and later than all. */
export function lastsLonger(a: number | null, b: number | null): boolean {
  return b !== null && (a === null || a > b);
}

export function opposite({ state, until }: Outcome): Outcome {
  if (state === "unusable") return until === null ? UNUSABLE : { state, until };
  if (until === null) return state === "holds" ? FAILS : HOLDS;
  return { state: state === "holds" ? "fails" : "holds", until };
}
