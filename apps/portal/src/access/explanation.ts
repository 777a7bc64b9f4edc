import { type Decision, decide, isOpen } from "@fz/policy";
import type { Transaction } from "kysely";
import { z } from "zod";
import {
  type AccountRow,
  AccountRowSchema,
  type ActorRow,
  ActorRowSchema,
  DeviceRowSchema,
  GroupRowSchema,
  isEveryone,
  isPerson,
  MembershipRowSchema,
  PolicyRowSchema,
  type ResourceRow,
  ResourceRowSchema,
  readPolicyRow,
} from "../accounts/live-rows.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { type Facts, sessionFacts, subjectOfFacts, withAssumed } from "./facts.ts";
import { type Moment, rowsAt, type Table } from "./rows-at.ts";

export const OwnedDevice = DeviceRowSchema.extend({ actor_id: z.string().nullable() });
export const DescribedPolicy = PolicyRowSchema.extend({ description: z.string().nullable() });

/** What denies access before any policy is looked at. */
export type Hindrance =
  | "account_absent"
  | "account_disabled"
  | "actor_absent"
  | "actor_disabled"
  | "actor_cannot_connect"
  | "client_absent"
  | "group_absent"
  | "policy_absent"
  | "resource_absent"
  | "resource_not_served";

/** An actor, of whose clients nothing is known, one of the clients, or a member of a group, of whom nothing is. */
export type Who = { readonly actorId: string } | { readonly clientId: string } | { readonly groupId: string };

export interface Question {
  readonly accountId: string;
  readonly who: Who;
  readonly resourceId: string;
  /** The only policy that is looked at; undefined: all of the resource, or of the group that is asked about. */
  readonly policyId: string | undefined;
  readonly moment: Moment;
  readonly assumed: Facts;
}

export interface Explanation {
  readonly decision: Decision;
  /** Of a refusal: whether more knowledge of the client could turn it. */
  readonly isOpen: boolean;
  readonly hindrances: readonly Hindrance[];
  readonly actor: { readonly id: string; readonly name: string } | undefined;
  readonly group: { readonly id: string; readonly name: string } | undefined;
  readonly resource: { readonly id: string; readonly name: string } | undefined;
  readonly facts: Facts;
  /** When the client connected whose facts these are; null where that is not known. */
  readonly connectedAt: string | null;
  /** Names of the groups that the policies are for, and descriptions of these. */
  readonly groups: ReadonlyMap<string, string>;
  readonly descriptions: ReadonlyMap<string, string>;
  /** Names of the ways to sign in, as they are now. */
  readonly providers: ReadonlyMap<string, string>;
}

/** Decides as devices are decided on, from the rows as they were at the moment. `now`: epoch milliseconds. */
export function explain(db: Db, question: Question, now: number): Promise<Explanation> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((trx) => explainWithin(trx, question, now));
}

async function explainWithin(trx: Transaction<Tables>, question: Question, now: number): Promise<Explanation> {
  const { accountId, who, resourceId, policyId, moment } = question;
  const read = (table: Table, column: string, value: string) =>
    rowsAt(trx, accountId, { table, column, values: [value] }, moment);
  const one = async <T>(table: Table, id: string, parse: (row: unknown) => T) => {
    const [row] = await read(table, "id", id);
    return row === undefined ? undefined : parse(row);
  };
  const account = await one("accounts", accountId, (row) => AccountRowSchema.parse(row));
  const { actorId, client, connected } = await findAsker(trx, question, one);
  const actor = actorId === undefined ? undefined : await one("actors", actorId, (row) => ActorRowSchema.parse(row));
  const resource = await one("resources", resourceId, (row) => ResourceRowSchema.parse(row));
  const memberships = actor ? await read("memberships", "actor_id", actor.id) : [];
  const all = (await read("policies", "resource_id", resourceId)).map((row) => DescribedPolicy.parse(row));
  const policies = all.filter(
    ({ id, group_id }) =>
      (policyId === undefined || id === policyId) && (!("groupId" in who) || group_id === who.groupId),
  );
  const groups = (await read("groups", "account_id", accountId)).map((row) => GroupRowSchema.parse(row));
  const group = "groupId" in who ? groups.find(({ id }) => id === who.groupId) : undefined;
  const everyone = groups.find(isEveryone);
  const memberOf = new Map<string, number | null>(
    memberships.map((row) => MembershipRowSchema.parse(row)).map((row) => [row.group_id, row.expires_at]),
  );
  if (actor && everyone && isPerson(actor)) memberOf.set(everyone.id, null);
  if (group) memberOf.set(group.id, null);
  const facts = withAssumed({ ...connected, isVerified: client && client.verified_at !== null }, question.assumed);
  const judged = policies.map(readPolicyRow);
  const world = { policiesFor: () => judged };
  const subject = subjectOfFacts(facts, memberOf);
  const isPolicyGone = policyId !== undefined && policies.length === 0;
  return {
    decision: decide(world, subject, resourceId, now),
    isOpen: isOpen(world, subject, resourceId, now),
    hindrances: [
      ...hindrancesOf(who, { account, client, actor, group, resource }),
      ...(isPolicyGone ? ["policy_absent" as const] : []),
    ],
    actor: actor && { id: actor.id, name: actor.name },
    group: group && { id: group.id, name: group.name },
    resource: resource && { id: resource.id, name: resource.name },
    facts,
    connectedAt: connected?.connectedAt ?? null,
    groups: new Map(groups.map(({ id, name }) => [id, name])),
    descriptions: new Map(policies.flatMap(({ id, description }) => (description ? [[id, description]] : []))),
    providers: await providerNames(trx, accountId),
  };
}

export async function providerNames(trx: Transaction<Tables>, accountId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await trx
    .selectFrom("auth_providers")
    .select(["id", "name"])
    .where("account_id", "=", accountId)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export function hindrancesOf(
  who: Who,
  found: {
    readonly account: AccountRow | undefined;
    readonly client: object | undefined;
    readonly actor: ActorRow | undefined;
    readonly group: object | undefined;
    readonly resource: ResourceRow | undefined;
  },
): Hindrance[] {
  const { account, client, actor, group, resource } = found;
  const hindrances: Hindrance[] = [];
  if (!account) hindrances.push("account_absent");
  if (account?.is_disabled) hindrances.push("account_disabled");
  if ("groupId" in who && !group) hindrances.push("group_absent");
  else if ("clientId" in who && !client) hindrances.push("client_absent");
  else if (!("groupId" in who) && !actor) hindrances.push("actor_absent");
  if (actor?.is_disabled) hindrances.push("actor_disabled");
  if (actor?.type === "api_client") hindrances.push("actor_cannot_connect");
  if (!resource) hindrances.push("resource_absent");
  else if (resource.site_id === null) hindrances.push("resource_not_served");
  return hindrances;
}

async function findAsker(
  trx: Transaction<Tables>,
  { accountId, who, moment }: Question,
  one: <T>(table: "devices", id: string, parse: (row: unknown) => T) => Promise<T | undefined>,
) {
  const nobody = { actorId: undefined, client: undefined, connected: undefined };
  if ("groupId" in who) return nobody;
  if ("actorId" in who) return { ...nobody, actorId: who.actorId };
  const client = await one("devices", who.clientId, (row) => OwnedDevice.parse(row));
  if (client?.type !== "client") return nobody;
  const connected = await sessionFacts(trx, accountId, client.id, moment);
  return { actorId: client.actor_id ?? undefined, client, connected };
}
