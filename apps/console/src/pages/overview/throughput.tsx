import { useEffect, useRef, useState } from "react";
import type { ConnectionTotals } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { rate } from "./rates.ts";

const { connections: words } = text.overview;
const SAMPLE_MS = 2_000;
/** Four minutes. */
const SAMPLES = 120;
/** Fewer are a dash, and no line. */
const MIN_SAMPLES = 5;
const [WIDTH, HEIGHT] = [120, 24];

interface ThroughputProps {
  readonly totals: Pick<ConnectionTotals, "bits_per_second_down" | "bits_per_second_up">;
}

/** What goes through all that was found, shown or not, and how that has gone while the page was open. Nothing where nobody reports it. */
export function Throughput({ totals: { bits_per_second_down: down, bits_per_second_up: up } }: ThroughputProps) {
  const samples = useSamples((down ?? 0) + (up ?? 0));
  if (down === null || up === null) return null;
  return (
    <p className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1 text-ink-soft text-sm tabular-nums">
      <Sparkline samples={samples} />
      <span>{words.downRate(rate(down))}</span>
      <span>{words.upRate(rate(up))}</span>
    </p>
  );
}

function Sparkline({ samples }: { readonly samples: readonly number[] }) {
  if (samples.length < MIN_SAMPLES) return null;
  const top = Math.max(1, ...samples);
  const step = WIDTH / (SAMPLES - 1);
  const first = SAMPLES - samples.length;
  const points = samples.map(
    (sample, place) =>
      `${((first + place) * step).toFixed(1)},${(HEIGHT - 1 - (sample / top) * (HEIGHT - 2)).toFixed(1)}`,
  );
  return (
    <svg role="img" aria-label={words.throughput} width={WIDTH} height={HEIGHT} className="hidden sm:block">
      <polyline points={points.join(" ")} fill="none" className="stroke-accent" strokeWidth={1.5} />
    </svg>
  );
}

/** The value every two seconds, latest last. */
function useSamples(value: number): readonly number[] {
  const [samples, setSamples] = useState<readonly number[]>([value]);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    const sample = () => setSamples((before) => [...before, latest.current].slice(-SAMPLES));
    const timer = setInterval(sample, SAMPLE_MS);
    return () => clearInterval(timer);
  }, []);
  return samples;
}
