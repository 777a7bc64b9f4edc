import { sql } from "kysely";
import type { Logger } from "pino";
import type { Database, Db } from "../database/database.ts";
import { CHAIN_START, chainedRows, rowHash } from "./row-hash.ts";

/** Any number will do, as long as every portal of an installation uses the same. */
const SEAL_LOCK = 7_405_112_301;
const BATCH = 500;
/** Rows that come soon after one another are chained together. */
const GATHER_MS = 100;
const RETRY_MS = 1_000;

/**
 * Chains what was committed. One portal of an installation does it at a time; writers never wait for it. A row is open
 * to unnoticed changes by hand only for the moment between its commit and its turn.
 */
export class ChangeSealer {
  readonly #database: Database;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #sealing: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  /** There are rows to chain. */
  poke(): void {
    if (this.#closed) return;
    if (this.#sealing) this.#again = true;
    else this.#schedule(GATHER_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sealing;
  }

  #schedule(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#again = false;
      this.#sealing = this.#seal().then((isDone) => {
        this.#sealing = undefined;
        if (this.#closed) return;
        if (!isDone) this.#schedule(RETRY_MS);
        else if (this.#again) this.#schedule(GATHER_MS);
      });
    }, ms);
  }

  /** Whether every row that could be is chained. */
  async #seal(): Promise<boolean> {
    try {
      return await sealAll(this.#database.db, () => this.#closed);
    } catch (error) {
      this.#log.error({ error }, "changes could not be chained; trying again");
      return false;
    }
  }
}

/** Chains every committed row; false where another portal is at it. */
export async function sealAll(db: Db, isStopped: () => boolean = () => false): Promise<boolean> {
  while (!isStopped()) {
    const sealed = await sealBatch(db);
    if (sealed === undefined) return false;
    if (sealed < BATCH) return true;
  }
  return true;
}

/** How many rows were chained; undefined where another portal is at it. */
function sealBatch(db: Db): Promise<number | undefined> {
  return db.transaction().execute(async (trx) => {
    const { rows: locks } = await sql<{ got: boolean }>`
      select pg_try_advisory_xact_lock(${SEAL_LOCK}) as got`.execute(trx);
    if (!locks[0].got) return undefined;
    const rows = await chainedRows(trx)
      .select("chain_id")
      .where("chain_number", "is", null)
      .where(sql<boolean>`xid < pg_snapshot_xmin(pg_current_snapshot())`)
      .orderBy("seq")
      .limit(BATCH)
      .execute();
    if (rows.length === 0) return 0;
    const heads = await readHeads(trx, [...new Set(rows.map((row) => row.chain_id))]);
    const sealed = rows.map((row) => {
      const head = heads.get(row.chain_id) ?? { number: 0, hash: CHAIN_START };
      const next = { number: head.number + 1, hash: rowHash(head.hash, row) };
      heads.set(row.chain_id, next);
      return { seq: row.seq, number: next.number, hash: Buffer.from(next.hash).toString("hex") };
    });
    await sql`
      update change_logs set chain_number = sealed.number, chain_hash = decode(sealed.hash, 'hex')
      from json_to_recordset(${JSON.stringify(sealed)}::json) as sealed (seq bigint, number bigint, hash text)
      where change_logs.seq = sealed.seq`.execute(trx);
    await trx
      .insertInto("change_log_chains")
      .values([...heads].map(([id, { number, hash }]) => ({ id, last_number: number, last_hash: hash })))
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((set) => ({
          last_number: set.ref("excluded.last_number"),
          last_hash: set.ref("excluded.last_hash"),
        })),
      )
      .execute();
    return rows.length;
  });
}

async function readHeads(db: Db, ids: readonly string[]): Promise<Map<string, { number: number; hash: Uint8Array }>> {
  const rows = await db
    .selectFrom("change_log_chains")
    .select(["id", "last_number", "last_hash"])
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map((row) => [row.id, { number: row.last_number, hash: row.last_hash }]));
}
