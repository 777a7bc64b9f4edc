import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import type { Timestamp } from "../database/tables/columns.ts";

const MINUTE_MS = 60_000;
/** Longer than any conversation with a server takes. */
const SENDING_MS = 5 * MINUTE_MS;

export interface QueuedMail {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  /** This one counted. */
  readonly attempts: number;
  readonly inserted_at: Timestamp;
}

/**
 * Takes mails that are due, oldest first, for whoever calls: nobody else gets them until `SENDING_MS` from now. A portal
 * that ended in between may have sent one of them; it is tried again, under the same Message-ID.
 */
export async function takeDueMails(db: Db, count: number, now: number): Promise<readonly QueuedMail[]> {
  const due = db
    .selectFrom("outbound_mails")
    .select("id")
    .where("status", "in", ["waiting", "sending"])
    .where("due_at", "<=", timestamp(now))
    .orderBy("due_at")
    .limit(count)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable("outbound_mails")
    .set({
      status: "sending",
      attempts: sql<number>`attempts + 1`,
      due_at: timestamp(now + SENDING_MS),
      updated_at: timestamp(now),
    })
    .where("id", "in", due)
    .returning(["id", "recipient", "subject", "body", "attempts", "inserted_at"])
    .execute();
}

/** Epoch milliseconds of the next attempt of any mail. */
export async function nextDue(db: Db): Promise<number | undefined> {
  const row = await db
    .selectFrom("outbound_mails")
    .select("due_at")
    .where("status", "in", ["waiting", "sending"])
    .orderBy("due_at")
    .limit(1)
    .executeTakeFirst();
  return row && Date.parse(row.due_at);
}

export async function markSent(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable("outbound_mails")
    .set({ status: "sent", body: "", failure: null, updated_at: timestamp(now) })
    .where("id", "=", id)
    .execute();
}

export async function markFailed(db: Db, id: string, failure: string, now: number): Promise<void> {
  await db
    .updateTable("outbound_mails")
    .set({ status: "failed", body: "", failure, updated_at: timestamp(now) })
    .where("id", "=", id)
    .execute();
}

export async function markDeferred(db: Db, id: string, failure: string, until: number, now: number): Promise<void> {
  await db
    .updateTable("outbound_mails")
    .set({ status: "waiting", failure, due_at: timestamp(until), updated_at: timestamp(now) })
    .where("id", "=", id)
    .execute();
}

/** The newest mails that were kept because no server is configured. */
export function listKeptMails(db: Db, count: number) {
  return db
    .selectFrom("outbound_mails")
    .select(["recipient", "subject", "body", "inserted_at"])
    .where("status", "=", "kept")
    .orderBy("inserted_at", "desc")
    .orderBy("id")
    .limit(count)
    .execute();
}

function timestamp(milliseconds: number): Timestamp {
  return new Date(milliseconds).toISOString();
}
