/** The value below which that share of the samples lies, by nearest rank. NaN where there are none. */
export function percentile(samples: readonly number[], share: number): number {
  const ordered = [...samples].sort((a, b) => a - b);
  return ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? Number.NaN;
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** Cumulative counts of a Prometheus histogram, by upper bound. */
export function readHistogram(metrics: string, name: string): Map<number, number> {
  const lines = metrics.matchAll(new RegExp(`^${name}_bucket\\{[^}]*le="([^"]+)"[^}]*\\} (\\d+)`, "gm"));
  return new Map(
    [...lines].map(([, bound, count]) => [bound === "+Inf" ? Number.POSITIVE_INFINITY : Number(bound), Number(count)]),
  );
}

/** Upper bound of the bucket in which that share of what came between two readings lies, in the histogram's unit. */
export function histogramPercentile(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
  share: number,
): number {
  const grown = [...after].map(([bound, count]) => ({ bound, count: count - (before.get(bound) ?? 0) }));
  const total = grown.at(-1)?.count ?? 0;
  return grown.find(({ count }) => count >= share * total && total > 0)?.bound ?? Number.NaN;
}
