import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../database/database.ts";
import { forbidden } from "../http/problem.ts";

const Limit = z.int().nonnegative().nullish().catch(null);
export const LimitsSchema = z.object({
  users_count: Limit,
  monthly_active_users_count: Limit,
  service_accounts_count: Limit,
  account_admin_users_count: Limit,
  sites_count: Limit,
});
export type Limits = z.output<typeof LimitsSchema>;

/** Null or absent: unlimited. */
const NAMES = {
  users: "users_count",
  monthly_active_users: "monthly_active_users_count",
  service_accounts: "service_accounts_count",
  account_admin_users: "account_admin_users_count",
  sites: "sites_count",
} as const;
export type LimitName = keyof typeof NAMES;

export function limitOf(limits: Limits, name: LimitName): number | null {
  return limits[NAMES[name]] ?? null;
}

/** How much of each limit is in use. */
export async function readUsage(db: Db, accountId: string): Promise<Record<LimitName, number>> {
  const { rows } = await sql<Record<LimitName, number>>`
    select
      count(*) filter (where type in ('account_user', 'account_admin_user')) as users,
      count(*) filter (where type = 'account_admin_user') as account_admin_users,
      count(*) filter (where type = 'service_account') as service_accounts,
      count(*) filter (where type in ('account_user', 'account_admin_user') and exists (
        select 1 from devices d
        where d.account_id = a.account_id and d.actor_id = a.id and d.type = 'client'
          and d.last_seen_at > now() - interval '1 month')) as monthly_active_users,
      (select count(*) from sites s where s.account_id = ${accountId} and s.managed_by = 'account') as sites
    from actors a where a.account_id = ${accountId} and not a.is_disabled`.execute(db);
  return rows[0];
}

/** Refuses what would exceed a limit. Locks the account's row, so that two at once do not both fit. */
export async function requireRoom(trx: Db, accountId: string, names: readonly LimitName[]): Promise<void> {
  const account = await trx
    .selectFrom("accounts")
    .select("limits")
    .where("id", "=", accountId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const limits = LimitsSchema.parse(account.limits);
  if (names.every((name) => limitOf(limits, name) === null)) return;
  const usage = await readUsage(trx, accountId);
  for (const name of names) {
    const limit = limitOf(limits, name);
    if (limit !== null && usage[name] >= limit) {
      throw forbidden(`The account has no room: its limit of ${limit} ${name.replaceAll("_", " ")} is reached.`);
    }
  }
}

/** Limits that are in force where the account does not say otherwise; null lifts them. */
const DEFAULTED = z.object({
  api_clients_count: z.int().nonnegative().nullable().default(100).catch(100),
  api_tokens_per_client_count: z.int().nonnegative().nullable().default(100).catch(100),
});

/** The same for what is counted here. */
export async function requireRoomIn(
  trx: Db,
  accountId: string,
  name: keyof z.output<typeof DEFAULTED>,
  count: () => Promise<number>,
): Promise<void> {
  const account = await trx
    .selectFrom("accounts")
    .select("limits")
    .where("id", "=", accountId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const limit = DEFAULTED.parse(account.limits)[name];
  if (limit !== null && (await count()) >= limit) {
    throw forbidden(`There is no room: the limit of ${limit} (${name}) is reached.`);
  }
}
