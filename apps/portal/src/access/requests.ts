// What becomes of requests for access: access for a time, a refusal, or their end.

import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { Trx } from "../http/api.ts";
import { conflict, invalid } from "../http/problem.ts";

/** A request that nobody decides on is over after that. */
export const PENDING_MS = 7 * 86_400_000;
export const MAX_DURATION_SECS = 90 * 86_400;
const SECOND_MS = 1_000;

export interface Decision {
  readonly accountId: string;
  readonly id: string;
  readonly decidedBy: string;
  readonly note: string | null;
}

/** Of two who decide at once the first wins, and the other gets a 409. */
export async function decideOnce(
  trx: Trx,
  { accountId, id, decidedBy, note }: Decision,
  status: "approved" | "refused",
  now: number,
) {
  const at = new Date(now).toISOString();
  const row = await trx
    .updateTable("access_requests")
    .set({ status, decided_by: decidedBy, decided_at: at, note, updated_at: at })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("status", "=", "pending")
    .where("expires_at", ">", at)
    .returning(["actor_id", "resource_id", "duration_secs"])
    .executeTakeFirst();
  if (!row) throw conflict("The request is no longer pending.");
  return row;
}

export interface Grant {
  readonly accountId: string;
  readonly requestId: string;
  readonly actorId: string;
  readonly resourceId: string;
  readonly durationSecs: number;
  /** A group whose policy gives the access; undefined: a group and a policy are made for this request alone. */
  readonly groupId: string | undefined;
}

/** Gives the access and notes it with the request. @returns when it ends, RFC 3339 */
export async function grantAccess(trx: Trx, grant: Grant, now: number): Promise<string> {
  const { accountId, requestId } = grant;
  const endsAt = new Date(now + grant.durationSecs * SECOND_MS).toISOString();
  const groupId = grant.groupId ?? (await makeGroup(trx, grant, endsAt));
  if (grant.groupId !== undefined) await requirePolicy(trx, grant, grant.groupId, now);
  const prior_end = await joinGroup(trx, grant, groupId, endsAt, now);
  await trx
    .updateTable("access_requests")
    .set({ access_ends_at: endsAt, group_id: groupId, owns_group: grant.groupId === undefined, prior_end })
    .where("account_id", "=", accountId)
    .where("id", "=", requestId)
    .execute();
  return endsAt;
}

async function makeGroup(trx: Trx, grant: Grant, endsAt: string): Promise<string> {
  const { accountId: account_id, requestId, resourceId: resource_id } = grant;
  const id = crypto.randomUUID();
  await trx
    .insertInto("groups")
    .values({ account_id, id, type: "static", name: `Access request ${requestId}` })
    .execute();
  await trx
    .insertInto("policies")
    .values({
      account_id,
      id: crypto.randomUUID(),
      group_id: id,
      resource_id,
      description: `Given by access request ${requestId}`,
      expires_at: endsAt,
    })
    .execute();
  return id;
}

async function requirePolicy(trx: Trx, grant: Grant, groupId: string, now: number): Promise<void> {
  const { accountId, resourceId } = grant;
  const group = await trx
    .selectFrom("groups")
    .select(["type", "directory_id"])
    .where("account_id", "=", accountId)
    .where("id", "=", groupId)
    .executeTakeFirst();
  if (!group) throw invalid({ group: ["does not exist"] });
  if (group.type === "managed" || group.directory_id !== null) {
    throw invalid({ group_id: ["has members that are not set here"] });
  }
  const policy = await trx
    .selectFrom("policies")
    .select("id")
    .where("account_id", "=", accountId)
    .where("group_id", "=", groupId)
    .where("resource_id", "=", resourceId)
    .where("is_disabled", "=", false)
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", new Date(now).toISOString())]))
    .executeTakeFirst();
  if (!policy) throw invalid({ group_id: ["has no policy in force for the resource"] });
}

/**
 * A membership for a time is made longer where there is one; one without an end needs nothing.
 * @returns when it would have ended without what requests gave; null: there was none
 */
async function joinGroup(trx: Trx, grant: Grant, groupId: string, endsAt: string, now: number): Promise<string | null> {
  const { accountId, actorId } = grant;
  const existing = await findMembership(trx, { accountId, actorId, groupId });
  if (existing && existing.expires_at === null) throw invalid({ group_id: ["has the person as a member already"] });
  if (existing && existing.expires_at !== null && Date.parse(existing.expires_at) > now) {
    await trx
      .updateTable("memberships")
      .set({ expires_at: sql<string>`greatest(expires_at, ${endsAt}::timestamptz)` })
      .where("account_id", "=", accountId)
      .where("id", "=", existing.id)
      .execute();
    return endWithoutRequests(trx, { accountId, actorId, groupId }, existing.expires_at);
  }
  if (existing)
    await trx.deleteFrom("memberships").where("account_id", "=", accountId).where("id", "=", existing.id).execute();
  await trx
    .insertInto("memberships")
    .values({
      account_id: accountId,
      id: crypto.randomUUID(),
      actor_id: actorId,
      group_id: groupId,
      expires_at: endsAt,
    })
    .execute();
  return null;
}

interface MembershipOf {
  readonly accountId: string;
  readonly actorId: string;
  readonly groupId: string;
}

function findMembership(trx: Trx, { accountId, actorId, groupId }: MembershipOf) {
  return trx
    .selectFrom("memberships")
    .select(["id", "expires_at"])
    .where("account_id", "=", accountId)
    .where("group_id", "=", groupId)
    .where("actor_id", "=", actorId)
    .forUpdate()
    .executeTakeFirst();
}

/** Requests in force that gave membership in a group to the same person. */
function requestsInForce(trx: Trx, { accountId, actorId, groupId }: MembershipOf) {
  return trx
    .selectFrom("access_requests")
    .select(["access_ends_at", "prior_end"])
    .where("account_id", "=", accountId)
    .where("actor_id", "=", actorId)
    .where("group_id", "=", groupId)
    .where("status", "=", "approved");
}

/** An end that an earlier request gave is not the membership's own: that is the one from before it. */
async function endWithoutRequests(trx: Trx, membership: MembershipOf, end: string): Promise<string | null> {
  const giver = await requestsInForce(trx, membership).where("access_ends_at", "=", end).executeTakeFirst();
  return giver ? giver.prior_end : end;
}

/**
 * Ends the access of an approved request now, and takes away what it gave: what was made for it alone, or the time that
 * it added to a membership. What was given otherwise stays: a longer end set by hand, the time of another request, the
 * membership from before.
 */
export async function endEarly(trx: Trx, { accountId, id, decidedBy, note }: Decision, now: number) {
  const at = new Date(now).toISOString();
  const row = await trx
    .selectFrom("access_requests")
    .select(["actor_id", "resource_id", "group_id", "owns_group", "prior_end", "access_ends_at"])
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("status", "=", "approved")
    .where("access_ends_at", ">", at)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw conflict("The request gives no access.");
  await trx
    .updateTable("access_requests")
    .set({ status: "ended", access_ends_at: at, ended_by: decidedBy, end_note: note, updated_at: at })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
  const { actor_id: actorId, group_id: groupId, access_ends_at: given, prior_end: prior } = row;
  if (groupId !== null && row.owns_group) await removeOwnGroup(trx, accountId, groupId);
  else if (groupId !== null && given !== null) {
    await shorten(trx, { accountId, actorId, groupId }, { given, prior }, now);
  }
  return row;
}

/** `given`: the end that the request gave; `prior`: the one from before it, if there was any. */
async function shorten(
  trx: Trx,
  membership: MembershipOf,
  { given, prior }: { readonly given: string; readonly prior: string | null },
  now: number,
): Promise<void> {
  const { accountId } = membership;
  const existing = await findMembership(trx, membership);
  const isOwn = existing && existing.expires_at !== null && Date.parse(existing.expires_at) <= Date.parse(given);
  if (!isOwn) return;
  const others = await requestsInForce(trx, membership).execute();
  const ends = [prior, ...others.map(({ access_ends_at: end }) => end)].filter((end) => end !== null);
  const last = Math.max(now, ...ends.map((end) => Date.parse(end)));
  if (last === now) {
    await trx.deleteFrom("memberships").where("account_id", "=", accountId).where("id", "=", existing.id).execute();
    return;
  }
  await trx
    .updateTable("memberships")
    .set({ expires_at: sql<string>`least(expires_at, ${new Date(last).toISOString()}::timestamptz)` })
    .where("account_id", "=", accountId)
    .where("id", "=", existing.id)
    .execute();
}

async function removeOwnGroup(trx: Trx, accountId: string, groupId: string): Promise<void> {
  await trx.deleteFrom("policies").where("account_id", "=", accountId).where("group_id", "=", groupId).execute();
  await trx.deleteFrom("groups").where("account_id", "=", accountId).where("id", "=", groupId).execute();
}

/** Requests that nobody decided on are over; with access that has ended goes what was made for it. */
export async function endRequests({ db, now }: Pick<Context, "db" | "now">): Promise<void> {
  const at = new Date(now()).toISOString();
  await db
    .updateTable("access_requests")
    .set({ status: "expired", updated_at: at })
    .where("status", "=", "pending")
    .where("expires_at", "<=", at)
    .execute();
  await db.transaction().execute(async (trx) => {
    const ended = await trx
      .updateTable("access_requests")
      .set({ status: "ended", updated_at: at })
      .where("status", "=", "approved")
      .where("access_ends_at", "<=", at)
      .returning(["account_id", "group_id", "owns_group"])
      .execute();
    for (const { account_id, group_id, owns_group } of ended) {
      if (group_id !== null && owns_group) await removeOwnGroup(trx, account_id, group_id);
    }
  });
}
