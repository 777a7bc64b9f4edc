// Who has a policy in force for what. Whether its conditions hold for a client is not asked here.

import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { findActor } from "../actors/routes.ts";
import type { Api, Call } from "../http/api.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { badRequest, notFound } from "../http/problem.ts";
import { ANYONE } from "../http/roles.ts";
import { TREE_FORM, TreeView } from "../policies/condition-tree.ts";
import { ConditionView } from "../policies/conditions.ts";
import { requireResource } from "../resources/routes.ts";

const WayView = z.object({
  policy_id: z.uuid(),
  group: z.object({ id: z.uuid(), name: z.string() }),
  conditions: z.array(ConditionView),
  condition_tree: z.unknown().optional().meta({ description: TREE_FORM }),
  expires_at: z.string().nullable(),
});
const ReacherView = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  email: z.string().nullable(),
  policies: z.array(WayView),
});
const ReachedView = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  address: z.string().nullable(),
  policies: z.array(WayView),
});
const StoredConditions = z.array(ConditionView);
const tag = "Access";

export function reachRoutes(api: Api): void {
  const who = { tag, summary: "List who has access to a resource", data: ReacherView, isList: true };
  api.get("/access/who-can-reach", { ...who, filters: ["resource_id"], refuses: [404] }, listReachers);
  const what = { tag, summary: "List what an actor has access to", data: ReachedView, isList: true };
  api.get("/access/what-can", { ...what, filters: ["actor_id"], refuses: [404] }, listReached);
  const own = { tag, summary: "List what one has access to oneself", data: ReachedView, isList: true, may: ANYONE };
  api.get("/me/resources", own, (call) => reachedBy(call, call.subject.actorId));
}

async function listReachers(call: Call) {
  const resourceId = call.query.id("resource_id");
  if (resourceId === undefined) throw badRequest('"resource_id" is required.');
  await requireResource(call.db, call.accountId, resourceId);
  const query = call.db
    .selectFrom("actors as a")
    .select(["a.id", "a.name", "a.type", "a.email"])
    .where("a.account_id", "=", call.accountId)
    .where(sql<boolean>`exists (${ways(call, sql.ref("a.id"), sql`${resourceId}`)})`);
  const order = {
    list: "who-can-reach",
    time: "a.inserted_at",
    id: "a.id",
    idType: "uuid",
    newestFirst: false,
  } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  const data = [];
  for (const { id, name, type, email } of rows) {
    data.push({ id, name, type, email, policies: await waysOf(call, id, resourceId) });
  }
  return { data, metadata };
}

async function listReached(call: Call) {
  const actorId = call.query.id("actor_id");
  if (actorId === undefined) throw badRequest('"actor_id" is required.');
  if (!(await findActor(call.db, call.accountId, actorId))) throw notFound();
  return reachedBy(call, actorId);
}

async function reachedBy(call: Call, actorId: string) {
  const query = call.db
    .selectFrom("resources as o")
    .select(["o.id", "o.name", "o.type", "o.address"])
    .where("o.account_id", "=", call.accountId)
    .where(sql<boolean>`exists (${ways(call, sql`${actorId}`, sql.ref("o.id"))})`);
  const order = { list: "what-can", time: "o.inserted_at", id: "o.id", idType: "uuid", newestFirst: false } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  const data = [];
  for (const { id, name, type, address } of rows) {
    data.push({ id, name, type, address, policies: await waysOf(call, actorId, id) });
  }
  return { data, metadata };
}

interface Way {
  readonly policy_id: string;
  readonly group_id: string;
  readonly group_name: string;
  readonly conditions: unknown;
  readonly condition_tree: unknown;
  readonly expires_at: string | null;
}

/** Policies in force for the resource, of groups that the actor is in, with when policy or membership ends. */
function ways(call: Call, actor: RawBuilder<unknown>, resource: RawBuilder<unknown>): RawBuilder<Way> {
  const now = new Date(call.context.now()).toISOString();
  return sql<Way>`
    select p.id as policy_id, g.id as group_id, g.name as group_name, p.conditions, p.condition_tree,
           least(p.expires_at, m.expires_at) as expires_at
    from policies p
    join groups g on g.account_id = p.account_id and g.id = p.group_id
    join actors w on w.account_id = p.account_id and w.id = ${actor} and not w.is_disabled and w.type <> 'api_client'
    left join memberships m on m.account_id = p.account_id and m.group_id = g.id and m.actor_id = w.id
    where p.account_id = ${call.accountId} and p.resource_id = ${resource} and not p.is_disabled
      and (p.expires_at is null or p.expires_at > ${now})
      and (m.id is not null and (m.expires_at is null or m.expires_at > ${now})
           or g.type = 'managed' and g.name = 'Everyone' and g.idp_id is null
              and w.type in ('account_user', 'account_admin_user'))`;
}

async function waysOf(call: Call, actorId: string, resourceId: string): Promise<z.input<typeof WayView>[]> {
  const { rows } = await ways(call, sql`${actorId}`, sql`${resourceId}`).execute(call.db);
  return rows.map((way) => ({
    policy_id: way.policy_id,
    group: { id: way.group_id, name: way.group_name },
    conditions: StoredConditions.parse(way.conditions),
    ...(way.condition_tree === null ? {} : { condition_tree: TreeView.parse(way.condition_tree) }),
    expires_at: way.expires_at,
  }));
}
