import type { PortalConfig } from "../config.ts";
import type { Db } from "../database/database.ts";
import { forbidden } from "../http/problem.ts";

interface Surroundings {
  readonly db: Db;
  readonly config: Pick<PortalConfig, "operatorAccountId" | "signUp">;
}

/**
 * Whether the account looks after the relays, which serve all accounts of the installation: the one that is configured,
 * or else the only one there is. Not where people may make accounts for themselves, for then it may be a stranger's.
 */
export async function keepsRelays({ db, config }: Surroundings, accountId: string): Promise<boolean> {
  if (config.operatorAccountId !== undefined) return config.operatorAccountId === accountId;
  if (config.signUp !== "off") return false;
  const other = await db.selectFrom("accounts").select("id").where("id", "!=", accountId).limit(1).executeTakeFirst();
  return other === undefined;
}

/** Throws a 403 for all other accounts. */
export async function requireKeeper(surroundings: Surroundings, accountId: string): Promise<void> {
  if (await keepsRelays(surroundings, accountId)) return;
  throw forbidden("Relays serve all accounts of this installation; whoever runs the portal looks after them.");
}
