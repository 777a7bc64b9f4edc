// Which pairs of a range there are at present: found, ordered, judged and counted by the database. Only conditions are
// evaluated here, once for each policy that has some, or, where many clients are asked about, for each of these.
// A test holds the verdicts against those of `weigh`.

import { isOpen, judge, type Policy } from "@fz/policy";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { PolicyRowSchema, readPolicyRow } from "../accounts/live-rows.ts";
import type { Tables } from "../database/tables.ts";
import { everyoneId } from "./difference.ts";
import { type Facts, sessionFactsOf, subjectOfFacts } from "./facts.ts";
import type { Range, Verdict } from "./verdicts.ts";

export interface WantedPairs {
  /** Undefined: all. */
  readonly verdict: Verdict | undefined;
  /** Part of a name, whatever the letter case. */
  readonly search: string | undefined;
  /** How many pairs are left out at the beginning, and how many are given at most. */
  readonly start: number;
  readonly limit: number;
}

export interface CurrentPairs {
  /** Of the side that differs from pair to pair: resources, actors or clients, in order of their names. */
  readonly ids: readonly string[];
  /** Of all pairs that are wanted, on whatever page. */
  readonly count: number;
}

/** Where in the database is looked, and as of when. */
interface Place {
  readonly trx: Transaction<Tables>;
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const NOTHING: CurrentPairs = { ids: [], count: 0 };
/** As `isPerson` has it. */
const PERSONS = sql.raw("('account_user', 'account_admin_user')");
/** Of a policy `p`. */
const HAS_CONDITIONS = sql<boolean>`(p.conditions <> '[]'::jsonb or p.condition_tree is not null)`;

/** Nothing where what the range is about is not there. `now`: epoch milliseconds. */
export async function currentPairs(
  trx: Transaction<Tables>,
  accountId: string,
  range: Range,
  wanted: WantedPairs,
  now: number,
): Promise<CurrentPairs> {
  const place: Place = { trx, accountId, now };
  if (!("of" in range)) return resourcesOfAsker(place, range, wanted);
  const target = await findTarget(place, range);
  if (!target) return NOTHING;
  return range.of === "actors" ? actorsOfTarget(place, target, wanted) : clientsOfTarget(place, target, wanted);
}

async function resourcesOfAsker(
  place: Place,
  range: Exclude<Range, { of: unknown }>,
  wanted: WantedPairs,
): Promise<CurrentPairs> {
  const { accountId } = place;
  const named = sql`select o.id, ${nameOf("o.name", "o.address")} as name from resources o
    where o.account_id = ${accountId}`;
  if (wanted.verdict === undefined) return readPairs(place, named, wanted);
  const asker = await findAsker(place, range);
  if (!asker) return NOTHING;
  const ways = sql<boolean>`p.group_id = any(${asker.groups}::uuid[])`;
  const { holds, isOpen: open } = await judgedPolicies(place, ways, asker.facts);
  const judged = sql`
    select o.id, ${nameOf("o.name", "o.address")} as name,
      case when ${asker.isHindered} or o.site_id is null then 'denied'
        when w.holds then 'allowed' when w.open then 'depends' else 'denied' end as verdict
    from resources o left join (
      select p.resource_id, bool_or(${holds}) as holds, bool_or(${open}) as open
      from policies p where ${inForce(place)} and ${ways} group by p.resource_id) w on w.resource_id = o.id
    where o.account_id = ${accountId}`;
  return readPairs(place, judged, wanted);
}

interface Asker {
  /** Those in which it is by a membership in force. */
  readonly groups: readonly string[];
  readonly facts: Facts;
  /** Whether it may reach nothing, whatever policies say. */
  readonly isHindered: boolean;
}

async function findAsker(place: Place, range: Exclude<Range, { of: unknown }>): Promise<Asker | undefined> {
  const { trx, accountId, now } = place;
  const isOff = await isAccountDisabled(place);
  if ("groupId" in range) return { groups: [range.groupId], facts: {}, isHindered: isOff };
  const client =
    "clientId" in range
      ? await trx
          .selectFrom("devices")
          .select(["actor_id", "verified_at"])
          .where("account_id", "=", accountId)
          .where("id", "=", range.clientId)
          .where("type", "=", "client")
          .executeTakeFirst()
      : undefined;
  const actorId = "actorId" in range ? range.actorId : client?.actor_id;
  if (!actorId) return undefined;
  const actor = await trx
    .selectFrom("actors")
    .select(["type", "is_disabled"])
    .where("account_id", "=", accountId)
    .where("id", "=", actorId)
    .executeTakeFirst();
  if (!actor) return undefined;
  const { rows } = await sql<{ id: string }>`
    select m.group_id as id from memberships m
    where m.account_id = ${accountId} and m.actor_id = ${actorId} and ${isAhead("m.expires_at", now)}`.execute(trx);
  const isPerson = actor.type === "account_user" || actor.type === "account_admin_user";
  const everyone = isPerson ? await everyoneId(trx, accountId) : undefined;
  const ofClient = async (id: string): Promise<Facts> => ({
    ...(await sessionFactsOf(trx, accountId, [id], "now")).get(id),
    isVerified: client?.verified_at !== null,
  });
  return {
    groups: [...rows.map(({ id }) => id), ...(everyone === undefined ? [] : [everyone])],
    facts: "clientId" in range ? await ofClient(range.clientId) : {},
    isHindered: isOff || actor.is_disabled || actor.type === "api_client",
  };
}

/** The resource that askers are asked about. */
interface Target {
  /** The policies that are looked at, `p`. */
  readonly ways: RawBuilder<boolean>;
  /** Whose members alone are asked about: any of the group's, be their membership over; undefined: all. */
  readonly groupId: string | null | undefined;
  /** Whether nobody may reach it, whatever policies say. */
  readonly isHindered: boolean;
  readonly everyone: string | undefined;
}

async function findTarget(place: Place, range: Extract<Range, { of: unknown }>): Promise<Target | undefined> {
  const { trx, accountId } = place;
  const policy =
    "policyId" in range
      ? await trx
          .selectFrom("policies")
          .select(["resource_id", "group_id"])
          .where("account_id", "=", accountId)
          .where("id", "=", range.policyId)
          .executeTakeFirst()
      : undefined;
  const resourceId = "resourceId" in range ? range.resourceId : policy?.resource_id;
  if (resourceId === undefined) return undefined;
  const resource = await trx
    .selectFrom("resources")
    .select("site_id")
    .where("account_id", "=", accountId)
    .where("id", "=", resourceId)
    .executeTakeFirst();
  if (!resource) return undefined;
  return {
    ways: "policyId" in range ? sql`p.id = ${range.policyId}` : sql`p.resource_id = ${resourceId}`,
    groupId: policy?.group_id,
    isHindered: resource.site_id === null || (await isAccountDisabled(place)),
    everyone: await everyoneId(trx, accountId),
  };
}

async function actorsOfTarget(place: Place, target: Target, wanted: WantedPairs): Promise<CurrentPairs> {
  const asked = sql`a.account_id = ${place.accountId} and a.type <> 'api_client' and ${isAsked(place, target)}`;
  const name = nameOf("a.name", "a.email");
  if (wanted.verdict === undefined) {
    return readPairs(place, sql`select a.id, ${name} as name from actors a where ${asked}`, wanted);
  }
  const { holds, isOpen: open } = await judgedPolicies(place, target.ways, {});
  const ofAll = (what: RawBuilder<boolean>) => sql`coalesce((select bool_or(${what}) from policies p
    where ${inForce(place)} and ${target.ways} and p.group_id = ${target.everyone ?? null}), false)`;
  const judged = sql`
    select a.id, ${name} as name,
      case when ${target.isHindered} or a.is_disabled then 'denied'
        when w.holds or (a.type in ${PERSONS} and e.holds) then 'allowed'
        when w.open or (a.type in ${PERSONS} and e.open) then 'depends' else 'denied' end as verdict
    from actors a
    cross join (select ${ofAll(holds)} as holds, ${ofAll(open)} as open) e
    left join (
      select m.actor_id, bool_or(${holds}) as holds, bool_or(${open}) as open
      from ${waysOfMembers(place, target)} group by m.actor_id) w on w.actor_id = a.id
    where ${asked}`;
  return readPairs(place, judged, wanted);
}

async function clientsOfTarget(place: Place, target: Target, wanted: WantedPairs): Promise<CurrentPairs> {
  const asked = sql`d.account_id = ${place.accountId} and d.type = 'client' and ${isAsked(place, target)}`;
  const owned = sql`devices d join actors a on a.account_id = d.account_id and a.id = d.actor_id`;
  const name = nameOf("d.name", "a.name", "a.email");
  const named = sql`select d.id, ${name} as name from ${owned} where ${asked}`;
  if (wanted.verdict === undefined) return readPairs(place, named, wanted);
  const ofAll = await sql<{ id: string; has_conditions: boolean }>`
    select p.id, ${HAS_CONDITIONS} as has_conditions from policies p
    where ${inForce(place)} and ${target.ways} and p.group_id = ${target.everyone ?? null}`.execute(place.trx);
  const everybodyMay = ofAll.rows.some(({ has_conditions }) => !has_conditions);
  const { rows } = await sql<Way>`
    select d.id, d.verified_at is not null as is_verified, a.type in ${PERSONS} as is_person,
      ${target.isHindered} or a.is_disabled or a.type = 'api_client' as is_hindered,
      coalesce(w.holds, false) or (${everybodyMay} and a.type in ${PERSONS}) as holds, w.conditional
    from ${owned} left join (
      select m.actor_id, bool_or(not ${HAS_CONDITIONS}) as holds,
        array_agg(p.id::text) filter (where ${HAS_CONDITIONS}) as conditional
      from ${waysOfMembers(place, target)} group by m.actor_id) w on w.actor_id = a.id
    where ${asked} and ${isFound(name, wanted.search)}
    order by ${name} collate "C", d.id`.execute(place.trx);
  const conditionalOfAll = ofAll.rows.flatMap(({ id, has_conditions }) => (has_conditions ? [id] : []));
  const verdicts = await judgeClients(place, target, rows, conditionalOfAll);
  const ids = rows.flatMap(({ id }, i) => (verdicts[i] === wanted.verdict ? [id] : []));
  return { ids: ids.slice(wanted.start, wanted.start + wanted.limit), count: ids.length };
}

/** What the database says of a client. */
interface Way {
  readonly id: string;
  readonly is_verified: boolean;
  readonly is_person: boolean;
  readonly is_hindered: boolean;
  /** By a policy without conditions. */
  readonly holds: boolean;
  /** Policies with conditions, by memberships. */
  readonly conditional: readonly string[] | null;
}

/** What a client was seen to be is read only of those of which it matters. */
async function judgeClients(
  place: Place,
  target: Target,
  ways: readonly Way[],
  conditionalOfAll: readonly string[],
): Promise<Verdict[]> {
  const { trx, accountId, now } = place;
  const policies = await policiesWithConditions(place, target.ways);
  const conditionsOf = ({ conditional, is_person }: Way) =>
    policies.filter(({ id }) => conditional?.includes(id) || (is_person && conditionalOfAll.includes(id)));
  const isOpenYet = (way: Way) => !way.is_hindered && !way.holds && conditionsOf(way).length > 0;
  const seen = await sessionFactsOf(
    trx,
    accountId,
    ways.filter(isOpenYet).map(({ id }) => id),
    "now",
  );
  return ways.map((way) => {
    if (way.is_hindered) return "denied";
    if (way.holds) return "allowed";
    const facts = { ...seen.get(way.id), isVerified: way.is_verified };
    const verdicts = conditionsOf(way).map((policy) => verdictOf(policy, facts, now));
    return verdicts.find((one) => one === "allowed") ?? verdicts.find((one) => one === "depends") ?? "denied";
  });
}

/** Policies in force that are looked at, with the memberships in force of their groups: `p` and `m`. */
function waysOfMembers(place: Place, { ways }: Target): RawBuilder<unknown> {
  return sql`policies p join memberships m on m.account_id = p.account_id and m.group_id = p.group_id
    and ${isAhead("m.expires_at", place.now)} where ${inForce(place)} and ${ways}`;
}

/** Whether an actor `a` is one of those that the range is about. */
function isAsked({ accountId }: Place, { groupId, everyone }: Target): RawBuilder<boolean> {
  if (groupId === undefined) return sql`true`;
  return sql`(exists (select from memberships m
      where m.account_id = ${accountId} and m.group_id = ${groupId} and m.actor_id = a.id)
    or (${groupId !== null && groupId === everyone} and a.type in ${PERSONS}))`;
}

/** Whether policies `p` hold, or may hold for a client of which more is known. */
async function judgedPolicies(place: Place, ways: RawBuilder<boolean>, facts: Facts) {
  const judged = Map.groupBy(await policiesWithConditions(place, ways), (policy) =>
    verdictOf(policy, facts, place.now),
  );
  const idsOf = (verdict: Verdict) => (judged.get(verdict) ?? []).map(({ id }) => id);
  return {
    holds: sql<boolean>`(not ${HAS_CONDITIONS} or p.id = any(${idsOf("allowed")}::uuid[]))`,
    isOpen: sql<boolean>`p.id = any(${idsOf("depends")}::uuid[])`,
  };
}

async function policiesWithConditions(place: Place, ways: RawBuilder<boolean>): Promise<Policy[]> {
  const { rows } = await sql<{ row: unknown }>`
    select to_jsonb(p) as row from policies p
    where ${inForce(place)} and ${ways} and ${HAS_CONDITIONS}`.execute(place.trx);
  return rows.map(({ row }) => readPolicyRow(PolicyRowSchema.parse(row)));
}

/** What the conditions of a policy say of a member of its group. */
function verdictOf(policy: Policy, facts: Facts, now: number): Verdict {
  const world = { policiesFor: () => [policy] };
  const subject = subjectOfFacts(facts, new Map([[policy.groupId ?? "", null]]));
  if (judge(world, subject, "", now).allowed) return "allowed";
  return isOpen(world, subject, "", now) ? "depends" : "denied";
}

/** A policy `p` that grants something, conditions left aside. */
function inForce({ accountId, now }: Place): RawBuilder<boolean> {
  return sql`p.account_id = ${accountId} and not p.is_disabled and p.group_id is not null
    and ${isAhead("p.expires_at", now)}`;
}

/** To the millisecond, as ends are compared elsewhere. */
function isAhead(column: string, now: number): RawBuilder<boolean> {
  const end = sql.ref(column);
  return sql`(${end} is null or date_trunc('milliseconds', ${end}) > ${new Date(now).toISOString()}::timestamptz)`;
}

async function isAccountDisabled({ trx, accountId }: Place): Promise<boolean> {
  const account = await trx
    .selectFrom("accounts")
    .select("is_disabled")
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  return account.is_disabled;
}

/** What a pair is found by and listed in the order of. */
function nameOf(...columns: readonly string[]): RawBuilder<string> {
  return sql`lower(concat_ws(chr(10), ${sql.join(columns.map((column) => sql.ref(column)))}))`;
}

function isFound(name: RawBuilder<string>, search: string | undefined): RawBuilder<boolean> {
  return search === undefined ? sql`true` : sql`strpos(${name}, lower(${search})) > 0`;
}

/** `pairs`: a query for `id`, `name` and, where one is wanted, `verdict`. */
async function readPairs(
  { trx }: Place,
  pairs: RawBuilder<unknown>,
  { verdict, search, start, limit }: WantedPairs,
): Promise<CurrentPairs> {
  const isWanted = verdict === undefined ? sql`true` : sql`verdict = ${verdict}`;
  const { rows } = await sql<CurrentPairs>`
    with found as (select id, name from (${pairs}) pairs where ${isWanted} and ${isFound(sql.ref("name"), search)})
    select (select count(*)::int from found) as count,
      array(select id::text from found order by name collate "C", id offset ${start} limit ${limit}) as ids`.execute(
    trx,
  );
  return rows[0] ?? NOTHING;
}
