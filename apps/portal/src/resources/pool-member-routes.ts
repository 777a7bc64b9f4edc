import { sql } from "kysely";
import { z } from "zod";
import type { Api, Call, Trx } from "../http/api.ts";
import { isUuid, MAX_MEMBERS_AT_ONCE } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { badRequest, invalid, notFound } from "../http/problem.ts";
import { NETWORK_READERS, NETWORK_WRITERS } from "../http/roles.ts";
import { isObject } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { requireResource } from "./routes.ts";

const MemberView = z.object({ id: z.uuid(), name: z.string(), last_seen_at: z.string().nullable() });
const MembersView = z.object({ device_ids: z.array(z.uuid()) });
const ReplaceBody = z.object({ pool_members: z.array(z.object({ device_id: z.uuid() })) });
const ChangeBody = z.object({
  pool_members: z.object({ add: z.array(z.uuid()).optional(), remove: z.array(z.uuid()).optional() }),
});
const tag = "Pool members";
const writable = { tag, data: MembersView, may: NETWORK_WRITERS };
const path = "/resources/:resource_id/pool_members";

export function poolMemberRoutes(api: Api): void {
  api.get(
    path,
    { tag, summary: "List the members of a device pool", data: MemberView, isList: true, may: NETWORK_READERS },
    listMembers,
  );
  api.put(path, { ...writable, summary: "Replace the members", body: ReplaceBody }, replaceMembers);
  api.patch(path, { ...writable, summary: "Add and remove members", body: ChangeBody }, changeMembers);
}

async function listMembers(call: Call) {
  const pool = await requirePool(call);
  const query = call.db
    .selectFrom("static_device_pool_members as m")
    .innerJoin("devices as d", (join) =>
      join.onRef("d.account_id", "=", "m.account_id").onRef("d.id", "=", "m.device_id"),
    )
    .select(["d.id", "d.name", "d.last_seen_at"])
    .where("m.account_id", "=", call.accountId)
    .where("m.resource_id", "=", pool.id);
  const order = {
    list: "pool_members",
    time: "d.inserted_at",
    id: "d.id",
    idType: "uuid",
    newestFirst: false,
  } as const;
  const { rows, metadata } = await readPage(query, order, readPaging(call.query));
  return { data: rows.map((row) => pick(row, ["id", "name", "last_seen_at"])), metadata };
}

async function replaceMembers(call: Call) {
  const list = membersOf(call.body);
  if (!Array.isArray(list)) throw badRequest('"pool_members" must be a list of {"device_id"}.');
  const pool = await requirePool(call);
  return call.write(async (trx) => {
    await lockPool(call, trx, pool.id);
    const entries = list.map((entry) => (isObject(entry) ? entry.device_id : undefined));
    const wanted = await requireClients(call, trx, entries);
    const current = await memberIds(call, trx, pool.id);
    await removeMembers(
      call,
      trx,
      pool.id,
      current.filter((id) => !wanted.includes(id)),
    );
    await addMembers(call, trx, pool.id, wanted);
    return { data: { device_ids: await memberIds(call, trx, pool.id) } };
  });
}

async function changeMembers(call: Call) {
  const change = membersOf(call.body);
  if (!isObject(change)) throw badRequest('"pool_members" must be an object with "add" and "remove".');
  const pool = await requirePool(call);
  const add = stringList(change, "add");
  const remove = stringList(change, "remove").map((id) => id.toLowerCase());
  return call.write(async (trx) => {
    await lockPool(call, trx, pool.id);
    const wanted = await requireClients(call, trx, add);
    await removeMembers(
      call,
      trx,
      pool.id,
      remove.filter((id) => isUuid(id) && !wanted.includes(id)),
    );
    await addMembers(call, trx, pool.id, wanted);
    return { data: { device_ids: await memberIds(call, trx, pool.id) } };
  });
}

function membersOf(body: unknown): unknown {
  if (!isObject(body) || !Object.hasOwn(body, "pool_members"))
    throw badRequest('The body needs a member "pool_members".');
  return body.pool_members;
}

function stringList(change: Readonly<Record<string, unknown>>, name: "add" | "remove"): string[] {
  const value = change[name] ?? [];
  const list = Array.isArray(value) ? value : [value];
  if (list.length > MAX_MEMBERS_AT_ONCE) throw tooMany();
  if (!list.every((entry) => typeof entry === "string")) throw invalid({ [name]: ["must be a list of identifiers"] });
  return list;
}

function tooMany() {
  return invalid({ pool_members: [`must be at most ${MAX_MEMBERS_AT_ONCE} at once`] });
}

async function requirePool(call: Call) {
  const resource = await requireResource(call.db, call.accountId, call.param("resource_id"));
  if (resource.type !== "static_device_pool") throw badRequest("This resource is no device pool.");
  return resource;
}

async function lockPool(call: Call, trx: Trx, id: string): Promise<void> {
  const query = trx.selectFrom("resources").select("id").where("account_id", "=", call.accountId).where("id", "=", id);
  if (!(await query.forNoKeyUpdate().executeTakeFirst())) throw notFound();
}

/** Only client devices count. */
async function requireClients(call: Call, trx: Trx, entries: readonly unknown[]): Promise<string[]> {
  if (entries.length > MAX_MEMBERS_AT_ONCE) throw tooMany();
  const unreadable = entries.filter((entry) => typeof entry !== "string" || !isUuid(entry));
  if (unreadable.length > 0)
    throw invalid({ pool_members: unreadable.map((entry) => `${JSON.stringify(entry) ?? "nothing"} is no device_id`) });
  const ids = [...new Set(entries.map((entry) => String(entry).toLowerCase()))];
  if (ids.length === 0) return ids;
  const rows = await trx
    .selectFrom("devices")
    .select("id")
    .where("account_id", "=", call.accountId)
    .where("type", "=", "client")
    .where("id", "in", ids)
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw invalid({ pool_members: unknown.map((id) => `there is no client ${id}`) });
  return ids;
}

async function memberIds(call: Call, trx: Trx, poolId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom("static_device_pool_members")
    .select("device_id")
    .where("account_id", "=", call.accountId)
    .where("resource_id", "=", poolId)
    .orderBy("device_id")
    .execute();
  return rows.map(({ device_id }) => device_id);
}

async function removeMembers(call: Call, trx: Trx, poolId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .deleteFrom("static_device_pool_members")
    .where("account_id", "=", call.accountId)
    .where("resource_id", "=", poolId)
    .where(sql<boolean>`device_id = any(${sql.val([...ids])}::uuid[])`)
    .execute();
}

async function addMembers(call: Call, trx: Trx, poolId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const row = (device_id: string) => ({
    account_id: call.accountId,
    id: crypto.randomUUID(),
    resource_id: poolId,
    device_id,
  });
  await trx
    .insertInto("static_device_pool_members")
    .values(ids.map(row))
    .onConflict((conflict) => conflict.columns(["account_id", "resource_id", "device_id"]).doNothing())
    .execute();
}
