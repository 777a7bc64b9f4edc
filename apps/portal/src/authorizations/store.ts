import type { InboundAuthorization } from "@fz/wire";
import { sql } from "kysely";
import { recordset, rowsFor } from "../database/batches.ts";
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

const GRANT_COLUMNS = sql.raw(
  "account_id, id, policy_id, resource_id, initiating_device_id, receiving_device_id, token_id, membership_id, " +
    "initiator_remote_ip, initiator_user_agent, receiver_remote_ip, expires_at",
);

/** All or none; what a grant stands on may have gone in the meantime, which the database refuses. */
export async function insertAuthorizations(db: Db, grants: readonly NewAuthorization[]): Promise<void> {
  const rows = grants.map((grant) => ({
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
  }));
  await sql`
    insert into policy_authorizations (${GRANT_COLUMNS})
    select ${GRANT_COLUMNS} from ${rowsFor("policy_authorizations", rows)}`.execute(db);
}

export async function deleteAuthorization(db: Db, accountId: string, id: string): Promise<void> {
  await db.deleteFrom("policy_authorizations").where("account_id", "=", accountId).where("id", "=", id).execute();
}

export interface StandingAuthorization extends InboundAuthorization {
  readonly id: string;
}

export interface Receiver {
  readonly accountId: string;
  readonly deviceId: string;
}

/** For each device, the unexpired grants towards it, one for each client and resource: the one that lasts longest. */
export async function inboundAuthorizations(
  db: Db,
  receivers: readonly Receiver[],
): Promise<StandingAuthorization[][]> {
  const keys = receivers.map(({ accountId, deviceId }, number) => ({
    number,
    account_id: accountId,
    device_id: deviceId,
  }));
  const { rows } = await sql<StandingAuthorization & { readonly number: number }>`
    select distinct on (k.number, p.initiating_device_id, p.resource_id) k.number, p.id,
      p.initiating_device_id as client_id, p.resource_id, floor(extract(epoch from p.expires_at))::bigint as expires_at
    from ${recordset("k", "number int, account_id uuid, device_id uuid", keys)}
    join policy_authorizations p
      on p.account_id = k.account_id and p.receiving_device_id = k.device_id and p.expires_at > now()
    order by k.number, p.initiating_device_id, p.resource_id, p.expires_at desc`.execute(db);
  const inbound: StandingAuthorization[][] = receivers.map(() => []);
  for (const { number, ...authorization } of rows) inbound[number].push(authorization);
  return inbound;
}
