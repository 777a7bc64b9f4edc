import { sql } from "kysely";
import { recordset } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import type { ReportedPair } from "./reports.ts";

/** A client and a gateway with a grant in force between them. */
export interface ConnectedPair {
  readonly client_id: string;
  readonly client_name: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly gateway_id: string;
  readonly gateway_name: string;
  readonly site_id: string;
  readonly site_name: string;
  /** What the grants are for, by name. */
  readonly resources: readonly { readonly id: string; readonly name: string }[];
}

export interface PairFilter {
  readonly siteId: string | undefined;
  /** Whose clients. */
  readonly actorId: string | undefined;
}

/** Which pairs are looked for: these, and all between devices that say nothing; of them, what the filter lets through. */
export interface WantedPairs {
  readonly filter: PairFilter;
  readonly reported: readonly Pick<ReportedPair, "clientId" | "gatewayId">[];
  readonly silent: { readonly clients: readonly string[]; readonly gateways: readonly string[] };
}

/** The first pairs by name, and the number of all. */
export async function readPairs(
  db: Db,
  accountId: string,
  { reported, silent, filter }: WantedPairs,
  limit: number,
): Promise<{ readonly pairs: ConnectedPair[]; readonly count: number }> {
  const isNobodySilent = silent.clients.length === 0 || silent.gateways.length === 0;
  if (reported.length === 0 && isNobodySilent) return { pairs: [], count: 0 };
  const named = reported.map(({ clientId, gatewayId }) => ({ client_id: clientId, gateway_id: gatewayId }));
  const { rows } = await sql<ConnectedPair & { readonly count: number }>`
    with granted as (
      select r.client_id, r.gateway_id, p.resource_id
      from ${recordset("r", "client_id uuid, gateway_id uuid", named)}
      join policy_authorizations p
        on p.account_id = ${accountId} and p.initiating_device_id = r.client_id
          and p.receiving_device_id = r.gateway_id and p.expires_at > now()
      union
      select initiating_device_id, receiving_device_id, resource_id
      from policy_authorizations
      where account_id = ${accountId} and expires_at > now()
        and initiating_device_id = any(${sql.val([...silent.clients])}::uuid[])
        and receiving_device_id = any(${sql.val([...silent.gateways])}::uuid[])
    ), pairs as (
      select client_id, gateway_id, array_agg(resource_id) as resource_ids from granted group by 1, 2
    ), page as (
      select p.*, c.name as client_name, a.id as actor_id, a.name as actor_name, g.name as gateway_name,
        s.id as site_id, s.name as site_name, count(*) over () as count
      from pairs p
      join devices c on c.account_id = ${accountId} and c.id = p.client_id
      join actors a on a.account_id = ${accountId} and a.id = c.actor_id
      join devices g on g.account_id = ${accountId} and g.id = p.gateway_id
      join sites s on s.account_id = ${accountId} and s.id = g.site_id
      where s.id = coalesce(${filter.siteId ?? null}::uuid, s.id)
        and a.id = coalesce(${filter.actorId ?? null}::uuid, a.id)
      order by lower(c.name), c.id, lower(g.name), g.id
      limit ${limit}
    )
    select client_id, client_name, actor_id, actor_name, gateway_id, gateway_name, site_id, site_name, count,
      (select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by lower(r.name), r.id)
        from resources r where r.account_id = ${accountId} and r.id = any(resource_ids)) as resources
    from page
    order by lower(client_name), client_id, lower(gateway_name), gateway_id`.execute(db);
  return { pairs: rows.map(({ count: _, ...pair }) => pair), count: rows[0]?.count ?? 0 };
}
