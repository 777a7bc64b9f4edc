import { sql } from "kysely";
import type { Db } from "../database/database.ts";

/**
 * Removes the rows of the change log that are older than `oldest` (RFC 3339), from the beginning of each chain. The
 * number and hash of the last row that goes stay behind, so that what is left can still be verified.
 */
export async function shortenChains(db: Db, oldest: string): Promise<void> {
  const { rows: chains } = await sql<{ id: string }>`
    select c.id from change_log_chains c
    where exists (select from change_logs l where l.chain_id = c.id and l.timestamp < ${oldest}::timestamptz)`.execute(
    db,
  );
  for (const { id } of chains) {
    await db.transaction().execute((trx) => shortenChain(trx, id, oldest));
  }
}

async function shortenChain(db: Db, id: string, oldest: string): Promise<void> {
  const firstKept = await db
    .selectFrom("change_logs")
    .select("chain_number")
    .where("chain_id", "=", id)
    .where("chain_number", "is not", null)
    .where("timestamp", ">=", oldest)
    .orderBy("chain_number")
    .limit(1)
    .executeTakeFirst();
  const lastRemoved = await db
    .selectFrom("change_logs")
    .select(["chain_number", "chain_hash"])
    .where("chain_id", "=", id)
    .where("chain_number", "is not", null)
    .$if(firstKept !== undefined, (query) => query.where("chain_number", "<", firstKept?.chain_number ?? 0))
    .orderBy("chain_number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!lastRemoved?.chain_number || !lastRemoved.chain_hash) return;
  await db
    .updateTable("change_log_chains")
    .set({ removed_number: lastRemoved.chain_number, removed_hash: lastRemoved.chain_hash })
    .where("id", "=", id)
    .execute();
  await db
    .deleteFrom("change_logs")
    .where("chain_id", "=", id)
    .where("chain_number", "<=", lastRemoved.chain_number)
    .execute();
}
