import { sql } from "kysely";
import { z } from "zod";
import type { Api, Call, Trx } from "../http/api.ts";
import { isUuid, MAX_MEMBERS_AT_ONCE, optionalTime } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { badRequest, forbidden, invalid, notFound } from "../http/problem.ts";
import { type Attributes, isObject } from "../http/validation.ts";
import { pick } from "../http/view.ts";

const MemberView = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  expires_at: z.string().optional(),
});
const MembersView = z.object({ actor_ids: z.array(z.uuid()) });
const EntryBody = z.object({ actor_id: z.uuid(), expires_at: z.iso.datetime({ offset: true }).nullish() });
const ReplaceBody = z.object({ memberships: z.array(EntryBody) });
const ChangeBody = z.object({
  memberships: z.object({
    add: z.array(z.union([z.uuid(), EntryBody])).optional(),
    remove: z.array(z.uuid()).optional(),
  }),
});
/** Actor → when the membership is to end; null: never, undefined: as it is now. */
type Entries = ReadonlyMap<string, string | null | undefined>;
const tag = "Memberships";
const path = "/groups/:group_id/memberships";

export function membershipRoutes(api: Api): void {
  api.get(path, { tag, summary: "List the members of a group", data: MemberView, isList: true }, listMembers);
  api.put(
    path,
    { tag, summary: "Replace the members of a group", body: ReplaceBody, data: MembersView },
    replaceMembers,
  );
  api.patch(path, { tag, summary: "Add and remove members", body: ChangeBody, data: MembersView }, changeMembers);
}

async function listMembers(call: Call) {
  const query = call.db
    .selectFrom("memberships as m")
    .innerJoin("actors as a", (join) =>
      join.onRef("a.account_id", "=", "m.account_id").onRef("a.id", "=", "m.actor_id"),
    )
    .select(["a.id", "a.name", "a.type", "m.expires_at"])
    .where("m.account_id", "=", call.accountId)
    .where("m.group_id", "=", call.param("group_id"))
    .where((eb) => eb.or([eb("m.expires_at", "is", null), eb("m.expires_at", ">", timeOf(call))]));
  const order = { list: "memberships", time: "a.inserted_at", id: "a.id", idType: "uuid", newestFirst: false } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  return { data: rows.map(memberView), metadata };
}

/** `expires_at` is left out where there is none. */
function memberView({ expires_at, ...row }: { id: string; name: string; type: string; expires_at: string | null }) {
  return { ...pick(row, ["id", "name", "type"]), ...(expires_at === null ? {} : { expires_at }) };
}

function timeOf(call: Call): string {
  return new Date(call.context.now()).toISOString();
}

async function replaceMembers(call: Call) {
  const list = membershipsOf(call.body);
  if (!Array.isArray(list)) throw badRequest('"memberships" must be a list of {"actor_id"}.');
  return call.write(async (trx) => {
    await lockGroup(call, trx);
    const wanted = readEntries(
      list.map((entry) => (isObject(entry) ? entry : undefined)),
      call.context.now(),
    );
    await requireActors(call, trx, [...wanted.keys()]);
    const current = await memberIds(call, trx);
    await removeMembers(
      call,
      trx,
      current.filter((id) => !wanted.has(id)),
    );
    await addMembers(call, trx, wanted);
    return { data: { actor_ids: await memberIds(call, trx) } };
  });
}

/** An id in both lists ends up a member; unknown ids to remove are ignored. */
async function changeMembers(call: Call) {
  const change = membershipsOf(call.body);
  if (!isObject(change)) throw badRequest('"memberships" must be an object with "add" and "remove".');
  return call.write(async (trx) => {
    await lockGroup(call, trx);
    const add = readEntries(
      asList(change.add).map((entry) => (isObject(entry) ? entry : { actor_id: entry })),
      call.context.now(),
    );
    await requireActors(call, trx, [...add.keys()]);
    if (asList(change.remove).length > MAX_MEMBERS_AT_ONCE) throw tooMany();
    const remove = asList(change.remove).filter((id) => typeof id === "string" && isUuid(id));
    await removeMembers(
      call,
      trx,
      remove.map((id) => String(id).toLowerCase()).filter((id) => !add.has(id)),
    );
    await addMembers(call, trx, add);
    return { data: { actor_ids: await memberIds(call, trx) } };
  });
}

function membershipsOf(body: unknown): unknown {
  if (!isObject(body) || !Object.hasOwn(body, "memberships"))
    throw badRequest('The body needs a member "memberships".');
  return body.memberships;
}

/** Null and a lone string are accepted in place of a list. */
function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function tooMany() {
  return invalid({ memberships: [`must be at most ${MAX_MEMBERS_AT_ONCE} at once`] });
}

/** One message for each entry that cannot be read. */
function readEntries(list: readonly (Attributes | undefined)[], now: number): Entries {
  if (list.length > MAX_MEMBERS_AT_ONCE) throw tooMany();
  const bad: string[] = [];
  const entries = new Map<string, string | null | undefined>();
  for (const { actor_id: id, expires_at: end } of list.map((entry) => entry ?? {})) {
    if (typeof id !== "string" || !isUuid(id)) {
      bad.push(`${JSON.stringify(id) ?? "nothing"} is no actor_id`);
      continue;
    }
    const parsed = optionalTime.safeParse(end);
    if (!parsed.success) bad.push(`${JSON.stringify(end)} is no date and time with its offset`);
    else if (parsed.data !== null && Date.parse(parsed.data) <= now) bad.push(`${parsed.data} lies in the past`);
    else entries.set(id.toLowerCase(), end === undefined ? undefined : parsed.data);
  }
  if (bad.length > 0) throw invalid({ memberships: bad });
  return entries;
}

/** Concurrent changes of one group wait for one another, so none is lost. Memberships that have ended go. */
async function lockGroup(call: Call, trx: Trx): Promise<void> {
  const group = await trx
    .selectFrom("groups")
    .select(["type", "directory_id", "auth_provider_id"])
    .where("account_id", "=", call.accountId)
    .where("id", "=", call.param("group_id"))
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!group) throw notFound();
  if (group.type === "managed" || group.directory_id !== null || group.auth_provider_id !== null) {
    throw forbidden("The members of this group are not set here.");
  }
  await trx
    .deleteFrom("memberships")
    .where("account_id", "=", call.accountId)
    .where("group_id", "=", call.param("group_id"))
    .where("expires_at", "<=", timeOf(call))
    .execute();
}

async function requireActors(call: Call, trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await trx
    .selectFrom("actors")
    .select("id")
    .where("account_id", "=", call.accountId)
    .where("id", "in", ids)
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw invalid({ memberships: unknown.map((id) => `there is no actor ${id}`) });
}

async function memberIds(call: Call, trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom("memberships")
    .select("actor_id")
    .where("account_id", "=", call.accountId)
    .where("group_id", "=", call.param("group_id"))
    .orderBy("actor_id")
    .execute();
  return rows.map(({ actor_id }) => actor_id);
}

async function removeMembers(call: Call, trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .deleteFrom("memberships")
    .where("account_id", "=", call.accountId)
    .where("group_id", "=", call.param("group_id"))
    .where(sql<boolean>`actor_id = any(${sql.val([...ids])}::uuid[])`)
    .execute();
}

/** Those who are members keep their rows, and the grants that stand on them unless the end changes. */
async function addMembers(call: Call, trx: Trx, entries: Entries): Promise<void> {
  if (entries.size === 0) return;
  await trx
    .insertInto("memberships")
    .values(
      [...entries].map(([actor_id, expires_at]) => ({
        account_id: call.accountId,
        id: crypto.randomUUID(),
        actor_id,
        group_id: call.param("group_id"),
        expires_at: expires_at ?? null,
      })),
    )
    .onConflict((conflict) => conflict.columns(["account_id", "actor_id", "group_id"]).doNothing())
    .execute();
  const ends = Map.groupBy(entries, ([, end]) => end);
  for (const [expires_at, ofEnd] of ends) {
    if (expires_at === undefined) continue;
    await trx
      .updateTable("memberships")
      .set({ expires_at })
      .where("account_id", "=", call.accountId)
      .where("group_id", "=", call.param("group_id"))
      .where(
        "actor_id",
        "in",
        ofEnd.map(([id]) => id),
      )
      .where(sql<boolean>`expires_at is distinct from ${expires_at}::timestamptz`)
      .execute();
  }
}
