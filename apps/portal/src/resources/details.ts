// What the console shows of a resource beyond the reference's REST API.

import { z } from "zod";
import type { Call } from "../http/api.ts";

export const ResourceDetails = z.object({
  site_name: z.string().nullable(),
  /** Gateways of its site that are connected; none, and nobody reaches it. Zero for pools. */
  online_gateways_count: z.int(),
  policies_count: z.int(),
  inserted_at: z.string(),
  updated_at: z.string(),
});

export async function readResourceDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof ResourceDetails>>> {
  const rows = await call.db
    .selectFrom("resources as r")
    .leftJoin("sites as s", (join) => join.onRef("s.account_id", "=", "r.account_id").onRef("s.id", "=", "r.site_id"))
    .select(["r.id", "r.site_id", "r.inserted_at", "r.updated_at", "s.name as site_name"])
    .select((eb) =>
      eb
        .selectFrom("policies as p")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("p.account_id", "=", "r.account_id")
        .whereRef("p.resource_id", "=", "r.id")
        .as("policies"),
    )
    .where("r.account_id", "=", call.accountId)
    .where("r.id", "in", ids)
    .execute();
  return new Map(
    rows.map(({ id, site_id, policies, ...row }) => {
      const online = site_id === null ? 0 : call.context.cluster.gatewaysOf(call.accountId, site_id).length;
      return [id, { ...row, online_gateways_count: online, policies_count: policies ?? 0 }];
    }),
  );
}
