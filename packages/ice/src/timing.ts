/** When a pair is checked again, and how many unanswered checks it survives. */
export interface IceTiming {
  /** Delay after the first check of a pair, ms; doubles with each further check. */
  readonly initialRto: number;
  /** Where the doubling ends, ms: the interval at which a healthy pair is checked. */
  readonly maxRto: number;
  /** Unanswered checks in a row after which a pair is given up. */
  readonly maxRetransmits: number;
}

/** A path that died is given up after 16.5 s. */
export const CLIENT_DEFAULT: IceTiming = { initialRto: 250, maxRto: 1_500, maxRetransmits: 12 };
/** 100 s. */
export const CLIENT_IDLE: IceTiming = { initialRto: 25_000, maxRto: 25_000, maxRetransmits: 4 };
/** 615.5 s. */
export const GATEWAY_DEFAULT: IceTiming = { initialRto: 250, maxRto: 15_000, maxRetransmits: 45 };
/** 1000 s. */
export const GATEWAY_IDLE: IceTiming = { initialRto: 25_000, maxRto: 25_000, maxRetransmits: 40 };

/** ms from the n-th check to the one after it, n ≥ 1. */
export function delayAfterCheck(n: number, timing: IceTiming): number {
  return Math.min(timing.initialRto * 2 ** (n - 1), timing.maxRto);
}
