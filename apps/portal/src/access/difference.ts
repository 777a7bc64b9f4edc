// Which pairs of an actor and a resource a set of changes affects, worked out from what it changed and the rows after it.

import { sql, type Transaction } from "kysely";
import { z } from "zod";
import {
  GroupRowSchema,
  isEveryone,
  type MembershipRow,
  MembershipRowSchema,
  type PolicyRow,
  PolicyRowSchema,
} from "../accounts/live-rows.ts";
import type { Tables } from "../database/tables.ts";
import type { NetChange } from "./proposed-changes.ts";

/** One way in which an actor may reach a resource. */
export interface Term {
  readonly policy: PolicyRow;
  /** Epoch milliseconds: the end of the policy or of the membership. */
  readonly expiresAt: number | null;
}

export interface AffectedPair {
  readonly actorId: string;
  readonly resourceId: string;
  readonly effect: "lost" | "gained" | "changed";
  readonly before: readonly Term[];
  readonly after: readonly Term[];
}

/** Group → actor → when the membership ends. Only actors that may have clients. */
type Members = Map<string, Map<string, number | null>>;

interface Side {
  /** Resource → policies that grant something. */
  readonly policies: ReadonlyMap<string, readonly PolicyRow[]>;
  readonly members: Members;
}

const ActorRowSchema = z.object({ id: z.string(), type: z.string(), is_disabled: z.boolean() });
type ActorRow = z.output<typeof ActorRowSchema>;

interface Edit<T> {
  readonly before: T | null;
  readonly after: T | null;
}

/**
 * Pairs that lose or gain access or whose terms change, in that order. Whether conditions hold is not asked: access is
 * to have a policy in force, by a membership in force. `now`: epoch milliseconds.
 */
export async function affectedPairs(
  trx: Transaction<Tables>,
  accountId: string,
  net: readonly NetChange[],
  now: number,
): Promise<AffectedPair[]> {
  const edits = <T>(object: string, parse: (row: unknown) => T): Edit<T>[] =>
    net
      .filter((change) => change.object === object)
      .map(({ before, after }) => ({
        before: before === null ? null : parse(before),
        after: after === null ? null : parse(after),
      }));
  const policyEdits = edits("policies", (row) => PolicyRowSchema.parse(row));
  const actorEdits = edits("actors", (row) => ActorRowSchema.parse(row));
  const memberEdits = [
    ...edits("memberships", (row) => MembershipRowSchema.parse(row)),
    ...(await comingAndGoing(trx, accountId, actorEdits)),
  ];
  const edited = new Set(rowsOf(policyEdits).map(({ resource_id }) => resource_id));
  const actors = new Set(rowsOf(memberEdits).map(({ actor_id }) => actor_id));
  const groups = new Set(rowsOf(memberEdits).map(({ group_id }) => group_id));
  const rows = await policiesAfter(trx, accountId, [...edited], [...groups]);
  const policiesBefore = byResource(undone(rows, policyEdits), now);
  const policiesNow = byResource(rows, now);
  const members = await membersAfter(trx, accountId, {
    ofAll: groupsOf([...edited].flatMap((id) => [...(policiesBefore.get(id) ?? []), ...(policiesNow.get(id) ?? [])])),
    ofActors: groupsOf([...policiesBefore.values(), ...policiesNow.values()].flat()),
    actors: [...actors],
  });
  const before: Side = {
    policies: policiesBefore,
    members: await membersBefore(trx, accountId, members, memberEdits, actorEdits),
  };
  const after: Side = { policies: policiesNow, members };
  const pairs: AffectedPair[] = [];
  for (const id of new Set([...policiesBefore.keys(), ...policiesNow.keys()])) {
    compare(id, termsOf(before, id, now), termsOf(after, id, now), edited.has(id) ? undefined : actors, pairs);
  }
  const order = { lost: 0, gained: 1, changed: 2 };
  const key = ({ resourceId, actorId }: AffectedPair) => `${resourceId}${actorId}`;
  return pairs.sort((a, b) => order[a.effect] - order[b.effect] || (key(a) < key(b) ? -1 : 1));
}

/** Of those who are disabled, enabled, deleted or made: all their memberships end or begin, that in Everyone, too. */
async function comingAndGoing(
  trx: Transaction<Tables>,
  accountId: string,
  edits: readonly Edit<ActorRow>[],
): Promise<Edit<MembershipRow>[]> {
  const moving = edits.filter(({ before, after }) => mayHaveClients(before) !== mayHaveClients(after));
  if (moving.length === 0) return [];
  const ids = rowsOf(moving).map(({ id }) => id);
  const { rows } = await sql<{ row: unknown }>`
    select to_json(m) as row from memberships m
    where account_id = ${accountId} and actor_id = any(${ids}::uuid[])`.execute(trx);
  const kept = rows.map(({ row }) => MembershipRowSchema.parse(row));
  const everyone = await everyoneId(trx, accountId);
  return moving.flatMap(({ before, after }) => {
    const [actor] = rowsOf([{ before, after }]);
    const inEveryone = everyone !== undefined && isPerson(actor.type);
    const memberships = [
      ...kept.filter(({ actor_id }) => actor_id === actor.id),
      ...(inEveryone ? [{ id: "", actor_id: actor.id, group_id: everyone, expires_at: null }] : []),
    ];
    return memberships.map((row) =>
      mayHaveClients(after) ? { before: null, after: row } : { before: row, after: null },
    );
  });
}

function mayHaveClients(actor: ActorRow | null): boolean {
  return actor !== null && !actor.is_disabled && actor.type !== "api_client";
}

function isPerson(type: string): boolean {
  return type === "account_user" || type === "account_admin_user";
}

function rowsOf<T>(edits: readonly Edit<T>[]): T[] {
  return edits.flatMap(({ before, after }) => [before, after]).filter((row) => row !== null);
}

function groupsOf(policies: readonly PolicyRow[]): string[] {
  return [...new Set(policies.map(({ group_id }) => group_id).filter((id) => id !== null))];
}

/** All policies of resources of which a policy was edited, or to which a group leads whose members were. */
async function policiesAfter(
  trx: Transaction<Tables>,
  accountId: string,
  resources: readonly string[],
  groups: readonly string[],
): Promise<PolicyRow[]> {
  const { rows } = await sql`
    select id, group_id, resource_id, is_disabled, flow_log_uploads_enabled, conditions, condition_tree, expires_at
    from policies where account_id = ${accountId} and (
      resource_id = any(${resources}::uuid[]) or resource_id in (
        select resource_id from policies where account_id = ${accountId} and group_id = any(${groups}::uuid[])))
    order by id`.execute(trx);
  return rows.map((row) => PolicyRowSchema.parse(row));
}

function undone(rows: readonly PolicyRow[], edits: readonly Edit<PolicyRow>[]): PolicyRow[] {
  const editedIds = new Set(rowsOf(edits).map(({ id }) => id));
  const old = edits.map(({ before }) => before).filter((row) => row !== null);
  return [...rows.filter(({ id }) => !editedIds.has(id)), ...old];
}

/** Those that grant nothing are left out. */
function byResource(rows: readonly PolicyRow[], now: number): Map<string, PolicyRow[]> {
  const inForce = rows.filter((row) => !row.is_disabled && row.group_id !== null && !isOver(row.expires_at, now));
  return Map.groupBy(inForce, ({ resource_id }) => resource_id);
}

function isOver(end: number | null, now: number): boolean {
  return end !== null && end <= now;
}

async function membersAfter(
  trx: Transaction<Tables>,
  accountId: string,
  wanted: {
    readonly ofAll: readonly string[];
    readonly ofActors: readonly string[];
    readonly actors: readonly string[];
  },
): Promise<Members> {
  const { ofAll, ofActors, actors } = wanted;
  const { rows } = await sql<{ group_id: string; actor_id: string; end_ms: number | null }>`
    select m.group_id, m.actor_id, floor(extract(epoch from m.expires_at) * 1000)::bigint as end_ms
    from memberships m join actors a on a.account_id = m.account_id and a.id = m.actor_id
    where m.account_id = ${accountId} and not a.is_disabled and a.type <> 'api_client'
      and (m.group_id = any(${ofAll}::uuid[])
           or (m.group_id = any(${ofActors}::uuid[]) and m.actor_id = any(${actors}::uuid[])))`.execute(trx);
  const members: Members = new Map();
  for (const { group_id, actor_id, end_ms } of rows) setMember(members, group_id, actor_id, end_ms);
  const everyone = await everyoneId(trx, accountId);
  if (everyone === undefined || !ofActors.includes(everyone)) return members;
  const { rows: people } = await sql<{ id: string }>`
    select id from actors where account_id = ${accountId} and not is_disabled
      and type in ('account_user', 'account_admin_user')
      and (${ofAll.includes(everyone)} or id = any(${actors}::uuid[]))`.execute(trx);
  for (const { id } of people) setMember(members, everyone, id, null);
  return members;
}

function setMember(members: Members, groupId: string, actorId: string, end: number | null): void {
  const ofGroup = members.get(groupId);
  if (ofGroup) ofGroup.set(actorId, end);
  else members.set(groupId, new Map([[actorId, end]]));
}

/** Undefined in an account without that group. */
export async function everyoneId(trx: Transaction<Tables>, accountId: string): Promise<string | undefined> {
  const rows = await trx
    .selectFrom("groups")
    .select(["id", "type", "name", "idp_id"])
    .where("account_id", "=", accountId)
    .where("type", "=", "managed")
    .execute();
  return rows.map((row) => GroupRowSchema.parse(row)).find(isEveryone)?.id;
}

/** The changes of memberships taken back; groups without any are shared. */
async function membersBefore(
  trx: Transaction<Tables>,
  accountId: string,
  after: Members,
  edits: readonly Edit<MembershipRow>[],
  actorEdits: readonly Edit<ActorRow>[],
): Promise<Members> {
  const before: Members = new Map(after);
  if (edits.length === 0) return before;
  const ids = [...new Set(rowsOf(edits).map(({ actor_id }) => actor_id))];
  const { rows } = await sql<{ id: string }>`
    select id from actors where account_id = ${accountId} and id = any(${ids}::uuid[])
      and not is_disabled and type <> 'api_client'`.execute(trx);
  const eligible = new Set(rows.map(({ id }) => id));
  for (const { before: old, after: now } of actorEdits) {
    if (old && mayHaveClients(old)) eligible.add(old.id);
    else if (now) eligible.delete(now.id);
  }
  for (const id of new Set(rowsOf(edits).map(({ group_id }) => group_id))) before.set(id, new Map(after.get(id)));
  for (const { after: row } of edits) if (row) before.get(row.group_id)?.delete(row.actor_id);
  for (const { before: row } of edits) {
    if (row && eligible.has(row.actor_id)) before.get(row.group_id)?.set(row.actor_id, row.expires_at);
  }
  return before;
}

interface Terms {
  readonly list: Term[];
  /** Equal texts: equal conditions and ends, whichever policies they come from. */
  readonly keys: string[];
}

/** Actor → terms on which the resource may be reached. */
function termsOf({ policies, members }: Side, resourceId: string, now: number): Map<string, Terms> {
  const terms = new Map<string, Terms>();
  for (const policy of policies.get(resourceId) ?? []) {
    const rules = JSON.stringify([policy.conditions, policy.condition_tree]);
    const endless: Term = { policy, expiresAt: policy.expires_at };
    for (const [actorId, end] of members.get(policy.group_id ?? "") ?? []) {
      if (isOver(end, now)) continue;
      const expiresAt = end === null ? policy.expires_at : Math.min(end, policy.expires_at ?? end);
      const term = expiresAt === policy.expires_at ? endless : { policy, expiresAt };
      const known = terms.get(actorId);
      if (known) {
        known.list.push(term);
        known.keys.push(`${rules}${expiresAt}`);
      } else terms.set(actorId, { list: [term], keys: [`${rules}${expiresAt}`] });
    }
  }
  return terms;
}

/** `only`: the actors who may be affected; undefined: all. */
function compare(
  resourceId: string,
  before: ReadonlyMap<string, Terms>,
  after: ReadonlyMap<string, Terms>,
  only: ReadonlySet<string> | undefined,
  pairs: AffectedPair[],
): void {
  for (const [actorId, old] of before) {
    if (only && !only.has(actorId)) continue;
    const next = after.get(actorId);
    if (next && sameTerms(old.keys, next.keys)) continue;
    const effect = next ? "changed" : "lost";
    pairs.push({ actorId, resourceId, effect, before: old.list, after: next?.list ?? [] });
  }
  for (const [actorId, next] of after) {
    if (before.has(actorId) || (only && !only.has(actorId))) continue;
    pairs.push({ actorId, resourceId, effect: "gained", before: [], after: next.list });
  }
}

function sameTerms(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 1 && b.length === 1) return a[0] === b[0];
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((key) => right.has(key));
}
