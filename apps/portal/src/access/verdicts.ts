// Verdicts on many pairs at once: of one actor, client or group over all resources, or of one resource or policy over all
// who might ask.

import { type Decision, decide, isOpen, judge, type Subject, type World } from "@fz/policy";
import type { Transaction } from "kysely";
import {
  type AccountRow,
  AccountRowSchema,
  type ActorRow,
  ActorRowSchema,
  type GroupRow,
  GroupRowSchema,
  isEveryone,
  isPerson,
  MembershipRowSchema,
  type ResourceRow,
  ResourceRowSchema,
  readPolicyRow,
} from "../accounts/live-rows.ts";
import type { Tables } from "../database/tables.ts";
import { DescribedPolicy, type Hindrance, hindrancesOf, OwnedDevice, providerNames, type Who } from "./explanation.ts";
import { sessionFactsOf, subjectOfFacts } from "./facts.ts";
import { type Moment, rowsAt, type Table } from "./rows-at.ts";

/** Whose access to what is weighed. Of a group and of a policy, only what they give by themselves. */
export type Range =
  | Who
  | { readonly resourceId: string; readonly of: "actors" | "clients" }
  | { readonly policyId: string; readonly of: "actors" | "clients" };

/** An actor, of whose clients nothing is known, one of the clients, or a member of a group, of whom nothing is. */
export interface Asker {
  readonly actor: ActorRow | undefined;
  readonly client: { readonly id: string; readonly name: string } | undefined;
  readonly group: GroupRow | undefined;
  readonly subject: Subject;
}

/** `depends`: nothing is known of the client, and it may be one that fulfils the conditions. */
export const VERDICTS = ["allowed", "depends", "denied"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Weighed {
  readonly asker: Asker;
  readonly resource: ResourceRow;
  readonly verdict: Verdict;
  readonly hindrances: readonly Hindrance[];
}

export interface Verdicts {
  readonly weighed: readonly Weighed[];
  /** With all its reasons, which take longer. */
  decisionOf(pair: Weighed): Decision;
  /** Names of groups, descriptions of policies, and names of the ways to sign in. */
  readonly groups: ReadonlyMap<string, string>;
  readonly descriptions: ReadonlyMap<string, string>;
  readonly providers: ReadonlyMap<string, string>;
}

/** How rows were at the moment that is asked about. */
interface Then {
  readonly trx: Transaction<Tables>;
  readonly accountId: string;
  readonly moment: Moment;
  /** Of the side that differs from pair to pair, those that are weighed; undefined: all. */
  readonly only: readonly string[] | undefined;
  read(table: Table, column: string, values: readonly string[]): ReturnType<typeof rowsAt>;
}

export interface Occasion {
  readonly moment: Moment;
  /** That moment in epoch milliseconds. */
  readonly now: number;
}

/**
 * Every pair in the range as it stood at the moment, or those with the resources, actors or clients in `only`; undefined
 * where what the range is about did not exist then. The transaction has to see one state of the database throughout.
 */
export async function weigh(
  trx: Transaction<Tables>,
  accountId: string,
  range: Range,
  { moment, now }: Occasion,
  only?: readonly string[],
): Promise<Verdicts | undefined> {
  const read: Then["read"] = (table, column, values) => rowsAt(trx, accountId, { table, column, values }, moment);
  const then: Then = { trx, accountId, moment, only, read };
  const [accountRow] = await read("accounts", "id", [accountId]);
  const account = accountRow && AccountRowSchema.parse(accountRow);
  const found = await policiesAndResources(then, range);
  if (!found) return undefined;
  const { policies, resources } = found;
  const groups = await groupsOf(then, range, policies);
  const askers = await askersOf(then, range, groups, policies);
  if (!askers) return undefined;
  const judged = Map.groupBy(policies, ({ resource_id }) => resource_id);
  const byResource = new Map([...judged].map(([id, rows]) => [id, rows.map(readPolicyRow)]));
  const world: World = { policiesFor: (id) => byResource.get(id) ?? [] };
  return {
    weighed: resources.flatMap((resource) => askers.map((asker) => weighOne(world, account, asker, resource, now))),
    decisionOf: ({ asker, resource }) => decide(world, asker.subject, resource.id, now),
    groups: new Map(groups.map(({ id, name }) => [id, name])),
    descriptions: new Map(policies.flatMap(({ id, description }) => (description ? [[id, description]] : []))),
    providers: await providerNames(trx, accountId),
  };
}

type PolicyRow = ReturnType<typeof DescribedPolicy.parse>;

async function policiesAndResources(
  { read, accountId, only }: Then,
  range: Range,
): Promise<{ readonly policies: PolicyRow[]; readonly resources: ResourceRow[] } | undefined> {
  const policiesBy = async (column: string, values: readonly string[]) =>
    (await read("policies", column, values)).map((row) => DescribedPolicy.parse(row));
  const resourcesBy = async (column: string, values: readonly string[]) =>
    (await read("resources", column, values)).map((row) => ResourceRowSchema.parse(row));
  if ("policyId" in range) {
    const policies = await policiesBy("id", [range.policyId]);
    if (policies.length === 0) return undefined;
    return {
      policies,
      resources: await resourcesBy(
        "id",
        policies.map(({ resource_id }) => resource_id),
      ),
    };
  }
  if ("resourceId" in range) {
    const resources = await resourcesBy("id", [range.resourceId]);
    if (resources.length === 0) return undefined;
    return { resources, policies: await policiesBy("resource_id", [range.resourceId]) };
  }
  const resources = await (only ? resourcesBy("id", only) : resourcesBy("account_id", [accountId]));
  if ("groupId" in range) return { resources, policies: await policiesBy("group_id", [range.groupId]) };
  return {
    resources,
    policies: await (only ? policiesBy("resource_id", only) : policiesBy("account_id", [accountId])),
  };
}

/** Those that the policies name, that of all people, and the one that the range is about. */
async function groupsOf({ read }: Then, range: Range, policies: readonly PolicyRow[]): Promise<GroupRow[]> {
  const named = new Set(policies.flatMap(({ group_id: id }) => id ?? []));
  if ("groupId" in range) named.add(range.groupId);
  const rows = [...(await read("groups", "id", [...named])), ...(await read("groups", "type", ["managed"]))];
  return [...new Map(rows.map((row) => [row.id, GroupRowSchema.parse(row)])).values()];
}

function weighOne(
  world: World,
  account: AccountRow | undefined,
  asker: Asker,
  resource: ResourceRow,
  now: number,
): Weighed {
  const { subject } = asker;
  const hindrances = hindrancesOf(whoOf(asker), { account, ...asker, resource });
  const verdict = () => {
    if (judge(world, subject, resource.id, now).allowed) return "allowed";
    return isOpen(world, subject, resource.id, now) ? "depends" : "denied";
  };
  return { asker, resource, hindrances, verdict: hindrances.length > 0 ? "denied" : verdict() };
}

function whoOf({ actor, client, group }: Asker): Who {
  if (group) return { groupId: group.id };
  return client ? { clientId: client.id } : { actorId: actor?.id ?? "" };
}

/** API clients have no devices, and never ask. Undefined where the one who asks is not there. */
async function askersOf(
  then: Then,
  range: Range,
  groups: readonly GroupRow[],
  policies: readonly PolicyRow[],
): Promise<Asker[] | undefined> {
  if ("groupId" in range) {
    const group = groups.find(({ id }) => id === range.groupId);
    if (!group) return undefined;
    const subject = subjectOfFacts({}, new Map([[group.id, null]]));
    return [{ actor: undefined, client: undefined, group, subject }];
  }
  const clients = await clientsOf(then, range);
  const actors = await actorsOf(then, range, clients);
  if (("actorId" in range || "clientId" in range) && actors.length === 0) return undefined;
  const everyone = groups.find(isEveryone)?.id;
  const memberOf = await membershipsOf(then, range, actors, policies);
  const groupsOfActor = (actor: ActorRow): Subject["groups"] => {
    const own = new Map(memberOf.get(actor.id));
    if (everyone !== undefined && isPerson(actor)) own.set(everyone, null);
    return own;
  };
  // Of a policy only the members of its group are asked about.
  const ofGroup = "policyId" in range ? (policies[0]?.group_id ?? "") : undefined;
  const isAsked = (actor: ActorRow) => ofGroup === undefined || groupsOfActor(actor).has(ofGroup);
  if (!clients) {
    return actors
      .filter(({ type }) => type !== "api_client" || "actorId" in range)
      .filter(isAsked)
      .map((actor) => ({
        actor,
        client: undefined,
        group: undefined,
        subject: subjectOfFacts({}, groupsOfActor(actor)),
      }));
  }
  const owners = new Map(actors.filter(isAsked).map((actor) => [actor.id, actor]));
  const owned = clients.filter(({ actor_id: owner }) => owner !== null && owners.has(owner));
  const seen = await sessionFactsOf(
    then.trx,
    then.accountId,
    owned.map(({ id }) => id),
    then.moment,
  );
  return owned.flatMap(({ id, name, actor_id: owner, verified_at }): Asker[] => {
    const actor = owner === null ? undefined : owners.get(owner);
    if (!actor) return [];
    const facts = { ...seen.get(id), isVerified: verified_at !== null };
    return [{ actor, client: { id, name }, group: undefined, subject: subjectOfFacts(facts, groupsOfActor(actor)) }];
  });
}

type ClientRow = ReturnType<typeof OwnedDevice.parse>;

/** Undefined where not clients ask. */
async function clientsOf({ read, accountId, only }: Then, range: Range): Promise<ClientRow[] | undefined> {
  if ("actorId" in range || ("of" in range && range.of === "actors")) return undefined;
  const ids = "clientId" in range ? [range.clientId] : only;
  const rows = await (ids ? read("devices", "id", ids) : read("devices", "account_id", [accountId]));
  return rows.map((row) => OwnedDevice.parse(row)).filter(({ type }) => type === "client");
}

async function actorsOf(
  { read, accountId, only }: Then,
  range: Range,
  clients: readonly ClientRow[] | undefined,
): Promise<ActorRow[]> {
  const narrowed = "clientId" in range || only !== undefined;
  const owners = narrowed ? clients?.flatMap(({ actor_id: id }) => id ?? []) : undefined;
  const ids = "actorId" in range ? [range.actorId] : clients ? owners && [...new Set(owners)] : only;
  const rows = await (ids ? read("actors", "id", ids) : read("actors", "account_id", [accountId]));
  return rows.map((row) => ActorRowSchema.parse(row));
}

/** Actor → group → when the membership ends: of these actors where they are few, or in the groups that matter. */
async function membershipsOf(
  { read, only }: Then,
  range: Range,
  actors: readonly ActorRow[],
  policies: readonly PolicyRow[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number | null>>> {
  const areFew = only !== undefined || "actorId" in range || "clientId" in range;
  const rows = areFew
    ? await read(
        "memberships",
        "actor_id",
        actors.map(({ id }) => id),
      )
    : await read("memberships", "group_id", [...new Set(policies.flatMap(({ group_id: id }) => id ?? []))]);
  const memberOf = new Map<string, Map<string, number | null>>();
  for (const { actor_id, group_id, expires_at } of rows.map((row) => MembershipRowSchema.parse(row))) {
    const ofActor = memberOf.get(actor_id);
    if (ofActor) ofActor.set(group_id, expires_at);
    else memberOf.set(actor_id, new Map([[group_id, expires_at]]));
  }
  return memberOf;
}
