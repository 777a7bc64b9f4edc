// What the console shows of a site beyond the reference's REST API.

import { z } from "zod";
import type { Call } from "../http/api.ts";

export const SiteDetails = z.object({
  managed_by: z.enum(["account", "system"]),
  /** Gateways that have to be online for the site to be healthy. */
  health_threshold: z.int(),
  health: z.enum(["healthy", "degraded", "offline", "empty"]),
  gateways_count: z.int(),
  online_gateways_count: z.int(),
  /** Tokens for any number of gateways. */
  gateway_tokens_count: z.int(),
  resources_count: z.int(),
  inserted_at: z.string(),
  updated_at: z.string(),
});

export async function readSiteDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof SiteDetails>>> {
  const rows = await call.db
    .selectFrom("sites as s")
    .select(["s.id", "s.managed_by", "s.health_threshold", "s.inserted_at", "s.updated_at"])
    .select((eb) => [
      eb
        .selectFrom("devices as d")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("d.account_id", "=", "s.account_id")
        .whereRef("d.site_id", "=", "s.id")
        .as("gateways"),
      eb
        .selectFrom("gateway_tokens as t")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("t.account_id", "=", "s.account_id")
        .whereRef("t.site_id", "=", "s.id")
        .as("tokens"),
      eb
        .selectFrom("resources as r")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("r.account_id", "=", "s.account_id")
        .whereRef("r.site_id", "=", "s.id")
        .as("resources"),
    ])
    .where("s.account_id", "=", call.accountId)
    .where("s.id", "in", ids)
    .execute();
  return new Map(
    rows.map(({ id, gateways, tokens, resources, ...row }) => {
      const online = call.context.cluster.gatewaysOf(call.accountId, id).length;
      const counts = {
        gateways_count: gateways ?? 0,
        online_gateways_count: online,
        gateway_tokens_count: tokens ?? 0,
        resources_count: resources ?? 0,
      };
      return [id, { ...row, ...counts, health: healthOf(online, gateways ?? 0, row.health_threshold) }];
    }),
  );
}

export function healthOf(online: number, gateways: number, threshold: number): z.output<typeof SiteDetails>["health"] {
  if (gateways === 0) return "empty";
  if (online === 0) return "offline";
  return online < threshold ? "degraded" : "healthy";
}
