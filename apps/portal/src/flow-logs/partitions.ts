import { sql } from "kysely";
import type { Db } from "../database/database.ts";

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 14;
const DAYS_KEPT = 121;
const PARTITION = /^flow_logs_(\d{4})(\d\d)(\d\d)$/;

/** Days since 1970 of a time in epoch milliseconds. */
function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** The times of flows that are taken, in epoch milliseconds: from the oldest day that is kept to the newest made ahead. */
export function takenTimes(now: number): { readonly begin: number; readonly end: number } {
  return { begin: (dayOf(now) - DAYS_KEPT) * DAY_MS, end: (dayOf(now) + DAYS_AHEAD + 1) * DAY_MS };
}

/** Which days the table of flow logs has, as far as this process knows. */
export class FlowLogPartitions {
  readonly #db: Db;
  readonly #made = new Set<number>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Makes the days of these times (epoch milliseconds) that are missing. */
  async ensure(times: Iterable<number>): Promise<void> {
    const missing = new Set([...times].map(dayOf).filter((day) => !this.#made.has(day)));
    for (const day of missing) {
      await sql`select make_flow_logs_partition(${isoDay(day)}::date)`.execute(this.#db);
      this.#made.add(day);
    }
  }

  /** Makes the days ahead and drops those that have had their time. */
  async maintain(now: number): Promise<void> {
    const today = dayOf(now);
    await this.ensure(Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => (today + ahead) * DAY_MS));
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'flow_logs'::regclass`.execute(this.#db);
    for (const { name } of rows) {
      const [, year, month, date] = PARTITION.exec(name) ?? [];
      const day = dayOf(Date.UTC(Number(year), Number(month) - 1, Number(date)));
      if (!(day < today - DAYS_KEPT)) continue;
      await sql`drop table if exists ${sql.table(name)}`.execute(this.#db);
      this.#made.delete(day);
    }
  }
}

function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
