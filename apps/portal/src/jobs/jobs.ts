import { endExpiredAccess } from "../access/ends.ts";
import { endRequests } from "../access/requests.ts";
import { sweepDeletions } from "../accounts/deletion.ts";
import { recountUsage } from "../accounts/usage.ts";
import type { Context } from "../context.ts";
import { mailAboutOutdatedGateways } from "../devices/outdated-gateways.ts";
import { purgeExpired, purgeGrants, purgeMails } from "../ops/purge.ts";

/** Work that is due again and again, done by one portal of an installation at a time. */
export interface Job {
  readonly name: string;
  /** Five cron fields in UTC. */
  readonly schedule: string;
  /** Whether a run that no portal was there for is made up for at the next start. */
  readonly isMadeUp?: boolean;
  /** A run that throws is logged and left to the next one. */
  run(context: Context): Promise<void>;
}

export const JOBS: readonly Job[] = [
  { name: "expired-grants", schedule: "* * * * *", run: ({ db }) => purgeGrants(db) },
  { name: "ended-access", schedule: "* * * * *", run: endExpiredAccess },
  { name: "ended-requests", schedule: "* * * * *", run: endRequests },
  { name: "expired-rows", schedule: "*/5 * * * *", run: ({ db }) => purgeExpired(db) },
  { name: "account-deletions", schedule: "* * * * *", run: sweepDeletions },
  { name: "usage", schedule: "*/30 * * * *", run: recountUsage },
  { name: "outdated-gateways", schedule: "0 9 * * 0", isMadeUp: true, run: mailAboutOutdatedGateways },
  {
    name: "flow-log-days",
    schedule: "30 3 * * *",
    isMadeUp: true,
    run: ({ flowLogPartitions, now }) => flowLogPartitions.maintain(now()),
  },
  { name: "old-mails", schedule: "35 3 * * *", run: ({ db, now }) => purgeMails(db, now()) },
];
