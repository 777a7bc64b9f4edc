// People as sign-in finds them.

import { sql } from "kysely";
import type { Db } from "../database/database.ts";

const COLUMNS = ["id", "name", "email", "type", "role", "allow_email_otp_sign_in", "password_hash"] as const;

/** A person who may sign in, by an address in any letter case. */
export async function findPersonByEmail(db: Db, accountId: string, email: string) {
  return people(db, accountId).where(sql<boolean>`lower(email) = lower(${email})`).executeTakeFirst();
}

export async function findPerson(db: Db, accountId: string, id: string) {
  return people(db, accountId).where("id", "=", id).executeTakeFirst();
}

/** The same, if they still have that address: what was mailed to an earlier one proves nothing any more. */
export async function findPersonAt(db: Db, accountId: string, id: string, email: string) {
  const person = await findPerson(db, accountId, id);
  return person?.email?.toLowerCase() === email.toLowerCase() ? person : undefined;
}

export type Person = NonNullable<Awaited<ReturnType<typeof findPerson>>>;

function people(db: Db, accountId: string) {
  return db
    .selectFrom("actors")
    .select(COLUMNS)
    .where("account_id", "=", accountId)
    .where("type", "in", ["account_user", "account_admin_user"])
    .where("is_disabled", "=", false);
}
