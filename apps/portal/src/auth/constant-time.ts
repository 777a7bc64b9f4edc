import { setTimeout } from "node:timers/promises";

/** Answers, and fails, after `floorMs` at the earliest, so that how long the work took tells nothing. */
export async function noSooner<T>(floorMs: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), setTimeout(floorMs)]);
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}
