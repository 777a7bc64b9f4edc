import type { ExpressionBuilder } from "kysely";
import { z } from "zod";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Api, Call } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { requiredText } from "../http/fields.ts";
import { byText, byTime, readPage, readPaging, sorted } from "../http/pagination.ts";
import { forbidden, notFound } from "../http/problem.ts";
import { occursIn } from "../http/search.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { GroupDetails, readGroupDetails } from "./details.ts";

const MAX_NAME = 255;
const EVERYONE = "Everyone";

const GroupView = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  entity_type: z.enum(["group", "org_unit"]),
  directory_id: z.uuid().nullable(),
  idp_id: z.string().nullable(),
  synced_at: z.string().nullable(),
  inserted_at: z.string(),
  updated_at: z.string(),
});
const GroupFields = z.object({ name: requiredText(MAX_NAME) });
const GroupBody = z.object({ group: GroupFields });
const spec = { tag: "Groups", data: GroupView, details: GroupDetails };
const TAKEN = { groups_name_index: { name: ["is taken"] } };
const COLUMNS = [
  "id",
  "name",
  "email",
  "entity_type",
  "directory_id",
  "idp_id",
  "synced_at",
  "inserted_at",
  "updated_at",
] as const;

const ORDER = {
  list: "groups",
  time: "groups.inserted_at",
  id: "groups.id",
  idType: "uuid",
  newestFirst: false,
} as const;
const SORTS = { name: byText("groups.name"), inserted_at: byTime("groups.inserted_at") };

export function groupRoutes(api: Api): void {
  api.get(
    "/groups",
    {
      ...spec,
      summary: "List groups; Everyone is among them where type=managed asks for it",
      isList: true,
      filters: ["name", "entity_type", "directory_id", "type"],
      search: "name and e-mail address",
      sort: Object.keys(SORTS),
    },
    listGroups,
  );
  api.get("/groups/:id", { ...spec, summary: "Show a group", item: "groups" }, async (call) =>
    one(call, await requireStaticGroup(call.db, call.accountId, call.param("id"))),
  );
  api.post("/groups", { ...spec, summary: "Create a group", body: GroupBody }, createGroup);
  api.update("/groups/:id", { ...spec, summary: "Rename a group", body: GroupBody }, updateGroup);
  api.delete("/groups/:id", { ...spec, summary: "Delete a group" }, deleteGroup);
}

export async function findGroup(db: Db, accountId: string, id: string) {
  return db
    .selectFrom("groups")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Managed groups, Everyone among them, are not shown. */
async function requireStaticGroup(db: Db, accountId: string, id: string) {
  const group = await findGroup(db, accountId, id);
  if (!group || group.type === "managed") throw notFound();
  return group;
}

async function listGroups(call: Call) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const entityType = call.query.oneOf("entity_type", ["group", "org_unit"]);
  const type = call.query.oneOf("type", ["static", "managed"]);
  const search = call.query.search();
  const unsynced = call.query.text("directory_id") === "";
  const directoryId = unsynced ? undefined : call.query.id("directory_id");
  const query = call.db
    .selectFrom("groups")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .$if(type !== undefined, (q) => q.where("type", "=", type ?? "static"))
    .$if(type === undefined, (q) => q.where(isNotEveryone))
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""))
    .$if(entityType !== undefined, (q) => q.where("entity_type", "=", entityType ?? "group"))
    .$if(unsynced, (q) => q.where("directory_id", "is", null))
    .$if(directoryId !== undefined, (q) => q.where("directory_id", "=", directoryId ?? ""))
    .$if(search !== undefined, (q) => q.where(occursIn(search ?? "", ["name", "email"])));
  const { rows, metadata } = await readPage(query, sorted(call.query, ORDER, SORTS), paging);
  return { data: await withDetails(call, rows.map(groupView), (ids) => readGroupDetails(call, ids)), metadata };
}

/** The group that all people belong to is not listed, as in the reference. */
function isNotEveryone(eb: ExpressionBuilder<Tables, "groups">) {
  return eb.not(eb.and([eb("type", "=", "managed"), eb("name", "=", EVERYONE), eb("idp_id", "is", null)]));
}

async function createGroup(call: Call) {
  const { name } = validate(GroupFields, unwrap(call.body, "group"));
  const group = await call.write((trx) =>
    refusingDuplicates(TAKEN, () =>
      trx
        .insertInto("groups")
        .values({ account_id: call.accountId, id: crypto.randomUUID(), type: "static", name })
        .returning(COLUMNS)
        .executeTakeFirstOrThrow(),
    ),
  );
  call.setHeader("location", `/groups/${group.id}`);
  return one(call, group);
}

async function updateGroup(call: Call) {
  const group = await requireStaticGroup(call.db, call.accountId, call.param("id"));
  if (group.idp_id !== null) throw forbidden("A synced group is changed in its directory.");
  const { name } = validate(GroupFields, { name: group.name, ...unwrap(call.body, "group") });
  if (name === group.name) return one(call, group);
  const updated = await call.write((trx) =>
    refusingDuplicates(TAKEN, () =>
      trx
        .updateTable("groups")
        .set({ name, updated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", group.id)
        .returning(COLUMNS)
        .executeTakeFirstOrThrow(),
    ),
  );
  return one(call, updated);
}

/** Policies of the group stay, without a group, and grant nothing. */
async function deleteGroup(call: Call) {
  const group = await requireStaticGroup(call.db, call.accountId, call.param("id"));
  const answer = await one(call, group);
  await call.write((trx) =>
    trx.deleteFrom("groups").where("account_id", "=", call.accountId).where("id", "=", group.id).execute(),
  );
  return answer;
}

async function one(call: Call, group: z.input<typeof GroupView>) {
  return { data: await withDetail(call, groupView(group), (ids) => readGroupDetails(call, ids)) };
}

function groupView(group: z.input<typeof GroupView>): z.input<typeof GroupView> {
  return pick(group, COLUMNS);
}
