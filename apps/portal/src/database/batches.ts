import { type RawBuilder, sql } from "kysely";
import type { Tables } from "./tables.ts";

const KEYS_AT_ONCE = 250;
/** Turns of the event loop without another key after which none is waited for. */
const QUIET_TURNS = 3;
/** Classes of SQLSTATE: a row that the database's constraints refuse, and a value that it cannot hold. */
const INTEGRITY_VIOLATION = /^23/;
const DATA_EXCEPTION = /^22/;

interface Asked<K, R> {
  readonly key: K;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Asks the database for many at once what is asked for one at a time. Where little is going on each key has a statement
 * of its own, right away; while statements run, keys gather for the next one. So ten thousand devices that come at the
 * same time cost hundreds of statements, not tens of thousands.
 */
export class Batches<K, R> {
  readonly #run: (keys: readonly K[]) => Promise<readonly R[]>;
  readonly #statementsAtOnce: number;
  readonly #gatherMs: number;
  #waiting: Asked<K, R>[] = [];
  #running = 0;
  #isScheduled = false;

  /**
   * `run` answers in the order of the keys. A key waits `gatherMs` at most for others, as long as they keep coming turn
   * by turn; without it only what comes in the same turn goes together.
   */
  constructor(
    run: (keys: readonly K[]) => Promise<readonly R[]>,
    { statementsAtOnce = 1, gatherMs = 0 }: { readonly statementsAtOnce?: number; readonly gatherMs?: number } = {},
  ) {
    this.#run = run;
    this.#statementsAtOnce = statementsAtOnce;
    this.#gatherMs = gatherMs;
  }

  ask(key: K): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#running >= this.#statementsAtOnce || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    const until = performance.now() + this.#gatherMs;
    let known = 0;
    let quietTurns = 0;
    const turn = () => {
      const count = this.#waiting.length;
      quietTurns = count > known ? 0 : quietTurns + 1;
      known = count;
      const mayCome = quietTurns < QUIET_TURNS && count < KEYS_AT_ONCE && performance.now() < until;
      if (mayCome) {
        setImmediate(turn);
        return;
      }
      this.#isScheduled = false;
      this.#begin();
      this.#schedule();
    };
    setImmediate(turn);
  }

  #begin(): void {
    const batch = this.#waiting.splice(0, KEYS_AT_ONCE);
    this.#running++;
    void this.#answer(batch).finally(() => {
      this.#running--;
      this.#schedule();
    });
  }

  async #answer(batch: readonly Asked<K, R>[]): Promise<void> {
    try {
      const results = await this.#run(batch.map(({ key }) => key));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index]);
      });
    } catch (error) {
      if (batch.length > 1 && isRowRefused(error)) return this.#answerEach(batch);
      for (const { reject } of batch) reject(error);
    }
  }

  /** One that cannot be written must not keep the others from being written. */
  async #answerEach(batch: readonly Asked<K, R>[]): Promise<void> {
    for (const asked of batch) await this.#answer([asked]);
  }
}

export function isIntegrityViolation(error: unknown): boolean {
  return hasState(error, INTEGRITY_VIOLATION);
}

/** Whether what was to be written is to blame, not the database. */
export function isRowRefused(error: unknown): boolean {
  return isIntegrityViolation(error) || hasState(error, DATA_EXCEPTION);
}

function hasState(error: unknown, states: RegExp): boolean {
  return error instanceof Error && "code" in error && states.test(String(error.code));
}

/**
 * Rows as a table for a statement, in one parameter: its text stays the same whatever their number. `columns` are
 * names with SQL types, such as `account_id uuid, number int`.
 */
export function recordset<T>(name: string, columns: string, rows: readonly object[]): RawBuilder<T> {
  return sql<T>`json_to_recordset(${JSON.stringify(rows)}) as ${sql.raw(`${name}(${columns})`)}`;
}

/** The same with the columns of a table: to insert there, or to update from. */
export function rowsFor<T extends keyof Tables>(table: T, rows: readonly object[]): RawBuilder<Tables[T]> {
  return sql<Tables[T]>`json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)})`;
}
