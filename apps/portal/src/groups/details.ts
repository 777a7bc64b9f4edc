// What the console shows of a group beyond the reference's REST API.

import { z } from "zod";
import type { Call } from "../http/api.ts";

export const GroupDetails = z.object({
  type: z.enum(["static", "managed"]),
  directory_name: z.string().nullable(),
  /** Zero for Everyone, whose members are all people. */
  members_count: z.int(),
  policies_count: z.int(),
});

export async function readGroupDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof GroupDetails>>> {
  const rows = await call.db
    .selectFrom("groups as g")
    .leftJoin("directories as d", (join) =>
      join.onRef("d.account_id", "=", "g.account_id").onRef("d.id", "=", "g.directory_id"),
    )
    .select(["g.id", "g.type", "d.name as directory_name"])
    .select((eb) => [
      eb
        .selectFrom("memberships as m")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("m.account_id", "=", "g.account_id")
        .whereRef("m.group_id", "=", "g.id")
        .as("members"),
      eb
        .selectFrom("policies as p")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("p.account_id", "=", "g.account_id")
        .whereRef("p.group_id", "=", "g.id")
        .as("policies"),
    ])
    .where("g.account_id", "=", call.accountId)
    .where("g.id", "in", ids)
    .execute();
  return new Map(
    rows.map(({ id, members, policies, ...row }) => [
      id,
      { ...row, members_count: members ?? 0, policies_count: policies ?? 0 },
    ]),
  );
}
