// What must still hold when a device joins. A change between authentication and joining finds no channel to tell, so it
// is looked for once the channel can be found.

import { type Selectable, sql } from "kysely";
import { recordset } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

export interface ClientIds {
  readonly accountId: string;
  readonly deviceId: string;
  readonly actorId: string;
  readonly tokenId: string;
}

/** For each, the actor and the device as they are now; undefined where the token, or either of them, is gone. */
export async function readClientStandings(db: Db, clients: readonly ClientIds[]) {
  const keys = clients.map(({ accountId, deviceId, tokenId }, number) => ({
    number,
    account_id: accountId,
    token_id: tokenId,
    device_id: deviceId,
  }));
  const { rows } = await sql<StandingRow>`
    select k.number, a.type, a.name, a.email, a.is_disabled, d.ipv4, d.ipv6, d.verified_at
    from ${recordset("k", "number int, account_id uuid, token_id uuid, device_id uuid", keys)}
    join client_tokens t on t.account_id = k.account_id and t.id = k.token_id
    join actors a on a.account_id = t.account_id and a.id = t.actor_id
    join devices d on d.account_id = k.account_id and d.id = k.device_id and d.actor_id = t.actor_id`.execute(db);
  const found = new Map(rows.map((row) => [row.number, row]));
  return clients.map(({ actorId }, number) => {
    const row = found.get(number);
    if (!row) return undefined;
    const { type, name, email, is_disabled, ipv4, ipv6, verified_at } = row;
    return { actor: { id: actorId, type, name, email, is_disabled }, device: { ipv4, ipv6, verified_at } };
  });
}

type StandingRow = Pick<Selectable<Tables["actors"]>, "type" | "name" | "email" | "is_disabled"> &
  Pick<Selectable<Tables["devices"]>, "ipv4" | "ipv6" | "verified_at"> & { readonly number: number };

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
