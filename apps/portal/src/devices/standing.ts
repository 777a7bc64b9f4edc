// What must still hold when a device joins. A change between authentication and joining finds no channel to tell, so it
// is looked for once the channel can be found.

import type { Db } from "../database/database.ts";

export async function readClientStanding(
  db: Db,
  accountId: string,
  ids: { readonly deviceId: string; readonly actorId: string; readonly tokenId: string },
) {
  const token = await db
    .selectFrom("client_tokens")
    .select("id")
    .where("account_id", "=", accountId)
    .where("id", "=", ids.tokenId)
    .executeTakeFirst();
  const actor = await db
    .selectFrom("actors")
    .select(["id", "type", "name", "email", "is_disabled"])
    .where("account_id", "=", accountId)
    .where("id", "=", ids.actorId)
    .executeTakeFirst();
  const device = await db
    .selectFrom("devices")
    .select(["ipv4", "ipv6", "verified_at"])
    .where("account_id", "=", accountId)
    .where("id", "=", ids.deviceId)
    .executeTakeFirst();
  return { actor: token && actor, device };
}

export async function readGatewayStanding(db: Db, accountId: string, deviceId: string, tokenId: string) {
  const token = await db
    .selectFrom("gateway_tokens")
    .select("id")
    .where("account_id", "=", accountId)
    .where("id", "=", tokenId)
    .executeTakeFirst();
  const device = await db
    .selectFrom("devices")
    .select(["ipv4", "ipv6"])
    .where("account_id", "=", accountId)
    .where("id", "=", deviceId)
    .executeTakeFirst();
  return { hasToken: token !== undefined, device };
}

export async function relayTokenExists(db: Db, tokenId: string): Promise<boolean> {
  const token = await db.selectFrom("relay_tokens").select("id").where("id", "=", tokenId).executeTakeFirst();
  return token !== undefined;
}
