// What must still hold when a device joins. A change between authentication and joining finds no channel to tell, so it
// is looked for once the channel can be found.

import type { Db } from "../database/database.ts";

/** The actor and the device as they are now; undefined where the token, or either of them, is gone. */
export async function readClientStanding(
  db: Db,
  accountId: string,
  ids: { readonly deviceId: string; readonly actorId: string; readonly tokenId: string },
) {
  const row = await db
    .selectFrom("client_tokens as t")
    .innerJoin("actors as a", (join) =>
      join.onRef("a.account_id", "=", "t.account_id").onRef("a.id", "=", "t.actor_id"),
    )
    .innerJoin("devices as d", (join) =>
      join.onRef("d.account_id", "=", "t.account_id").onRef("d.actor_id", "=", "t.actor_id"),
    )
    .select(["a.type", "a.name", "a.email", "a.is_disabled", "d.ipv4", "d.ipv6", "d.verified_at"])
    .where("t.account_id", "=", accountId)
    .where("t.id", "=", ids.tokenId)
    .where("d.id", "=", ids.deviceId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { type, name, email, is_disabled, ipv4, ipv6, verified_at } = row;
  return { actor: { id: ids.actorId, type, name, email, is_disabled }, device: { ipv4, ipv6, verified_at } };
}

export async function clientTokenExists(db: Db, accountId: string, tokenId: string): Promise<boolean> {
  const query = db
    .selectFrom("client_tokens")
    .select("id")
    .where("account_id", "=", accountId)
    .where("id", "=", tokenId);
  return (await query.executeTakeFirst()) !== undefined;
}

/** The gateway's addresses as they are now; undefined where it or its token is gone. */
export async function readGatewayStanding(db: Db, accountId: string, deviceId: string, tokenId: string) {
  return db
    .selectFrom("gateway_tokens as t")
    .innerJoin("devices as d", "d.account_id", "t.account_id")
    .select(["d.ipv4", "d.ipv6"])
    .where("t.account_id", "=", accountId)
    .where("t.id", "=", tokenId)
    .where("d.id", "=", deviceId)
    .executeTakeFirst();
}

export async function gatewayTokenExists(db: Db, accountId: string, tokenId: string): Promise<boolean> {
  const query = db
    .selectFrom("gateway_tokens")
    .select("id")
    .where("account_id", "=", accountId)
    .where("id", "=", tokenId);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function relayTokenExists(db: Db, tokenId: string): Promise<boolean> {
  const token = await db.selectFrom("relay_tokens").select("id").where("id", "=", tokenId).executeTakeFirst();
  return token !== undefined;
}
