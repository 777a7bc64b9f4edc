import type { Db } from "../database/database.ts";
import type { Remote } from "../http/remote.ts";
import { newLogId } from "./log-id.ts";

export interface NewSessionLog {
  readonly accountId: string;
  readonly context: "client" | "gateway" | "portal";
  readonly subject: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

export async function insertSessionLogs(db: Db, logs: readonly NewSessionLog[]): Promise<void> {
  const rows = logs.map(({ accountId, context, subject, now }) => ({
    account_id: accountId,
    log_id: newLogId("session", now),
    context,
    subject: JSON.stringify(subject),
    timestamp: new Date(now).toISOString(),
  }));
  await db.insertInto("session_logs").values(rows).execute();
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
