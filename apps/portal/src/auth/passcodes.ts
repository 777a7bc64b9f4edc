// Codes that are mailed: six characters, for 15 minutes and three attempts, and only the newest counts.

import { randomInt } from "node:crypto";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { Trx } from "../http/api.ts";
import { hashSecret, secretIsRight } from "./secret-hash.ts";

/** Nothing that looks like something else. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const LENGTH = 6;
const MAX_ATTEMPTS = 3;
export const PASSCODE_MS = 15 * 60_000;

export interface NewPasscode {
  readonly id: string;
  readonly code: string;
  readonly hash: string;
}

/** Costs as much whether it is stored or not. */
export async function makePasscode(): Promise<NewPasscode> {
  const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return { id: crypto.randomUUID(), code, hash: await hashSecret(code) };
}

export interface PasscodeUse {
  readonly accountId: string;
  readonly providerId: string;
  readonly actorId: string | null;
  readonly email: string;
  /** What is linked once the code proves the address; null for a plain sign-in. */
  readonly identity: unknown;
}

/** Older codes for the same address stop working. */
export async function storePasscode(trx: Trx, passcode: NewPasscode, use: PasscodeUse, now: number): Promise<void> {
  await trx
    .deleteFrom("one_time_passcodes")
    .where("account_id", "=", use.accountId)
    .where("auth_provider_id", "=", use.providerId)
    .where(sql<boolean>`lower(email) = lower(${use.email})`)
    .execute();
  await trx
    .insertInto("one_time_passcodes")
    .values({
      account_id: use.accountId,
      id: passcode.id,
      auth_provider_id: use.providerId,
      actor_id: use.actorId,
      email: use.email,
      code_hash: passcode.hash,
      identity: use.identity === null ? null : JSON.stringify(use.identity),
      expires_at: new Date(now + PASSCODE_MS).toISOString(),
    })
    .execute();
}

export interface UsedPasscode {
  readonly actorId: string | null;
  readonly identity: unknown;
}

/** What the code was for, if it is right. It is used up then; each try counts. */
export async function usePasscode(
  { db, now }: Context,
  { accountId, id }: { readonly accountId: string; readonly id: string },
  code: string,
): Promise<UsedPasscode | undefined> {
  const tried = await db
    .updateTable("one_time_passcodes")
    .set((eb) => ({ attempts: eb("attempts", "+", 1) }))
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("attempts", "<", MAX_ATTEMPTS)
    .where("expires_at", ">", new Date(now()).toISOString())
    .returning("code_hash")
    .executeTakeFirst();
  if (!(await secretIsRight(normalized(code), tried?.code_hash))) return undefined;
  const used = await db
    .deleteFrom("one_time_passcodes")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .returning(["actor_id", "identity"])
    .executeTakeFirst();
  return used && { actorId: used.actor_id, identity: used.identity };
}

/** As people type: any letter case, blanks and dashes in between. */
function normalized(code: string): string {
  return code.toLowerCase().replace(/[\s-]/g, "");
}
