// The end of an account: scheduled by an administrator, off at once, gone a week later, and until then it can be taken back.

import type { Context } from "../context.ts";
import type { Db } from "../database/database.ts";
import { configuredOrigin } from "../http/origin.ts";
import { conflict, notFound } from "../http/problem.ts";
import { createLink, dropLinks } from "../links/one-time-links.ts";
import { administratorAddresses, mailAdministrators } from "./administrators.ts";

const HOUR_MS = 3_600_000;
const GRACE_MS = 7 * 24 * HOUR_MS;
const REMINDER_MS = 48 * HOUR_MS;
export const KEEP_ACCOUNT_PATH = "/keep_account";
const REASON = "It will be deleted.";

type Upkeep = Pick<Context, "mail" | "now" | "config">;

/**
 * Disables the account, which ends all its access, and has it deleted in seven days. For whom this is done, and that it
 * is meant, is for the caller to check. Throws a Problem where it is scheduled already.
 * @returns when it will be deleted
 */
export async function scheduleDeletion(trx: Db, upkeep: Upkeep, accountId: string): Promise<string> {
  const { mail, now } = upkeep;
  const account = await lockAccount(trx, accountId);
  if (account.scheduled_deletion_at !== null) throw conflict("The account's deletion is scheduled already.");
  const dueAt = new Date(now() + GRACE_MS).toISOString();
  await trx
    .updateTable("accounts")
    .set({
      is_disabled: true,
      disabled_reason: REASON,
      scheduled_deletion_at: dueAt,
      deletion_reminded_at: null,
      updated_at: new Date(now()).toISOString(),
    })
    .where("id", "=", accountId)
    .execute();
  await mailAdministrators(trx, mail, accountId, {
    subject: `${account.name} will be deleted`,
    text: `The account ${account.name} (${account.slug}) is disabled and will be deleted with everything in it on ${day(dueAt)}.\n\n${await keepIt(trx, upkeep, accountId, dueAt)}`,
  });
  return dueAt;
}

/** Enables the account again. Tokens and sessions that ended stay ended. Throws a Problem where nothing is scheduled. */
export async function cancelDeletion(trx: Db, { mail, now }: Upkeep, accountId: string): Promise<void> {
  const account = await lockAccount(trx, accountId);
  if (account.scheduled_deletion_at === null) throw conflict("The account's deletion is not scheduled.");
  await trx
    .updateTable("accounts")
    .set({
      is_disabled: false,
      disabled_reason: null,
      scheduled_deletion_at: null,
      deletion_reminded_at: null,
      updated_at: new Date(now()).toISOString(),
    })
    .where("id", "=", accountId)
    .execute();
  await dropLinks(trx, "keep_account", accountId);
  await mailAdministrators(trx, mail, accountId, {
    subject: `${account.name} will not be deleted`,
    text: `The deletion of the account ${account.name} (${account.slug}) was taken back. Everybody has to sign in again.\n`,
  });
}

/** Deletes the accounts that are due, and reminds those that are so in two days. */
export async function sweepDeletions(context: Context): Promise<void> {
  const { db, now } = context;
  const due = await db
    .selectFrom("accounts")
    .select("id")
    .where("scheduled_deletion_at", "<=", new Date(now()).toISOString())
    .execute();
  for (const { id } of due) await deleteAccount(context, id);
  const soon = await db
    .selectFrom("accounts")
    .select("id")
    .where("scheduled_deletion_at", "<=", new Date(now() + REMINDER_MS).toISOString())
    .where("deletion_reminded_at", "is", null)
    .execute();
  for (const { id } of soon) await remind(context, id);
}

async function deleteAccount({ db, mail, now, log }: Context, accountId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId);
    const isDue = account.scheduled_deletion_at !== null && Date.parse(account.scheduled_deletion_at) <= now();
    if (!isDue) return;
    const addresses = await administratorAddresses(trx, accountId);
    await trx.deleteFrom("accounts").where("id", "=", accountId).execute();
    for (const to of addresses) {
      const subject = `${account.name} is deleted`;
      const text = `The account ${account.name} (${account.slug}) and everything in it was deleted, as scheduled.\n`;
      await mail.send({ accountId: null, to, subject, text }, trx);
    }
    log.info({ accountId, slug: account.slug }, "account deleted as scheduled");
  });
}

async function remind(context: Context, accountId: string): Promise<void> {
  const { db, mail, now } = context;
  await db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId);
    const { scheduled_deletion_at: dueAt } = account;
    if (dueAt === null || account.deletion_reminded_at !== null) return;
    await trx
      .updateTable("accounts")
      .set({ deletion_reminded_at: new Date(now()).toISOString() })
      .where("id", "=", accountId)
      .execute();
    await mailAdministrators(trx, mail, accountId, {
      subject: `${account.name} will be deleted soon`,
      text: `The account ${account.name} (${account.slug}) will be deleted with everything in it on ${day(dueAt)}.\n\n${await keepIt(trx, context, accountId, dueAt)}`,
    });
  });
}

/** Administrators of a disabled account cannot sign in to take it back. */
async function keepIt(trx: Db, { config }: Upkeep, accountId: string, dueAt: string): Promise<string> {
  const expiresAt = Date.parse(dueAt);
  const link = await createLink(trx, { purpose: "keep_account", accountId, content: {}, expiresAt });
  return `To keep it, open ${configuredOrigin(config)}${KEEP_ACCOUNT_PATH}?link=${link}\n`;
}

async function lockAccount(trx: Db, accountId: string) {
  const account = await trx
    .selectFrom("accounts")
    .select(["name", "slug", "scheduled_deletion_at", "deletion_reminded_at"])
    .where("id", "=", accountId)
    .forUpdate()
    .executeTakeFirst();
  if (!account) throw notFound();
  return account;
}

function day(timestamp: string): string {
  return `${timestamp.slice(0, 10)} at ${timestamp.slice(11, 16)} UTC`;
}
