import type { Db } from "../database/database.ts";
import type { Remote } from "../http/remote.ts";
import { newLogId } from "./log-id.ts";

export async function insertSessionLog(
  db: Db,
  accountId: string,
  context: "client" | "gateway" | "portal",
  subject: Readonly<Record<string, unknown>>,
  now: number,
): Promise<void> {
  await db
    .insertInto("session_logs")
    .values({
      account_id: accountId,
      log_id: newLogId("session", now),
      context,
      subject: JSON.stringify(subject),
      timestamp: new Date(now).toISOString(),
    })
    .execute();
}

/** The part of a subject that says from where. */
export function remoteSubject(remote: Remote, userAgent: string | null) {
  return {
    ip: remote.ip,
    ip_region: remote.region,
    ip_city: remote.city,
    ip_lat: remote.lat,
    ip_lon: remote.lon,
    user_agent: userAgent,
  };
}
