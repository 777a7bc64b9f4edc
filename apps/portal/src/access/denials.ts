/** Access that a client asked for and did not get. */
export interface Denial {
  readonly clientId: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly resourceId: string;
  /** Null where there is no such resource. */
  readonly resourceName: string | null;
  /** As the client was told: not_found, forbidden, offline, version_mismatch. */
  readonly reason: string;
  readonly violated: readonly string[];
}

/** The same denial again and again counts up. Times in epoch milliseconds. */
export interface DenialRecord extends Denial {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

const KEPT_OF_ACCOUNT = 200;
const KEPT_ACCOUNTS = 1_000;

/** The latest denials of each account, in the memory of this process; those of longest ago go first. */
export class RecentDenials {
  /** In the order of the last denial, for accounts and within them. */
  readonly #accounts = new Map<string, Map<string, DenialRecord>>();

  add(accountId: string, denial: Denial, now: number): void {
    const records = this.#accounts.get(accountId) ?? new Map<string, DenialRecord>();
    const key = [denial.clientId, denial.resourceId, denial.reason, ...denial.violated].join(" ");
    const before = records.get(key);
    moveToEnd(records, key, {
      ...denial,
      count: (before?.count ?? 0) + 1,
      firstAt: before?.firstAt ?? now,
      lastAt: now,
    });
    trim(records, KEPT_OF_ACCOUNT);
    moveToEnd(this.#accounts, accountId, records);
    trim(this.#accounts, KEPT_ACCOUNTS);
  }

  /** Latest first. */
  list(accountId: string): DenialRecord[] {
    return [...(this.#accounts.get(accountId)?.values() ?? [])].reverse();
  }
}

function moveToEnd<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
}

function trim(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return;
    map.delete(key);
  }
}
