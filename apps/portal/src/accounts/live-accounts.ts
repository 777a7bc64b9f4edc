import { sql } from "kysely";
import type { Change, ChangeFeed } from "../changes/feed.ts";
import { isVisible, parseSnapshot, type Snapshot } from "../changes/snapshot.ts";
import type { Db } from "../database/database.ts";
import { LiveAccount } from "./live-account.ts";
import {
  AccountRowSchema,
  GroupRowSchema,
  MembershipRowSchema,
  PolicyRowSchema,
  ResourceRowSchema,
  SiteRowSchema,
} from "./live-rows.ts";

interface Loaded {
  readonly live: LiveAccount;
  readonly snapshot: Snapshot;
}

/** A live account in use. */
export interface Lease {
  readonly live: LiveAccount;
  release(): void;
}

interface Entry {
  readonly loading: Promise<LiveAccount | undefined>;
  loaded: Loaded | undefined;
  /** Changes that arrived while loading. */
  readonly waiting: Change[];
  users: number;
}

/** The live accounts that devices of this process need, loaded at first use and dropped with the last device. */
export class LiveAccounts {
  readonly #db: Db;
  readonly #broken: (id: string, error: unknown) => void;
  readonly #entries = new Map<string, Entry>();

  /**
   * `broken` is told of an account whose changes cannot be followed: whoever uses it decides on stale rows and has to
   * start anew.
   */
  constructor(db: Db, feed: ChangeFeed, broken: (id: string, error: unknown) => void) {
    this.#db = db;
    this.#broken = broken;
    feed.onChanges((changes) => this.#apply(changes));
  }

  /** Undefined where there is no such account. Whoever got one gives it back. */
  async acquire(id: string): Promise<Lease | undefined> {
    const entry = this.#entries.get(id) ?? this.#open(id);
    entry.users++;
    const release = once(() => this.#release(id, entry));
    try {
      const live = await entry.loading;
      if (live) return { live, release };
      release();
      return undefined;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The account if devices here use it. */
  peek(id: string): LiveAccount | undefined {
    return this.#entries.get(id)?.loaded?.live;
  }

  #open(id: string): Entry {
    const waiting: Change[] = [];
    const entry: Entry = { loading: readAccount(this.#db, id).then(opened), loaded: undefined, waiting, users: 0 };
    this.#entries.set(id, entry);
    return entry;

    function opened(loaded: Loaded | undefined): LiveAccount | undefined {
      if (!loaded) return undefined;
      for (const change of waiting.splice(0)) applyUnseen(loaded, change);
      entry.loaded = loaded;
      return loaded.live;
    }
  }

  #release(id: string, entry: Entry): void {
    entry.users--;
    if (entry.users === 0 && this.#entries.get(id) === entry) this.#entries.delete(id);
  }

  #apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const id = change.accountId;
      const entry = id === null ? undefined : this.#entries.get(id);
      if (id === null || !entry) continue;
      if (!entry.loaded) {
        entry.waiting.push(change);
        continue;
      }
      try {
        applyUnseen(entry.loaded, change);
      } catch (error) {
        this.#entries.delete(id);
        this.#broken(id, error);
      }
    }
  }
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

function applyUnseen({ live, snapshot }: Loaded, change: Change): void {
  if (!isVisible(snapshot, change.xid)) live.apply(change);
}

/** All rows as of one moment, with the snapshot that says which moment. */
function readAccount(db: Db, id: string): Promise<Loaded | undefined> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (trx) => {
      const { rows } = await sql<{ snapshot: string }>`select pg_current_snapshot()::text as snapshot`.execute(trx);
      const account = await trx.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
      if (!account) return undefined;
      const groups = await trx.selectFrom("groups").selectAll().where("account_id", "=", id).execute();
      const memberships = await trx.selectFrom("memberships").selectAll().where("account_id", "=", id).execute();
      const sites = await trx.selectFrom("sites").selectAll().where("account_id", "=", id).execute();
      const resources = await trx.selectFrom("resources").selectAll().where("account_id", "=", id).execute();
      const policies = await trx.selectFrom("policies").selectAll().where("account_id", "=", id).execute();
      const live = new LiveAccount({
        account: AccountRowSchema.parse(account),
        ingestSigningKey: account.ingest_signing_key,
        groups: groups.map((row) => GroupRowSchema.parse(row)),
        memberships: memberships.map((row) => MembershipRowSchema.parse(row)),
        sites: sites.map((row) => SiteRowSchema.parse(row)),
        resources: resources.map((row) => ResourceRowSchema.parse(row)),
        policies: policies.map((row) => PolicyRowSchema.parse(row)),
      });
      return { live, snapshot: parseSnapshot(rows[0].snapshot) };
    });
}
