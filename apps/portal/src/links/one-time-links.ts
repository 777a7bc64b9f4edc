// Links that may be used once, by whoever has them. Half of what is in the link names a row, the other half is compared
// with a hash: reading the database gives nobody a link.

import { createHash, randomBytes } from "node:crypto";
import type { Db } from "../database/database.ts";
import type { OneTimeLinksTable } from "../database/tables/sign-in.ts";
import { isUuid } from "../http/fields.ts";

const SECRET_BYTES = 32;

export type LinkPurpose = OneTimeLinksTable["purpose"];

export interface NewLink {
  readonly purpose: LinkPurpose;
  /** The link goes with the account. */
  readonly accountId: string | null;
  readonly content: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Gives what the address carries. It is kept nowhere. */
export async function createLink(db: Db, { purpose, accountId, content, expiresAt }: NewLink): Promise<string> {
  const id = crypto.randomUUID();
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  await db
    .insertInto("one_time_links")
    .values({
      id,
      purpose,
      account_id: accountId,
      secret_hash: hashOf(secret),
      content: JSON.stringify(content),
      expires_at: new Date(expiresAt).toISOString(),
    })
    .execute();
  return `${id}.${secret}`;
}

/** What a link is for, if it may still be used. */
export async function findLink(db: Db, purpose: LinkPurpose, text: string, now: number) {
  const parts = partsOf(text);
  return (
    parts &&
    db
      .selectFrom("one_time_links")
      .select(["account_id", "content"])
      .where("id", "=", parts.id)
      .where("secret_hash", "=", parts.secretHash)
      .where("purpose", "=", purpose)
      .where("expires_at", ">", new Date(now).toISOString())
      .executeTakeFirst()
  );
}

/** The same, and uses it up: of two that try at once one gets it. */
export async function useLink(trx: Db, purpose: LinkPurpose, text: string, now: number) {
  const parts = partsOf(text);
  return (
    parts &&
    trx
      .deleteFrom("one_time_links")
      .where("id", "=", parts.id)
      .where("secret_hash", "=", parts.secretHash)
      .where("purpose", "=", purpose)
      .where("expires_at", ">", new Date(now).toISOString())
      .returning(["account_id", "content"])
      .executeTakeFirst()
  );
}

export async function dropLinks(db: Db, purpose: LinkPurpose, accountId: string | null): Promise<void> {
  await db
    .deleteFrom("one_time_links")
    .where("purpose", "=", purpose)
    .where("account_id", accountId === null ? "is" : "=", accountId)
    .execute();
}

function partsOf(text: string): { id: string; secretHash: string } | undefined {
  const [id = "", secret = ""] = text.split(".");
  return isUuid(id) ? { id: id.toLowerCase(), secretHash: hashOf(secret) } : undefined;
}

/** The secret is random and long, so a fast hash will do. */
function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
