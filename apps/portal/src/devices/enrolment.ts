// Devices at their first connection, many in one statement.

import { randomBytes } from "node:crypto";
import type { ClientConnectParams, GatewayConnectParams } from "@fz/wire";
import { sql } from "kysely";
import { recordset } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import { hardwareColumns } from "./connecting-clients.ts";
import { generatedClientName, generatedGatewayName } from "./names.ts";
import { type Session, sessionColumns } from "./session.ts";
import { CONNECTED_COLUMNS, type ConnectedDevice } from "./store.ts";

const PSK_BASE_BYTES = 32;

interface Connection {
  readonly accountId: string;
  readonly tokenId: string;
  readonly session: Session;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function newClient(connection: Connection, actorId: string, params: ClientConnectParams) {
  return {
    ...newDevice(connection),
    ...hardwareColumns(params),
    type: "client" as const,
    actor_id: actorId,
    client_token_id: connection.tokenId,
    firezone_id: params.externalId,
    name: params.name ?? generatedClientName(),
  };
}

export function newGateway(connection: Connection, siteId: string, params: GatewayConnectParams) {
  return {
    ...newDevice(connection),
    type: "gateway" as const,
    site_id: siteId,
    gateway_token_id: connection.tokenId,
    firezone_id: params.externalId,
    name: params.name ?? generatedGatewayName(),
  };
}

export type NewDevice = ReturnType<typeof newClient> | ReturnType<typeof newGateway>;

function newDevice({ accountId, session, now }: Connection) {
  return {
    ...sessionColumns(session, now),
    account_id: accountId,
    id: crypto.randomUUID(),
    psk_base: randomBytes(PSK_BASE_BYTES),
  };
}

/** Makes devices; one that another connection made meanwhile is taken as it is. */
export async function enrolDevices(db: Db, devices: readonly NewDevice[]): Promise<ConnectedDevice[]> {
  await db
    .insertInto("devices")
    .values([...devices])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const keys = devices.map((device, number) => ({
    number,
    account_id: device.account_id,
    actor_id: device.type === "client" ? device.actor_id : null,
    site_id: device.type === "gateway" ? device.site_id : null,
    firezone_id: device.firezone_id,
  }));
  const columns = sql.join(CONNECTED_COLUMNS.map((column) => sql.ref(`d.${column}`)));
  const owned = recordset("k", "number int, account_id uuid, actor_id uuid, site_id uuid, firezone_id text", keys);
  const { rows } = await sql<ConnectedDevice & { readonly number: number }>`
    select k.number, ${columns} from ${owned}
    join devices d on d.account_id = k.account_id and d.actor_id = k.actor_id and d.firezone_id = k.firezone_id
    union all
    select k.number, ${columns} from ${owned}
    join devices d on d.account_id = k.account_id and d.site_id = k.site_id and d.firezone_id = k.firezone_id
    order by number`.execute(db);
  if (rows.length < devices.length) throw new Error("a device that was made is gone already");
  return rows;
}
