import { sql } from "kysely";
import { shortenChains } from "../audit/retention.ts";
import type { Db } from "../database/database.ts";
import { ROTATION_GRACE_HOURS } from "../tokens/store.ts";

export const LOG_RETENTION_DAYS = 90;
const DAY_MS = 86_400_000;
const MAIL_RETENTION_MS = 7 * DAY_MS;
const past = sql<string>`now() - interval '1 minute'`;

/** Grants that ran out. The gateway ended them by itself. */
export async function purgeGrants(db: Db): Promise<void> {
  await db.deleteFrom("policy_authorizations").where("expires_at", "<", past).execute();
}

/**
 * Deletes what has had its time: tokens and sessions that ran out, old tokens of rotations, logs past their
 * retention. Devices need no word of it: each of these ends by itself.
 */
export async function purgeExpired(db: Db): Promise<void> {
  await db.deleteFrom("client_tokens").where("expires_at", "<", past).execute();
  await db.deleteFrom("api_tokens").where("expires_at", "<", past).execute();
  await db.deleteFrom("portal_sessions").where("expires_at", "<", past).execute();
  await db.deleteFrom("one_time_links").where("expires_at", "<", past).execute();
  await db.deleteFrom("one_time_passcodes").where("expires_at", "<", past).execute();
  await db.deleteFrom("spent_seals").where("expires_at", "<", past).execute();
  await db.deleteFrom("client_hand_overs").where("expires_at", "<", past).execute();
  const graceIsOver = sql<string>`now() - make_interval(hours => ${ROTATION_GRACE_HOURS})`;
  await db.deleteFrom("gateway_tokens").where("rotated_at", "<", graceIsOver).execute();
  const retained = sql<string>`now() - make_interval(days => ${LOG_RETENTION_DAYS})`;
  await shortenChains(db, new Date(Date.now() - LOG_RETENTION_DAYS * DAY_MS).toISOString());
  await db.deleteFrom("session_logs").where("timestamp", "<", retained).execute();
  await db.deleteFrom("api_request_logs").where("inserted_at", "<", retained).execute();
}

/** What became of each mail is kept for a week; mail that still waits is left alone. */
export async function purgeMails(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom("outbound_mails")
    .where("status", "in", ["sent", "failed", "kept"])
    .where("inserted_at", "<", new Date(now - MAIL_RETENTION_MS).toISOString())
    .execute();
}
