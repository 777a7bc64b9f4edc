// What an account uses against what it may, counted when something changes and again regularly: things grow in ways that
// no request asks leave for.

import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { AccountsTable } from "../database/tables/accounts.ts";
import { mailAdministrators } from "./administrators.ts";
import { type LimitName, LimitsSchema, limitOf, readUsage } from "./limits.ts";

const WARNING_EVERY_MS = 3 * 86_400_000;

type Flag = Extract<keyof AccountsTable, `${string}_limit_exceeded`>;
const FLAGS = {
  users: "users_limit_exceeded",
  monthly_active_users: "seats_limit_exceeded",
  service_accounts: "service_accounts_limit_exceeded",
  account_admin_users: "admins_limit_exceeded",
  sites: "sites_limit_exceeded",
} as const satisfies Record<LimitName, Flag>;
const NAMES: readonly LimitName[] = [
  "users",
  "monthly_active_users",
  "service_accounts",
  "account_admin_users",
  "sites",
];
const FLAG_COLUMNS = NAMES.map((name) => FLAGS[name]);

export type UsageSurroundings = Pick<Context, "db" | "mail" | "now">;

/** Recounts every account that has limits, or once had. */
export async function recountUsage(context: Context): Promise<void> {
  const accounts = await context.db
    .selectFrom("accounts")
    .select("id")
    .where((eb) => eb.or([eb("limits", "<>", sql<string>`'{}'`), ...FLAG_COLUMNS.map((flag) => eb(flag, "=", true))]))
    .execute();
  for (const { id } of accounts) await recountAccount(context, id);
}

/** Sets the flags of what is exceeded, and tells the administrators every three days at most. */
export async function recountAccount({ db, mail, now }: UsageSurroundings, accountId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const account = await trx
      .selectFrom("accounts")
      .select(["name", "slug", "limits", "warning_last_sent_at", ...FLAG_COLUMNS])
      .where("id", "=", accountId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!account) return;
    const limits = LimitsSchema.parse(account.limits);
    const hasLimits = NAMES.some((name) => limitOf(limits, name) !== null);
    if (!hasLimits && FLAG_COLUMNS.every((flag) => !account[flag])) return;
    const usage = await readUsage(trx, accountId);
    const exceeded = NAMES.filter((name) => usage[name] > (limitOf(limits, name) ?? Number.POSITIVE_INFINITY));
    const flags = Object.fromEntries(NAMES.map((name) => [FLAGS[name], exceeded.includes(name)] as const));
    const isDue = now() - Date.parse(account.warning_last_sent_at ?? "1970-01-01T00:00:00Z") >= WARNING_EVERY_MS;
    const warns = exceeded.length > 0 && isDue;
    if (!warns && FLAG_COLUMNS.every((flag) => flags[flag] === account[flag])) return;
    await trx
      .updateTable("accounts")
      .set({ ...flags, ...(warns ? { warning_last_sent_at: new Date(now()).toISOString() } : {}) })
      .where("id", "=", accountId)
      .execute();
    if (!warns) return;
    const lines = exceeded.map((name) => `- ${name.replaceAll("_", " ")}: ${usage[name]} of ${limitOf(limits, name)}`);
    await mailAdministrators(trx, mail, accountId, {
      subject: `${account.name} is over its limits`,
      text: `The account ${account.name} (${account.slug}) uses more than it may:\n\n${lines.join("\n")}\n\n${consequence(exceeded)}\n`,
    });
  });
}

function consequence(exceeded: readonly LimitName[]): string {
  return exceeded.includes("users") || exceeded.includes("service_accounts")
    ? "Clients cannot connect until this is mended: disable or delete some, or have the limit raised."
    : "Nothing stops working, but no more can be made: disable or delete some, or have the limit raised.";
}
