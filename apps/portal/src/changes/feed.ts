import { sql } from "kysely";
import type { Logger } from "pino";
import type { Database, Db } from "../database/database.ts";

/** One row that a committed transaction changed. Secrets are redacted. */
export interface Change {
  /** Transaction that wrote it. */
  readonly xid: bigint;
  /** Null for rows that belong to no account. */
  readonly accountId: string | null;
  readonly object: string;
  readonly operation: "insert" | "update" | "delete";
  readonly before: unknown;
  readonly after: unknown;
}

export type ChangeListener = (changes: readonly Change[]) => void;

const CHANNEL = "portal_changes";
const PAGE = 1_000;
/** How soon to look again while an older transaction holds rows back. */
const HELD_BACK_MS = 10;
const RETRY_MS = 1_000;

/**
 * Reads the change log in commit order and hands each batch to the listeners, at most once per process. Sequence
 * numbers are given out before commit, so rows are taken by transaction: once no transaction below a bound is in
 * flight, all rows of those transactions are final, and their numbers order the changes of any one row.
 */
export class ChangeFeed {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #listeners = new Set<ChangeListener>();
  #upTo = 0n;
  /** What is being read, and how far it has been handed on: a read that fails is taken up there. */
  #page: { readonly bound: bigint; after: number } | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #unlisten: (() => Promise<void>) | undefined;

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  onChanges(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    this.#upTo = await this.#bound();
    this.#unlisten = await this.#database.listen(CHANNEL, () => this.#poke());
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#unlisten?.();
    await this.#reading;
  }

  #poke(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = this.#read()
      .catch((error: unknown) => {
        this.#log.error({ error }, "change feed cannot be read; trying again");
        this.#timer = setTimeout(() => this.#poke(), RETRY_MS);
      })
      .finally(() => {
        this.#reading = undefined;
        if (this.#again) {
          this.#again = false;
          this.#poke();
        }
      });
  }

  async #read(): Promise<void> {
    this.#page ??= { bound: await this.#bound(), after: 0 };
    const { bound } = this.#page;
    for (;;) {
      const rows = await readRows(this.#database.db, { from: this.#upTo, to: bound, after: this.#page.after });
      if (rows.length > 0) this.#emit(rows);
      this.#page.after = rows.at(-1)?.seq ?? this.#page.after;
      if (rows.length < PAGE) break;
    }
    this.#upTo = bound;
    this.#page = undefined;
    if (await this.#holdsBack(bound)) this.#timer = setTimeout(() => this.#poke(), HELD_BACK_MS);
  }

  #emit(rows: Awaited<ReturnType<typeof readRows>>): void {
    const changes = rows.map((row) => ({
      xid: BigInt(row.xid),
      accountId: row.account_id,
      object: row.object,
      operation: row.operation,
      before: row.before,
      after: row.after,
    }));
    for (const listener of this.#listeners) {
      try {
        listener(changes);
      } catch (error) {
        this.#log.error({ error }, "a listener failed on changes");
      }
    }
  }

  /** Every transaction below it has ended. */
  async #bound(): Promise<bigint> {
    const { rows } = await sql<{ bound: string }>`
      select pg_snapshot_xmin(pg_current_snapshot())::text as bound`.execute(this.#database.db);
    return BigInt(rows[0].bound);
  }

  async #holdsBack(bound: bigint): Promise<boolean> {
    const row = await this.#database.db
      .selectFrom("change_logs")
      .select("seq")
      .where(sql<boolean>`xid >= ${bound.toString()}::xid8`)
      // Without an order the database reads the log from its beginning until it finds one.
      .orderBy("xid")
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}

/** A page of rows of the transactions in [from, to), in the order of their numbers, beginning after that one. */
function readRows(db: Db, { from, to, after }: { readonly from: bigint; readonly to: bigint; readonly after: number }) {
  return db
    .selectFrom("change_logs")
    .select(["seq", "account_id", "object", "operation", "before", "after", sql<string>`xid::text`.as("xid")])
    .where(sql<boolean>`xid >= ${from.toString()}::xid8 and xid < ${to.toString()}::xid8`)
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(PAGE)
    .execute();
}
