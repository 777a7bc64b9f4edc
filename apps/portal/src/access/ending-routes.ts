// What ends by itself and when: memberships, policies and access that was asked for.

import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { readPage, readPaging } from "../http/pagination.ts";

const KINDS = ["membership", "policy", "request"] as const;
const EndingView = z.object({
  kind: z.enum(KINDS),
  id: z.uuid(),
  ends_at: z.string(),
  actor_id: z.uuid().nullable(),
  actor_name: z.string().nullable(),
  group_id: z.uuid().nullable(),
  group_name: z.string().nullable(),
  resource_id: z.uuid().nullable(),
  resource_name: z.string().nullable(),
});
type Ending = z.output<typeof EndingView>;

export function endingRoutes(api: Api): void {
  const summary = "List memberships, policies and access given to requests that end by themselves, soonest first";
  api.get(
    "/access/endings",
    { tag: "Access", summary, data: EndingView, isList: true, filters: ["kind"] },
    listEndings,
  );
}

async function listEndings(call: Call) {
  const kind = call.query.oneOf("kind", KINDS);
  const now = new Date(call.context.now()).toISOString();
  const query = call.db
    .selectFrom(endings(call.accountId, now).as("e"))
    .select(["e.kind", "e.id", "e.ends_at", "e.actor_id", "e.actor_name", "e.group_id", "e.group_name"])
    .select(["e.resource_id", "e.resource_name"])
    .$if(kind !== undefined, (q) => q.where("e.kind", "=", kind ?? "policy"));
  const order = { list: "endings", time: "e.ends_at", id: "e.id", idType: "uuid", newestFirst: false } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  return { data: rows.map((row) => EndingView.parse(row)), metadata };
}

/** What a request made for itself, a group and a policy, goes with the request and is not listed besides. */
function endings(accountId: string, now: string): RawBuilder<Ending> {
  return sql<Ending>`(
    select 'membership' as kind, m.id, m.expires_at as ends_at, a.id as actor_id, a.name as actor_name,
           g.id as group_id, g.name as group_name, null::uuid as resource_id, null::text as resource_name
    from memberships m
    join actors a on a.account_id = m.account_id and a.id = m.actor_id
    join groups g on g.account_id = m.account_id and g.id = m.group_id
    where m.account_id = ${accountId} and m.expires_at > ${now} and not ${ofRequest("m.group_id", accountId)}
    union all
    select 'policy', p.id, p.expires_at, null, null, g.id, g.name, o.id, o.name
    from policies p
    join groups g on g.account_id = p.account_id and g.id = p.group_id
    join resources o on o.account_id = p.account_id and o.id = p.resource_id
    where p.account_id = ${accountId} and p.expires_at > ${now} and not p.is_disabled
      and not ${ofRequest("p.group_id", accountId)}
    union all
    select 'request', r.id, r.access_ends_at, a.id, a.name, g.id, g.name, o.id, o.name
    from access_requests r
    join actors a on a.account_id = r.account_id and a.id = r.actor_id
    join resources o on o.account_id = r.account_id and o.id = r.resource_id
    left join groups g on g.account_id = r.account_id and g.id = r.group_id and not r.owns_group
    where r.account_id = ${accountId} and r.status = 'approved' and r.access_ends_at > ${now})`;
}

function ofRequest(group: string, accountId: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select from access_requests r where r.account_id = ${accountId}
    and r.group_id = ${sql.ref(group)} and r.owns_group and r.status = 'approved')`;
}
