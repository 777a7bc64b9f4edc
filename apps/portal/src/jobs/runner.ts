// Jobs run by pg-boss: their schedules, runs and failures are rows of its own schema in the portal's database.

import { PgBoss } from "pg-boss";
import type { Context } from "../context.ts";
import type { JobStore } from "../database/database.ts";
import type { Job } from "./jobs.ts";

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;
const LONGEST_RUN_SECONDS = 15 * MINUTE_SECONDS;
/** A job starts at most this long after the minute it is due. */
const POLLING_SECONDS = 10;
const STOP_MS = 10_000;

/** Runs the jobs until the returned function is called; it waits for those that run right now. */
export async function startJobs(context: Context, jobs: readonly Job[]): Promise<() => Promise<void>> {
  const boss = jobQueue(context.database.jobStore);
  boss.on("error", (error: unknown) => context.log.error({ error }, "a job could not be fetched or written down"));
  try {
    await boss.start();
    await forget(boss, jobs);
    for (const job of jobs) await schedule(boss, context, job);
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  return () => boss.stop({ graceful: true, timeout: STOP_MS });
}

/** Starting it makes its tables where they are missing. */
export function jobQueue(store: JobStore): PgBoss {
  return new PgBoss({
    ...store,
    schema: "jobs",
    cronWorkerIntervalSeconds: POLLING_SECONDS,
    reindex: false,
    monitorVacuum: false,
  });
}

async function schedule(boss: PgBoss, context: Context, job: Job): Promise<void> {
  const queue = {
    expireInSeconds: LONGEST_RUN_SECONDS,
    retentionSeconds: DAY_SECONDS,
    deleteAfterSeconds: DAY_SECONDS,
    retryLimit: 0,
  };
  // Exclusive: of each job there is one in the queue or at work, however many portals there are.
  await boss.createQueue(job.name, { policy: "exclusive", ...queue });
  await boss.schedule(job.name, job.schedule, null, { tz: "UTC", missed: job.isMadeUp ? "once" : "skip" });
  await boss.work(job.name, { pollingIntervalSeconds: POLLING_SECONDS }, () => runJob(context, job));
}

/** Also for those who want it done now. */
export async function runJob(context: Context, job: Job): Promise<void> {
  const started = performance.now();
  try {
    await job.run(context);
  } catch (error) {
    context.log.error({ error, job: job.name }, "job failed; it is tried again when it is due next");
    throw error;
  }
  context.log.debug({ job: job.name, ms: Math.round(performance.now() - started) }, "job done");
}

/** Schedules of earlier versions. */
async function forget(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const names = new Set(jobs.map(({ name }) => name));
  for (const { name } of await boss.getSchedules()) if (!names.has(name)) await boss.unschedule(name);
}
