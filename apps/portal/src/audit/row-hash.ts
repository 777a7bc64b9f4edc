import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../database/database.ts";

/** What the first row of a chain continues. */
export const CHAIN_START = new Uint8Array(32);

/** A row of the change log as its hash covers it: JSON columns in PostgreSQL's own text form. */
export interface ChainedRow {
  readonly seq: number;
  readonly account_id: string | null;
  readonly hex: string;
  readonly object: string;
  readonly operation: string;
  readonly before_text: string | null;
  readonly after_text: string | null;
  readonly subject_text: string | null;
  readonly vsn: number;
  /** RFC 3339, six fractional digits. */
  readonly timestamp: string;
}

/** SHA-256 over the hash before it and the row's columns as a JSON array. */
export function rowHash(previous: Uint8Array, row: ChainedRow): Uint8Array {
  const columns = [
    row.seq,
    row.account_id,
    row.hex,
    row.object,
    row.operation,
    row.before_text,
    row.after_text,
    row.subject_text,
    row.vsn,
    row.timestamp,
  ];
  return createHash("sha256").update(previous).update(JSON.stringify(columns)).digest();
}

/** The rows of the change log with the columns that a hash covers. */
export function chainedRows(db: Db) {
  return db
    .selectFrom("change_logs")
    .select(["seq", "account_id", "object", "operation", "vsn", "timestamp"])
    .select([
      sql<string>`encode(log_id, 'hex')`.as("hex"),
      sql<string | null>`before::text`.as("before_text"),
      sql<string | null>`after::text`.as("after_text"),
      sql<string | null>`subject::text`.as("subject_text"),
    ]);
}
