// Who clients that connect are, many in one statement.

import type { ClientConnectParams, Token } from "@fz/wire";
import { type Selectable, sql } from "kysely";
import { recordset } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { secretMatches } from "../tokens/token-mint.ts";
import type { ConnectedDevice } from "./store.ts";

export interface ConnectingClient {
  readonly token: Token;
  /** Null where the client did not say which device it is. */
  readonly externalId: string | null;
}

type OwnerRow = Pick<
  Selectable<Tables["client_tokens"]>,
  "account_id" | "actor_id" | "auth_provider_id" | "expires_at" | "secret_salt" | "secret_hash"
> & {
  readonly token_id: string;
  readonly actor_type: Selectable<Tables["actors"]>["type"];
  readonly actor_name: string;
  readonly actor_email: string | null;
  readonly users_limit_exceeded: boolean;
  readonly service_accounts_limit_exceeded: boolean;
};

/** A client token in force with whom it stands for. */
export type ClientOwner = Omit<OwnerRow, "secret_salt" | "secret_hash">;

export interface KnownClient {
  readonly owner: ClientOwner;
  /** Undefined until its first connection has made it. */
  readonly device: ConnectedDevice | undefined;
}

type FoundRow = OwnerRow &
  Omit<ConnectedDevice, "id" | "account_id" | "actor_id"> & { readonly number: number; readonly id: string | null };

/** For each, whom the token stands for and the device; undefined where the token is not in force. */
export async function findConnectingClients(
  db: Db,
  clients: readonly ConnectingClient[],
): Promise<(KnownClient | undefined)[]> {
  const keys = clients.map(({ token, externalId }, number) => ({
    number,
    account_id: token.accountId,
    token_id: token.tokenId,
    external_id: externalId,
  }));
  const { rows } = await sql<FoundRow>`
    select k.number, t.account_id, t.id as token_id, t.actor_id, t.auth_provider_id, t.expires_at, t.secret_salt,
      t.secret_hash, a.type as actor_type, a.name as actor_name, a.email as actor_email, c.users_limit_exceeded,
      c.service_accounts_limit_exceeded, d.id, d.site_id, d.name, d.ipv4, d.ipv6, d.psk_base, d.verified_at,
      d.device_serial, d.device_uuid, d.identifier_for_vendor, d.firebase_installation_id
    from ${recordset("k", "number int, account_id uuid, token_id uuid, external_id text", keys)}
    join client_tokens t on t.account_id = k.account_id and t.id = k.token_id and t.expires_at > now()
    join actors a on a.account_id = t.account_id and a.id = t.actor_id and not a.is_disabled
    join accounts c on c.id = t.account_id and not c.is_disabled
    left join devices d
      on d.account_id = t.account_id and d.actor_id = t.actor_id and d.firezone_id = k.external_id`.execute(db);
  const found = new Map(rows.map((row) => [row.number, row]));
  return clients.map(({ token }, number) => {
    const row = found.get(number);
    if (!row || !secretMatches(token, row)) return undefined;
    const { secret_salt: _, secret_hash: __, number: ___, ...owner } = row;
    return { owner, device: row.id === null ? undefined : { ...row, id: row.id } };
  });
}

export function hardwareColumns(params: ClientConnectParams) {
  return {
    device_serial: params.deviceSerial ?? null,
    device_uuid: params.deviceUuid ?? null,
    identifier_for_vendor: params.identifierForVendor ?? null,
    firebase_installation_id: params.firebaseInstallationId ?? null,
  };
}
