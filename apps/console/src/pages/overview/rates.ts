import { text } from "~/text/index.ts";

const UNITS = ["bit", "kilobit", "megabit", "gigabit"] as const;
const formats = UNITS.map(
  (unit) => new Intl.NumberFormat("en", { style: "unit", unit: `${unit}-per-second`, maximumSignificantDigits: 3 }),
);
const milliseconds = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
const STEP = 1_000;

/** Bits a second in the unit that reads best. */
export function rate(bitsPerSecond: number): string {
  const power = Math.min(Math.floor(Math.log(Math.max(1, bitsPerSecond)) / Math.log(STEP)), UNITS.length - 1);
  return formats[power].format(bitsPerSecond / STEP ** power);
}

/** A round-trip time; to the tenth only where that matters. */
export function roundTrip(rttMs: number): string {
  return text.overview.connections.milliseconds(rttMs < 10 ? milliseconds.format(rttMs) : rttMs.toFixed(0));
}
