// The list of policies, with the filters, the order and the names that the console shows them by.

import { type ExpressionBuilder, sql } from "kysely";
import { z } from "zod";
import type { Tables } from "../database/tables.ts";
import type { Call } from "../http/api.ts";
import { byTime, type ListOrder, type SortKey } from "../http/pagination.ts";
import { occursIn } from "../http/search.ts";

export const PolicyDetails = z.object({
  /** null: the group is gone, and the policy grants nothing. */
  group_name: z.string().nullable(),
  resource_name: z.string(),
  resource_type: z.string(),
  site_id: z.uuid().nullable(),
  site_name: z.string().nullable(),
  inserted_at: z.string(),
  updated_at: z.string(),
});

export const POLICY_ORDER = {
  list: "policies",
  time: "policies.inserted_at",
  id: "policies.id",
  idType: "uuid",
  newestFirst: false,
} as const satisfies ListOrder;

export const POLICY_SORTS = {
  group: nameOf("groups", "group_id"),
  resource: nameOf("resources", "resource_id"),
  inserted_at: byTime("policies.inserted_at"),
};

/** Filters beyond those of the reference. */
export function readPolicyFilters({ query }: Call) {
  return {
    status: query.oneOf("status", ["enabled", "disabled", "orphaned"]),
    siteId: query.id("site_id"),
    search: query.search(),
  };
}

export function policyMatches(
  eb: ExpressionBuilder<Tables, "policies">,
  { status, siteId, search }: ReturnType<typeof readPolicyFilters>,
) {
  return eb.and([
    ...(status === "orphaned" ? [eb("policies.group_id", "is", null)] : []),
    ...(status === "enabled" || status === "disabled"
      ? [eb("policies.is_disabled", "=", status === "disabled"), eb("policies.group_id", "is not", null)]
      : []),
    ...(siteId === undefined
      ? []
      : [
          eb.exists(
            eb
              .selectFrom("resources as r")
              .select("r.id")
              .whereRef("r.account_id", "=", "policies.account_id")
              .whereRef("r.id", "=", "policies.resource_id")
              .where("r.site_id", "=", siteId),
          ),
        ]),
    ...(search === undefined
      ? []
      : [
          eb.or([
            occursIn(search, ["policies.description"]),
            nameHolds(search, "groups", "group_id"),
            nameHolds(search, "resources", "resource_id"),
          ]),
        ]),
  ]);
}

export async function readPolicyDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof PolicyDetails>>> {
  const rows = await call.db
    .selectFrom("policies as p")
    .innerJoin("resources as r", (join) =>
      join.onRef("r.account_id", "=", "p.account_id").onRef("r.id", "=", "p.resource_id"),
    )
    .leftJoin("groups as g", (join) => join.onRef("g.account_id", "=", "p.account_id").onRef("g.id", "=", "p.group_id"))
    .leftJoin("sites as s", (join) => join.onRef("s.account_id", "=", "r.account_id").onRef("s.id", "=", "r.site_id"))
    .select(["p.id", "p.inserted_at", "p.updated_at", "g.name as group_name", "r.name as resource_name"])
    .select(["r.type as resource_type", "r.site_id", "s.name as site_name"])
    .where("p.account_id", "=", call.accountId)
    .where("p.id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, ...details }) => [id, details]));
}

/** The name of what a column points to; what is gone sorts as the empty text. */
function nameOf(table: "groups" | "resources", column: "group_id" | "resource_id"): SortKey {
  const [from, key] = [sql.table(table), sql.ref(`policies.${column}`)];
  const name = sql`select lower(n.name) from ${from} n where n.account_id = policies.account_id and n.id = ${key}`;
  return { type: "text", by: sql`coalesce((${name}), '')` };
}

function nameHolds(text: string, table: "groups" | "resources", column: "group_id" | "resource_id") {
  const [from, key] = [sql.table(table), sql.ref(`policies.${column}`)];
  return sql<boolean>`exists (select from ${from} n where n.account_id = policies.account_id and n.id = ${key}
    and ${occursIn(text, ["n.name"])})`;
}
