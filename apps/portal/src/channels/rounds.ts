import type { Logger } from "pino";
import { ClientChannel } from "./client-channel.ts";
import type { AnyChannel, Roster } from "./roster.ts";
import { inSlices } from "./slices.ts";

const ROUND_MS = 1_000;
/** What may be done before others get their turn. */
const SLICE_MS = 10;

/**
 * Tells all channels the time, once a second. First whatever is over ends, everywhere; then clients compare anew what
 * they may reach where time may have changed it. At a day's end that is everybody's, so the work is cut into slices.
 */
export function startRounds(roster: Roster, log: Logger, now: () => number): () => void {
  let isRunning = false;
  let isStopped = false;
  const timer = setInterval(() => {
    // A round that takes longer than a second is the next one, too.
    if (isRunning) return;
    isRunning = true;
    round().finally(() => {
      isRunning = false;
    });
  }, ROUND_MS);
  return () => {
    isStopped = true;
    clearInterval(timer);
  };

  async function round(): Promise<void> {
    const due: ClientChannel[] = [];
    const slices = { sliceMs: SLICE_MS, isStopped: () => isStopped };
    const tell = (channel: AnyChannel) => {
      channel.tick(now());
      if (channel instanceof ClientChannel && channel.isReviewDue(now())) due.push(channel);
    };
    await inSlices(roster.open(), (channel) => guarded(channel, tell), slices);
    await inSlices(due, (channel) => guarded(channel, () => channel.reviewAll()), slices);
  }

  function guarded(channel: AnyChannel, work: (channel: AnyChannel) => void): void {
    try {
      work(channel);
    } catch (error) {
      log.error({ error }, "a device could not be told what time has changed; it reconnects");
      channel.close();
    }
  }
}
