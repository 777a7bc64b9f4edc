import { setImmediate } from "node:timers/promises";

/** Does the work for each item; whenever it has taken `sliceMs`, others get their turn before it goes on. */
export async function inSlices<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  { sliceMs, isStopped }: { readonly sliceMs: number; isStopped(): boolean },
): Promise<void> {
  let sliceEnds = performance.now() + sliceMs;
  for (const item of items) {
    if (isStopped()) return;
    work(item);
    if (performance.now() < sliceEnds) continue;
    await setImmediate();
    sliceEnds = performance.now() + sliceMs;
  }
}
