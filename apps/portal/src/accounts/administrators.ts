import type { Db } from "../database/database.ts";
import type { Mail } from "../mail/mail.ts";

/** Addresses of the administrators who may sign in. */
export async function administratorAddresses(db: Db, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("actors")
    .select("email")
    .where("account_id", "=", accountId)
    .where("type", "=", "account_admin_user")
    .where("is_disabled", "=", false)
    .orderBy("inserted_at")
    .execute();
  return rows.flatMap(({ email }) => email ?? []);
}

/** One mail to each administrator, sent if the transaction commits. */
export async function mailAdministrators(
  trx: Db,
  mail: Mail,
  accountId: string,
  letter: { readonly subject: string; readonly text: string },
): Promise<void> {
  for (const to of await administratorAddresses(trx, accountId)) await mail.send({ accountId, to, ...letter }, trx);
}
