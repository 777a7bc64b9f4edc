import type { Db } from "../database/database.ts";
import type { TokenMint } from "./token-mint.ts";

/** A token with which any number of relays connect, for all accounts of the installation. It is shown this once. */
export async function createRelayToken(db: Db, tokens: TokenMint, now: number): Promise<string> {
  const { token, ...secret } = tokens.mint("relay", null, now);
  await db.insertInto("relay_tokens").values(secret).execute();
  return token;
}
