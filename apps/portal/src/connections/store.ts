import { sql } from "kysely";
import { recordset } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import type { ReportedPair } from "./reports.ts";

/** A client and a gateway with what the grants in force between them are for. */
export interface GrantedPair {
  readonly client_id: string;
  readonly gateway_id: string;
  readonly resource_ids: readonly string[];
}

export interface ConnectionFilter {
  readonly siteId: string | undefined;
  /** Whose clients. */
  readonly actorId: string | undefined;
}

/** The devices that a filter is about: gateways of a site, clients of an actor; each undefined where it is about all. */
export async function readDevicesOf(db: Db, accountId: string, { siteId, actorId }: ConnectionFilter) {
  const idsOf = async (column: "site_id" | "actor_id", value: string | undefined) => {
    if (value === undefined) return undefined;
    const query = db.selectFrom("devices").select("id").where("account_id", "=", accountId).where(column, "=", value);
    return new Set((await query.execute()).map(({ id }) => id));
  };
  return { gateways: await idsOf("site_id", siteId), clients: await idsOf("actor_id", actorId) };
}

/** Which pairs are looked for: these, and all between devices that say nothing. */
export interface WantedPairs {
  readonly reported: readonly Pick<ReportedPair, "clientId" | "gatewayId">[];
  readonly silent: { readonly clients: readonly string[]; readonly gateways: readonly string[] };
}

/** At most `limit` pairs, reported ones first, and the number of all. */
export async function readGrantedPairs(
  db: Db,
  accountId: string,
  { reported, silent }: WantedPairs,
  limit: number,
): Promise<{ readonly pairs: readonly GrantedPair[]; readonly count: number }> {
  const isNobodySilent = silent.clients.length === 0 || silent.gateways.length === 0;
  if (reported.length === 0 && isNobodySilent) return { pairs: [], count: 0 };
  const named = reported.map(({ clientId, gatewayId }) => ({ client_id: clientId, gateway_id: gatewayId }));
  const { rows } = await sql<GrantedPair & { readonly count: number }>`
    with granted as (
      select r.client_id, r.gateway_id, p.resource_id, true as is_reported
      from ${recordset("r", "client_id uuid, gateway_id uuid", named)}
      join policy_authorizations p
        on p.account_id = ${accountId} and p.initiating_device_id = r.client_id
          and p.receiving_device_id = r.gateway_id and p.expires_at > now()
      union all
      select initiating_device_id, receiving_device_id, resource_id, false
      from policy_authorizations
      where account_id = ${accountId} and expires_at > now()
        and initiating_device_id = any(${sql.val([...silent.clients])}::uuid[])
        and receiving_device_id = any(${sql.val([...silent.gateways])}::uuid[])
    )
    select client_id, gateway_id, array_agg(distinct resource_id) as resource_ids, count(*) over () as count
    from granted
    group by client_id, gateway_id
    order by bool_or(is_reported) desc, client_id, gateway_id
    limit ${limit}`.execute(db);
  return { pairs: rows.map(({ count: _, ...pair }) => pair), count: rows[0]?.count ?? 0 };
}

/** Names of devices, and of who clients belong to, by id. */
export async function readEnds(db: Db, accountId: string, ids: readonly string[]) {
  const rows = await db
    .selectFrom("devices as d")
    .leftJoin("actors as a", (join) => join.onRef("a.account_id", "=", "d.account_id").onRef("a.id", "=", "d.actor_id"))
    .select(["d.id", "d.name", "d.site_id", "a.id as actor_id", "a.name as actor_name"])
    .where("d.account_id", "=", accountId)
    .where(sql<boolean>`d.id = any(${sql.val([...ids])}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
