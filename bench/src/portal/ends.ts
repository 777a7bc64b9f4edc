import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "./device.ts";
import { changePolicy, joined, untilTold } from "./edits.ts";
import { percentile } from "./figures.ts";
import type { Herd } from "./herd.ts";
import type { World } from "./world.ts";

const AHEAD_MS = 3_000;
const PROBE_MS = 5;

export interface EndFigures {
  readonly ends: number;
  readonly devices: number;
  /** Milliseconds from the end until the last device was told; the portal looks once a second. */
  readonly p50: number;
  /** Milliseconds that the portal took for an answer meanwhile, at most. */
  readonly longestAnswer: number;
  /** Ends, and beginnings after them, of which some device was not told in time. */
  readonly missed: number;
}

/** Lets policies of everybody end at a second, as a day's end does, and take force again. */
export async function measureEnds(
  herd: Herd,
  world: World,
  target: Target,
  ends: number,
  signal: AbortSignal,
): Promise<EndFigures> {
  const took: number[] = [];
  let longestAnswer = 0;
  let missed = 0;
  const clients = joined(herd.clients);
  for (let n = 0; n < ends && clients.size > 0; n++) {
    const { policyId, resourceId } = world.everyones[n % world.everyones.length];
    const change = (policy: object) => changePolicy(target, world.apiToken, policyId, policy);
    const end = Math.ceil((Date.now() + AHEAD_MS) / 1_000) * 1_000;
    await change({ expires_at: new Date(end).toISOString() });
    await sleep(end - Date.now() - PROBE_MS, undefined, { signal });
    const deleted = untilTold(herd, "resource_deleted", resourceId, clients);
    const answers = probe(target, deleted);
    const last = await deleted;
    if (last === undefined) missed++;
    else took.push(performance.timeOrigin + last - end);
    longestAnswer = Math.max(longestAnswer, await answers);
    const created = untilTold(herd, "resource_created_or_updated", resourceId, clients);
    // Within a minute of its end a policy is also disabled.
    await change({ expires_at: null, is_disabled: false });
    if ((await created) === undefined) missed++;
  }
  return { ends, devices: clients.size, p50: percentile(took, 0.5), longestAnswer, missed };
}

/** The longest answer, of those that are asked for one after the other until then. */
async function probe({ host, port }: Target, until: Promise<unknown>): Promise<number> {
  let isOver = false;
  const over = until.then(() => {
    isOver = true;
  });
  let longest = 0;
  while (!isOver) {
    const begun = performance.now();
    const answer = await fetch(`http://${host}:${port}/healthz`);
    await answer.text();
    longest = Math.max(longest, performance.now() - begun);
    await sleep(PROBE_MS);
  }
  await over;
  return longest;
}
