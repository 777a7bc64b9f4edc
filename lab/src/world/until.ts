import { setTimeout as sleep } from "node:timers/promises";

const INTERVAL = 50;

/**
 * Asks again until the answer is neither undefined nor false.
 * @throws Error that names what never came about
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(INTERVAL);
  }
  const why = last === undefined ? "" : `: ${last instanceof Error ? last.message : String(last)}`;
  throw new Error(`${what} did not come about within ${timeoutMs} ms${why}`);
}
