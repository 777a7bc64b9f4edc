import { sql } from "kysely";
import { shortenChains } from "../audit/retention.ts";
import type { Db } from "../database/database.ts";
import { ROTATION_GRACE_HOURS } from "../tokens/store.ts";

const LOG_RETENTION_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * Deletes what has had its time: grants, tokens and sessions that ran out, old tokens of rotations, logs past their
 * retention. Devices need no word of it: each of these ends by itself.
 */
export async function purgeExpired(db: Db): Promise<void> {
  const past = sql<string>`now() - interval '1 minute'`;
  await db.deleteFrom("policy_authorizations").where("expires_at", "<", past).execute();
  await db.deleteFrom("client_tokens").where("expires_at", "<", past).execute();
  await db.deleteFrom("api_tokens").where("expires_at", "<", past).execute();
  await db.deleteFrom("portal_sessions").where("expires_at", "<", past).execute();
  const graceIsOver = sql<string>`now() - make_interval(hours => ${ROTATION_GRACE_HOURS})`;
  await db.deleteFrom("gateway_tokens").where("rotated_at", "<", graceIsOver).execute();
  const retained = sql<string>`now() - make_interval(days => ${LOG_RETENTION_DAYS})`;
  await shortenChains(db, new Date(Date.now() - LOG_RETENTION_DAYS * DAY_MS).toISOString());
  await db.deleteFrom("session_logs").where("timestamp", "<", retained).execute();
  await db.deleteFrom("api_request_logs").where("inserted_at", "<", retained).execute();
}
