import type { Token } from "@fz/wire";
import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import { secretMatches } from "./token-mint.ts";

/** How long the old token of a rotation works beside the new one. */
export const ROTATION_GRACE_HOURS = 4;

/** A gateway token in force with the site it is for, or undefined. */
export async function findGatewayToken(db: Db, token: Token) {
  if (token.accountId === null) return undefined;
  const row = await db
    .selectFrom("gateway_tokens as t")
    .innerJoin("accounts as c", "c.id", "t.account_id")
    .leftJoin("devices as d", (join) =>
      join.onRef("d.account_id", "=", "t.account_id").onRef("d.id", "=", "t.device_id"),
    )
    .select((eb) => [
      "t.id",
      "t.account_id",
      "t.device_id",
      "t.rotated_at",
      "t.secret_salt",
      "t.secret_hash",
      eb.fn.coalesce("t.site_id", "d.site_id").as("site_id"),
    ])
    .where("t.account_id", "=", token.accountId)
    .where("t.id", "=", token.tokenId)
    .where((eb) =>
      eb.or([
        eb("t.rotated_at", "is", null),
        eb("t.rotated_at", ">", sql<string>`now() - make_interval(hours => ${ROTATION_GRACE_HOURS})`),
      ]),
    )
    .executeTakeFirst();
  return row && secretMatches(token, row) ? row : undefined;
}

/** The first use of a rotated gateway's new token ends the old one. */
export async function endRotation(db: Db, accountId: string, deviceId: string): Promise<void> {
  await db
    .deleteFrom("gateway_tokens")
    .where("account_id", "=", accountId)
    .where("device_id", "=", deviceId)
    .where("rotated_at", "is not", null)
    .execute();
}

export async function findRelayToken(db: Db, token: Token) {
  if (token.accountId !== null) return undefined;
  const row = await db.selectFrom("relay_tokens").selectAll().where("id", "=", token.tokenId).executeTakeFirst();
  return row && secretMatches(token, row) ? row : undefined;
}

/** An API token in force with its actor, or undefined. Also of an account that is disabled until it is deleted. */
export async function findApiToken(db: Db, token: Token) {
  if (token.accountId === null) return undefined;
  const row = await db
    .selectFrom("api_tokens as t")
    .innerJoin("actors as a", (join) =>
      join.onRef("a.account_id", "=", "t.account_id").onRef("a.id", "=", "t.actor_id"),
    )
    .innerJoin("accounts as c", "c.id", "t.account_id")
    .select([
      "t.id",
      "t.account_id",
      "t.actor_id",
      "t.expires_at",
      "t.secret_salt",
      "t.secret_hash",
      "a.name as actor_name",
      "a.type as actor_type",
      "a.role as actor_role",
      "c.limits",
      "c.is_disabled as account_is_disabled",
    ])
    .where("t.account_id", "=", token.accountId)
    .where("t.id", "=", token.tokenId)
    .where("t.expires_at", ">", sql<string>`now()`)
    .where("a.type", "=", "api_client")
    .where("a.is_disabled", "=", false)
    .where((eb) => eb.or([eb("c.is_disabled", "=", false), eb("c.scheduled_deletion_at", "is not", null)]))
    .executeTakeFirst();
  return row && secretMatches(token, row) ? row : undefined;
}
