// Trying a provider out before people use it: an administrator signs in to it, and is told what would have come of that.

import type { Context } from "../context.ts";
import type { Db } from "../database/database.ts";
import type { Trx } from "../http/api.ts";
import { isObject } from "../http/validation.ts";
import type { Verdict } from "./oidc/verdict.ts";

const WAIT_MS = 600_000;

interface ProviderKey {
  readonly accountId: string;
  readonly providerId: string;
}

/** Takes the place of an earlier one. */
export async function insertVerification(trx: Trx, { accountId, providerId }: ProviderKey, now: number) {
  const id = crypto.randomUUID();
  const expiresAt = now + WAIT_MS;
  const begun = { id, expires_at: new Date(expiresAt).toISOString(), finished_at: null, result: null };
  await trx
    .insertInto("auth_provider_verifications")
    .values({ account_id: accountId, auth_provider_id: providerId, ...begun })
    .onConflict((conflict) => conflict.columns(["account_id", "auth_provider_id"]).doUpdateSet(begun))
    .execute();
  return { id, expiresAt };
}

export function findVerification(db: Db, { accountId, providerId }: ProviderKey) {
  return db
    .selectFrom("auth_provider_verifications")
    .select(["id", "expires_at", "finished_at", "result"])
    .where("account_id", "=", accountId)
    .where("auth_provider_id", "=", providerId)
    .executeTakeFirst();
}

/** Whether it was waiting for that; of two at once one is. */
export async function finishOnce(
  { db, now }: Context,
  { accountId, providerId, id }: ProviderKey & { readonly id: string },
  verdict: Verdict,
): Promise<boolean> {
  const rows = await db
    .updateTable("auth_provider_verifications")
    .set({ result: storableJson(verdict), finished_at: new Date(now()).toISOString() })
    .where("account_id", "=", accountId)
    .where("auth_provider_id", "=", providerId)
    .where("id", "=", id)
    .where("finished_at", "is", null)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** What a provider says may hold halves of characters and NUL, which PostgreSQL's JSON does not. */
function storableJson(verdict: Verdict): string {
  const storable = (text: string) => text.toWellFormed().replaceAll("\0", "\ufffd");
  return JSON.stringify(verdict, (_, value: unknown) => {
    if (typeof value === "string") return storable(value);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [storable(name), member]));
  });
}
