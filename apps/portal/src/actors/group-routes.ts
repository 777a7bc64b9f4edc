import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { byText, readPage, readPaging, sorted } from "../http/pagination.ts";
import { pick } from "../http/view.ts";

const GroupOfActorView = z.object({
  id: z.uuid(),
  name: z.string(),
  directory_id: z.uuid().nullable(),
  /** When the actor became a member. */
  inserted_at: z.string(),
});
const SORTS = { name: byText("g.name") };

/** Everyone has no members of its own, so it is not among the groups of anyone. */
export function actorGroupRoutes(api: Api): void {
  const spec = { tag: "Memberships", summary: "List the groups of an actor", data: GroupOfActorView, isList: true };
  api.get("/actors/:actor_id/groups", { ...spec, sort: Object.keys(SORTS) }, listGroups);
}

async function listGroups(call: Call) {
  const query = call.db
    .selectFrom("memberships as m")
    .innerJoin("groups as g", (join) =>
      join.onRef("g.account_id", "=", "m.account_id").onRef("g.id", "=", "m.group_id"),
    )
    .select(["g.id", "g.name", "g.directory_id", "m.inserted_at"])
    .where("m.account_id", "=", call.accountId)
    .where("m.actor_id", "=", call.param("actor_id"));
  const order = {
    list: "actor_groups",
    time: "m.inserted_at",
    id: "g.id",
    idType: "uuid",
    newestFirst: false,
  } as const;
  const { rows, metadata } = await readPage(query, sorted(call.query, order, SORTS), readPaging(call.query));
  return { data: rows.map((row) => pick(row, ["id", "name", "directory_id", "inserted_at"])), metadata };
}
