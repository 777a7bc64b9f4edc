import type { Selectable } from "kysely";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { type Session, sessionColumns } from "./session.ts";

export const CONNECTED_COLUMNS = [
  "id",
  "account_id",
  "actor_id",
  "site_id",
  "name",
  "ipv4",
  "ipv6",
  "psk_base",
  "verified_at",
  "device_serial",
  "device_uuid",
  "identifier_for_vendor",
  "firebase_installation_id",
] as const;

export type ConnectedDevice = Pick<Selectable<Tables["devices"]>, (typeof CONNECTED_COLUMNS)[number]>;

/** The gateway of a site with that device id, its session brought up to date; undefined where it is new. */
export async function connectSiteGateway(
  db: Db,
  owner: { readonly accountId: string; readonly siteId: string; readonly tokenId: string },
  externalId: string,
  session: Session,
  now: number,
): Promise<ConnectedDevice | undefined> {
  return db
    .updateTable("devices")
    .set({ ...sessionColumns(session, now), gateway_token_id: owner.tokenId })
    .where("account_id", "=", owner.accountId)
    .where("site_id", "=", owner.siteId)
    .where("firezone_id", "=", externalId)
    .returning(CONNECTED_COLUMNS)
    .executeTakeFirst();
}

/** The one gateway that its own token is bound to. Its identity is the token, whatever device id it brings. */
export async function connectOwnedGateway(
  db: Db,
  owner: { readonly accountId: string; readonly deviceId: string; readonly tokenId: string },
  session: Session,
  now: number,
): Promise<ConnectedDevice | undefined> {
  return db
    .updateTable("devices")
    .set({ ...sessionColumns(session, now), gateway_token_id: owner.tokenId })
    .where("account_id", "=", owner.accountId)
    .where("id", "=", owner.deviceId)
    .returning(CONNECTED_COLUMNS)
    .executeTakeFirst();
}

/** The random base from which pre-shared keys of a device derive; it never changes. */
export async function readPskBase(db: Db, accountId: string, id: string): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom("devices")
    .select("psk_base")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.psk_base;
}

export async function findSiteGateway(
  db: Db,
  accountId: string,
  siteId: string,
  externalId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("devices")
    .select("id")
    .where("account_id", "=", accountId)
    .where("site_id", "=", siteId)
    .where("firezone_id", "=", externalId)
    .executeTakeFirst();
  return row?.id;
}
