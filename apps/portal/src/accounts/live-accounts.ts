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
  readonly #entries = new Map<string, Entry>();

  constructor(db: Db, feed: ChangeFeed) {
    this.#db = db;
    feed.onChanges((changes) => this.#apply(changes));
  }

  /** Undefined where there is no such account. Whoever got one gives it back with `release`. */
  async acquire(id: string): Promise<LiveAccount | undefined> {
    let entry = this.#entries.get(id);
    if (!entry) {
      entry = { loading: this.#load(id), loaded: undefined, waiting: [], users: 0 };
      this.#entries.set(id, entry);
    }
    entry.users++;
    try {
      const live = await entry.loading;
      if (!live) this.release(id);
      return live;
    } catch (error) {
      this.release(id);
      throw error;
    }
  }

  release(id: string): void {
    const entry = this.#entries.get(id);
    if (entry && --entry.users <= 0) this.#entries.delete(id);
  }

  /** The account if devices here use it. */
  peek(id: string): LiveAccount | undefined {
    return this.#entries.get(id)?.loaded?.live;
  }

  #apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const entry = change.accountId === null ? undefined : this.#entries.get(change.accountId);
      if (!entry) continue;
      if (!entry.loaded) entry.waiting.push(change);
      else applyUnseen(entry.loaded, change);
    }
  }

  async #load(id: string): Promise<LiveAccount | undefined> {
    const loaded = await readAccount(this.#db, id);
    const entry = this.#entries.get(id);
    if (!loaded || !entry) return loaded?.live;
    for (const change of entry.waiting.splice(0)) applyUnseen(loaded, change);
    entry.loaded = loaded;
    return loaded.live;
  }
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
