import { text } from "~/text/index.ts";

const UNITS = ["minutes", "hours", "days"] as const;
type Unit = (typeof UNITS)[number];
const UNIT_SECONDS = { minutes: 60, hours: 3_600, days: 86_400 } as const satisfies Record<Unit, number>;
export const UNIT_OPTIONS = UNITS.map((value) => ({ value, label: text.requests.units[value] }));

export interface Duration {
  readonly amount: number;
  readonly unit: Unit;
}

/** Seconds in the largest unit that says them without a remainder; what is left below a minute is rounded up. */
export function durationOf(seconds: number): Duration {
  const fits = (unit: Unit) => seconds % UNIT_SECONDS[unit] === 0;
  const unit = fits("days") ? "days" : fits("hours") ? "hours" : "minutes";
  return { amount: Math.ceil(seconds / UNIT_SECONDS[unit]), unit };
}

export function secondsOf({ amount, unit }: Duration): number {
  return Math.round(amount * UNIT_SECONDS[unit]);
}

export function durationText(seconds: number): string {
  const { amount, unit } = durationOf(seconds);
  return new Intl.NumberFormat("en", { style: "unit", unit: unit.slice(0, -1), unitDisplay: "long" }).format(amount);
}
