import type { Db } from "../database/database.ts";
import { type ChainedRow, chainedRows, rowHash } from "./row-hash.ts";

const PAGE = 1_000;
/** How far from its place a row is still recognised. */
const REACH = 64;
/** A transaction may be long, but not this long. */
const BACKDATED_MS = 3_600_000;

export type Finding =
  /** No row has these numbers. */
  | { readonly kind: "missing"; readonly from: number; readonly to: number }
  /** The row is not what its hash was made of, or the row that it continues is gone. */
  | { readonly kind: "altered"; readonly number: number; readonly row: ChainedRow }
  /** The row is as it was written, but it continues another row than the one before it. */
  | { readonly kind: "misplaced"; readonly number: number; readonly row: ChainedRow; readonly follows: number }
  | { readonly kind: "backdated"; readonly number: number; readonly row: ChainedRow }
  /** The end of the chain is not the one that was written down. */
  | { readonly kind: "wrong_end"; readonly number: number }
  /** The row has another hash than it had when someone noted it: the chain up to it was made anew. */
  | { readonly kind: "made_anew"; readonly number: number };

/** A row and its hash as someone noted them outside of the database. */
export interface NotedRow {
  readonly number: number;
  /** Hex. */
  readonly hash: string;
}

export interface ChainReport {
  /** First and last number of the runs of rows that are as they were written. */
  readonly intact: readonly { readonly from: number; readonly to: number }[];
  readonly findings: readonly Finding[];
  /** How many rows retention has removed. */
  readonly removed: number;
  /** The end of the chain as it was written down. */
  readonly end: { readonly number: number; readonly hash: string } | undefined;
  /** Rows that await their turn. */
  readonly unchained: number;
}

/** Walks a chain from what retention left to its end. Rows that come meanwhile are not looked at. */
export async function verifyChain(db: Db, id: string, noted?: NotedRow): Promise<ChainReport> {
  const chain = await readChain(db, id);
  const walk = new ChainWalk(chain?.removed_number ?? 0, chain?.removed_hash, noted);
  const last = chain?.last_number ?? Number.MAX_SAFE_INTEGER;
  let after = walk.number;
  for (;;) {
    const rows = await chainedRows(db)
      .select(["chain_number", "chain_hash"])
      .where("chain_id", "=", id)
      .where("chain_number", ">", after)
      .where("chain_number", "<=", last)
      .orderBy("chain_number")
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      after = row.chain_number ?? after;
      walk.visit(after, row.chain_hash ?? new Uint8Array(), row);
    }
    if (rows.length < PAGE) break;
  }
  if ((await readChain(db, id))?.removed_number !== chain?.removed_number) return verifyChain(db, id, noted);
  const end = chain && { number: chain.last_number, hash: hex(chain.last_hash) };
  return { ...walk.finish(end), end, removed: chain?.removed_number ?? 0, unchained: await countUnchained(db, id) };
}

class ChainWalk {
  number: number;
  #previous: Uint8Array | undefined;
  #timestamp = 0;
  #broken = false;
  readonly #findings: Finding[] = [];
  readonly #intact: { from: number; to: number }[] = [];
  /** Hashes of the last rows → their numbers. */
  readonly #recent = new Map<string, number>();
  /** Where in the findings an altered row is that may turn out to belong a little later. */
  readonly #unplaced = new Map<number, { readonly row: ChainedRow; readonly hash: Uint8Array; readonly at: number }>();

  readonly #noted: NotedRow | undefined;

  constructor(removed: number, removedHash: Uint8Array | undefined, noted: NotedRow | undefined) {
    this.#noted = noted;
    if (removedHash) this.#compare(removed, removedHash);
    this.number = removed;
    this.#previous = removedHash;
    if (removedHash) this.#recent.set(hex(removedHash), removed);
  }

  visit(number: number, hash: Uint8Array, row: ChainedRow): void {
    const isGap = number !== this.number + 1;
    if (isGap) this.#report({ kind: "missing", from: this.number + 1, to: number - 1 });
    const follows = this.#previous !== undefined && equal(rowHash(this.#previous, row), hash);
    const isBackdated = Date.parse(row.timestamp) < this.#timestamp - BACKDATED_MS;
    if (!follows && !isGap) this.#place(number, hash, row);
    else if (isBackdated) this.#report({ kind: "backdated", number, row });
    else if (follows) this.#extend(number);
    this.#findPlaceAfter(number, hash);
    this.#compare(number, hash);
    this.number = number;
    this.#previous = hash;
    this.#timestamp = Math.max(this.#timestamp, Date.parse(row.timestamp));
    this.#remember(number, hash);
  }

  finish(
    end: { readonly number: number; readonly hash: string } | undefined,
  ): Pick<ChainReport, "intact" | "findings"> {
    const noted = this.#noted?.number ?? 0;
    // Were it only missing at the end, the end that was written down would be a later one.
    if (noted > (end?.number ?? 0)) this.#report({ kind: "made_anew", number: noted });
    if (end === undefined) {
      if (this.number > 0) this.#report({ kind: "wrong_end", number: this.number });
    } else if (this.number < end.number) {
      this.#report({ kind: "missing", from: this.number + 1, to: end.number });
    } else if (this.#previous === undefined || hex(this.#previous) !== end.hash) {
      this.#report({ kind: "wrong_end", number: this.number });
    }
    return { findings: this.#findings, intact: this.#intact };
  }

  #compare(number: number, hash: Uint8Array): void {
    if (number === this.#noted?.number && hex(hash) !== this.#noted.hash) this.#report({ kind: "made_anew", number });
  }

  /** A row that does not continue the one before it: does it continue another? */
  #place(number: number, hash: Uint8Array, row: ChainedRow): void {
    for (const [recent, follows] of this.#recent) {
      if (!equal(rowHash(Buffer.from(recent, "hex"), row), hash)) continue;
      this.#report({ kind: "misplaced", number, row, follows });
      return;
    }
    this.#unplaced.set(number, { row, hash, at: this.#findings.length });
    this.#report({ kind: "altered", number, row });
  }

  #findPlaceAfter(follows: number, hash: Uint8Array): void {
    for (const [number, { row, hash: expected, at }] of this.#unplaced) {
      if (number === follows) continue;
      if (equal(rowHash(hash, row), expected)) {
        this.#findings[at] = { kind: "misplaced", number, row, follows };
        this.#unplaced.delete(number);
      } else if (number < follows - REACH) this.#unplaced.delete(number);
    }
  }

  #report(finding: Finding): void {
    this.#findings.push(finding);
    this.#broken = true;
  }

  #extend(number: number): void {
    const run = this.#intact.at(-1);
    if (run && !this.#broken) run.to = number;
    else this.#intact.push({ from: number, to: number });
    this.#broken = false;
  }

  #remember(number: number, hash: Uint8Array): void {
    this.#recent.set(hex(hash), number);
    if (this.#recent.size <= REACH) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }
}

function readChain(db: Db, id: string) {
  return db.selectFrom("change_log_chains").selectAll().where("id", "=", id).executeTakeFirst();
}

async function countUnchained(db: Db, id: string): Promise<number> {
  const { count } = await db
    .selectFrom("change_logs")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("chain_id", "=", id)
    .where("chain_number", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
