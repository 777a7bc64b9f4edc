import type { Db } from "../database/database.ts";
import type { TokenMint } from "./token-mint.ts";

/** A token with which any number of relays connect, for all accounts of the installation. It is shown this once. */
export async function createRelayToken(db: Db, tokens: TokenMint, now: number) {
  const { token, ...secret } = tokens.mint("relay", null, now);
  const row = await db
    .insertInto("relay_tokens")
    .values(secret)
    .returning(["id", "inserted_at"])
    .executeTakeFirstOrThrow();
  return { ...row, token };
}

/** A line for each, with its id and when it was made, oldest first. */
export async function listRelayTokens(db: Db): Promise<string> {
  const rows = await db.selectFrom("relay_tokens").select(["id", "inserted_at"]).orderBy("inserted_at").execute();
  return rows.map(({ id, inserted_at }) => `${id}  ${inserted_at}\n`).join("");
}

/** Whether there was one; the change lets the relays go that are connected with it. */
export async function deleteRelayToken(db: Db, id: string): Promise<boolean> {
  return (await db.deleteFrom("relay_tokens").where("id", "=", id).returning("id").execute()).length > 0;
}
