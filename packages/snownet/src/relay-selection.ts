import type { Random } from "./relay.ts";

export interface MeasuredRelay {
  /** Smoothed round-trip time, ms; undefined until measured. */
  readonly rtt: number | undefined;
}

/** With one or two relays: how much slower than the fastest still counts as good. */
const FEW_RELAYS = 2;
const FEW_RELAYS_FACTOR = 1.5;
/** With more: how many median absolute deviations above the median still count as good. */
const DEVIATIONS = 3;
const MIN_DEVIATION_MS = 2;

/** One of the good relays, all equally likely; undefined while none has been measured. */
export function selectRelay<R extends MeasuredRelay>(relays: Iterable<R>, random: Random): R | undefined {
  const good = goodRelays(relays);
  if (good.length === 0) return undefined;
  const bytes = random(4);
  const number = ((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) >>> 0;
  return good[number % good.length];
}

/** Those whose round-trip time is no outlier among the measured ones. */
export function goodRelays<R extends MeasuredRelay>(relays: Iterable<R>): R[] {
  const measured = [...relays].flatMap((relay) => (relay.rtt === undefined ? [] : [{ relay, rtt: relay.rtt }]));
  if (measured.length === 0) return [];
  const limit = slowestGoodRtt(measured.map(({ rtt }) => rtt));
  return measured.filter(({ rtt }) => rtt <= limit).map(({ relay }) => relay);
}

function slowestGoodRtt(rtts: readonly number[]): number {
  if (rtts.length <= FEW_RELAYS) return FEW_RELAYS_FACTOR * Math.min(...rtts);
  const middle = median(rtts);
  const deviation = median(rtts.map((rtt) => Math.abs(rtt - middle)));
  return middle + DEVIATIONS * Math.max(deviation, MIN_DEVIATION_MS);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
