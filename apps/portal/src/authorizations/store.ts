import type { InboundAuthorization } from "@fz/wire";
import { sql } from "kysely";
import type { Db } from "../database/database.ts";

export interface NewAuthorization {
  readonly accountId: string;
  readonly id: string;
  readonly policyId: string;
  readonly resourceId: string;
  readonly initiatingDeviceId: string;
  readonly receivingDeviceId: string;
  readonly tokenId: string;
  /** Null for what Everyone may. */
  readonly membershipId: string | null;
  readonly initiatorIp: string;
  readonly initiatorUserAgent: string;
  readonly receiverIp: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** False where something the grant stands on has gone in the meantime. */
export async function insertAuthorization(db: Db, grant: NewAuthorization): Promise<boolean> {
  try {
    await db
      .insertInto("policy_authorizations")
      .values({
        account_id: grant.accountId,
        id: grant.id,
        policy_id: grant.policyId,
        resource_id: grant.resourceId,
        initiating_device_id: grant.initiatingDeviceId,
        receiving_device_id: grant.receivingDeviceId,
        token_id: grant.tokenId,
        membership_id: grant.membershipId,
        initiator_remote_ip: grant.initiatorIp,
        initiator_user_agent: grant.initiatorUserAgent,
        receiver_remote_ip: grant.receiverIp,
        expires_at: new Date(grant.expiresAt).toISOString(),
      })
      .execute();
    return true;
  } catch (error) {
    const FOREIGN_KEY_VIOLATION = "23503";
    if (error instanceof Error && "code" in error && error.code === FOREIGN_KEY_VIOLATION) return false;
    throw error;
  }
}

export async function deleteAuthorization(db: Db, accountId: string, id: string): Promise<void> {
  await db.deleteFrom("policy_authorizations").where("account_id", "=", accountId).where("id", "=", id).execute();
}

export interface StandingAuthorization extends InboundAuthorization {
  readonly id: string;
}

/** Unexpired grants towards a device, one for each client and resource: the one that lasts longest. */
export async function inboundAuthorizations(
  db: Db,
  accountId: string,
  deviceId: string,
): Promise<StandingAuthorization[]> {
  const rows = await db
    .selectFrom("policy_authorizations")
    .select([
      "id",
      "initiating_device_id",
      "resource_id",
      sql<number>`floor(extract(epoch from expires_at))::bigint`.as("expires_at"),
    ])
    .distinctOn(["initiating_device_id", "resource_id"])
    .where("account_id", "=", accountId)
    .where("receiving_device_id", "=", deviceId)
    .where("expires_at", ">", sql<string>`now()`)
    .orderBy("initiating_device_id")
    .orderBy("resource_id")
    .orderBy("expires_at", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    client_id: row.initiating_device_id,
    resource_id: row.resource_id,
    expires_at: row.expires_at,
  }));
}
