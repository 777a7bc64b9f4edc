// How all sites fare: what an overview shows of them, however many there are.

import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { pageOfList } from "../http/list-page.ts";
import { readPaging } from "../http/pagination.ts";
import { NETWORK_READERS } from "../http/roles.ts";
import { healthOf, SiteDetails } from "./details.ts";

const shown = { managed_by: true, health: true, gateways_count: true, online_gateways_count: true } as const;
const HealthView = SiteDetails.pick(shown).extend({ id: z.uuid(), name: z.string() });
const HealthMetadata = z.object({
  gateways_count: z.int().meta({ description: "Of all sites together." }),
  online_gateways_count: z.int(),
});
type SiteHealth = z.output<typeof HealthView>;
const LIST = "site-health";
/** Those that want care first. */
const WORST_FIRST = ["offline", "degraded", "healthy", "empty"] as const satisfies readonly SiteHealth["health"][];

export function siteHealthRoutes(api: Api): void {
  const summary = "List sites by how their gateways are, those that want care first; the Internet's where it has any";
  const spec = { tag: "Sites", summary, may: NETWORK_READERS, data: HealthView, isList: true };
  api.get("/sites/health", { ...spec, metadata: HealthMetadata }, listHealth);
}

async function listHealth(call: Call) {
  const all = await readHealth(call);
  const gateways_count = all.reduce((sum, { gateways_count: count }) => sum + count, 0);
  const online_gateways_count = all.reduce((sum, { online_gateways_count: count }) => sum + count, 0);
  const sites = all.filter(({ managed_by, gateways_count: count }) => managed_by === "account" || count > 0);
  const rank = ({ health }: SiteHealth) => WORST_FIRST.indexOf(health);
  const { items, metadata } = pageOfList(
    LIST,
    sites.toSorted((a, b) => rank(a) - rank(b)),
    readPaging(call.query),
  );
  return { data: items, metadata: { ...metadata, gateways_count, online_gateways_count } };
}

/** By name. */
async function readHealth({ db, accountId, context }: Call): Promise<SiteHealth[]> {
  const rows = await db
    .selectFrom("sites as s")
    .leftJoin("devices as d", (join) => join.onRef("d.account_id", "=", "s.account_id").onRef("d.site_id", "=", "s.id"))
    .select(({ fn }) => [
      "s.id",
      "s.name",
      "s.managed_by",
      "s.health_threshold",
      fn.count<number>("d.id").as("gateways"),
    ])
    .where("s.account_id", "=", accountId)
    .groupBy(["s.account_id", "s.id"])
    .orderBy(({ fn }) => fn("lower", ["s.name"]))
    .orderBy("s.id")
    .execute();
  return rows.map(({ id, name, managed_by, health_threshold, gateways }) => {
    const online_gateways_count = context.cluster.gatewaysOf(accountId, id).length;
    const health = healthOf(online_gateways_count, gateways, health_threshold);
    return { id, name, managed_by, health, gateways_count: gateways, online_gateways_count };
  });
}
