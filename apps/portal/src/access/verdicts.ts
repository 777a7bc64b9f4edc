// Verdicts on many pairs at once: of one actor or client over all resources, or of one resource over all who might ask.

import { type Decision, decide, isOpen, judge, type Subject, type World } from "@fz/policy";
import type { Transaction } from "kysely";
import {
  type AccountRow,
  AccountRowSchema,
  type ActorRow,
  ActorRowSchema,
  GroupRowSchema,
  isEveryone,
  isPerson,
  MembershipRowSchema,
  type ResourceRow,
  ResourceRowSchema,
  readPolicyRow,
} from "../accounts/live-rows.ts";
import type { Tables } from "../database/tables.ts";
import { DescribedPolicy, type Hindrance, hindrancesOf, OwnedDevice, providerNames } from "./explanation.ts";
import { sessionFactsOf, subjectOfFacts } from "./facts.ts";
import { type Moment, rowsAt } from "./rows-at.ts";

/** Whose access to what is weighed. */
export type Range =
  | { readonly actorId: string }
  | { readonly clientId: string }
  | { readonly resourceId: string; readonly of: "actors" | "clients" };

/** An actor, of whose clients nothing is known, or one of the clients. */
export interface Asker {
  readonly actor: ActorRow;
  readonly client: { readonly id: string; readonly name: string } | undefined;
  readonly subject: Subject;
}

/** `depends`: nothing is known of the client, and it may be one that fulfils the conditions. */
export type Verdict = "allowed" | "depends" | "denied";

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
  read(table: Parameters<typeof rowsAt>[2]["table"], column: string, value: string): ReturnType<typeof rowsAt>;
}

/**
 * Every pair in the range as it stood at the moment; undefined where what the range is about did not exist then.
 * `now`: that moment in epoch milliseconds. The transaction has to see one state of the database throughout.
 */
export async function weigh(
  trx: Transaction<Tables>,
  accountId: string,
  range: Range,
  moment: Moment,
  now: number,
): Promise<Verdicts | undefined> {
  const then: Then = {
    trx,
    accountId,
    moment,
    read: (table, column, value) => rowsAt(trx, accountId, { table, column, value }, moment),
  };
  const [accountRow] = await then.read("accounts", "id", accountId);
  const account = accountRow && AccountRowSchema.parse(accountRow);
  const isOne = "resourceId" in range;
  const resources = await (isOne
    ? then.read("resources", "id", range.resourceId)
    : then.read("resources", "account_id", accountId));
  const [column, value] = isOne ? (["resource_id", range.resourceId] as const) : (["account_id", accountId] as const);
  const policies = (await then.read("policies", column, value)).map((row) => DescribedPolicy.parse(row));
  const groups = (await then.read("groups", "account_id", accountId)).map((row) => GroupRowSchema.parse(row));
  const groupIds = new Set(policies.flatMap(({ group_id: id }) => id ?? []));
  const askers = await askersOf(then, range, groupIds, groups.find(isEveryone)?.id);
  if (isOne ? resources.length === 0 : askers.length === 0) return undefined;
  const judged = Map.groupBy(policies.map(readPolicyRowOf), ({ resourceId }) => resourceId);
  const world: World = { policiesFor: (id) => judged.get(id)?.map(({ policy }) => policy) ?? [] };
  return {
    weighed: resources
      .map((row) => ResourceRowSchema.parse(row))
      .flatMap((resource) => askers.map((asker) => weighOne(world, account, asker, resource, now))),
    decisionOf: ({ asker, resource }) => decide(world, asker.subject, resource.id, now),
    groups: new Map(groups.map(({ id, name }) => [id, name])),
    descriptions: new Map(policies.flatMap(({ id, description }) => (description ? [[id, description]] : []))),
    providers: await providerNames(trx, accountId),
  };
}

function readPolicyRowOf(row: Parameters<typeof readPolicyRow>[0]) {
  return { resourceId: row.resource_id, policy: readPolicyRow(row) };
}

function weighOne(
  world: World,
  account: AccountRow | undefined,
  asker: Asker,
  resource: ResourceRow,
  now: number,
): Weighed {
  const { actor, client, subject } = asker;
  const who = client ? { clientId: client.id } : { actorId: actor.id };
  const hindrances = hindrancesOf({ who }, { account, client, actor, resource });
  const verdict = () => {
    if (judge(world, subject, resource.id, now).allowed) return "allowed";
    return isOpen(world, subject, resource.id, now) ? "depends" : "denied";
  };
  return { asker, resource, hindrances, verdict: hindrances.length > 0 ? "denied" : verdict() };
}

/** API clients have no devices, and never ask. */
async function askersOf(
  then: Then,
  range: Range,
  groupIds: ReadonlySet<string>,
  everyone: string | undefined,
): Promise<Asker[]> {
  const clients = await clientsOf(then, range);
  const actorId =
    "actorId" in range ? range.actorId : "clientId" in range ? (clients[0]?.actor_id ?? undefined) : undefined;
  if (!("resourceId" in range) && !actorId) return [];
  const actorRows = await (actorId
    ? then.read("actors", "id", actorId)
    : then.read("actors", "account_id", then.accountId));
  const actors = new Map(actorRows.map((row) => ActorRowSchema.parse(row)).map((actor) => [actor.id, actor]));
  const memberOf = await membershipsOf(then, actorId, groupIds);
  const groupsOf = (actor: ActorRow): Subject["groups"] => {
    const groups = new Map(memberOf.get(actor.id));
    if (everyone !== undefined && isPerson(actor)) groups.set(everyone, null);
    return groups;
  };
  const byActors = "actorId" in range || ("resourceId" in range && range.of === "actors");
  if (byActors) {
    return [...actors.values()]
      .filter(({ type }) => type !== "api_client" || actorId !== undefined)
      .map((actor) => ({ actor, client: undefined, subject: subjectOfFacts({}, groupsOf(actor)) }));
  }
  const { trx, accountId, moment } = then;
  const seen = await sessionFactsOf(
    trx,
    accountId,
    clients.map(({ id }) => id),
    moment,
  );
  return clients.flatMap(({ id, name, actor_id: owner, verified_at }): Asker[] => {
    const actor = owner === null ? undefined : actors.get(owner);
    if (!actor) return [];
    const facts = { ...seen.get(id), isVerified: verified_at !== null };
    return [{ actor, client: { id, name }, subject: subjectOfFacts(facts, groupsOf(actor)) }];
  });
}

async function clientsOf(then: Then, range: Range) {
  if ("actorId" in range || ("resourceId" in range && range.of === "actors")) return [];
  const rows = await ("clientId" in range
    ? then.read("devices", "id", range.clientId)
    : then.read("devices", "account_id", then.accountId));
  return rows.map((row) => OwnedDevice.parse(row)).filter(({ type }) => type === "client");
}

/** Actor → group → when the membership ends: of one actor, or in the groups that matter. */
async function membershipsOf(
  then: Then,
  actorId: string | undefined,
  groupIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number | null>>> {
  const rows = [];
  if (actorId !== undefined) rows.push(...(await then.read("memberships", "actor_id", actorId)));
  else for (const id of groupIds) rows.push(...(await then.read("memberships", "group_id", id)));
  const memberOf = new Map<string, Map<string, number | null>>();
  for (const { actor_id, group_id, expires_at } of rows.map((row) => MembershipRowSchema.parse(row))) {
    const ofActor = memberOf.get(actor_id);
    if (ofActor) ofActor.set(group_id, expires_at);
    else memberOf.set(actor_id, new Map([[group_id, expires_at]]));
  }
  return memberOf;
}
