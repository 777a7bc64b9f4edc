// Which clients a policy that is not saved yet would let in at this moment.

import { decide, readPolicy, type World } from "@fz/policy";
import { z } from "zod";
import { ActorRowSchema, GroupRowSchema, isEveryone, isPerson } from "../accounts/live-rows.ts";
import type { Api, Call } from "../http/api.ts";
import { RequiredId } from "../http/fields.ts";
import { pageOfList } from "../http/list-page.ts";
import { readPaging } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";
import { OptionalTree } from "../policies/condition-tree.ts";
import { ConditionList } from "../policies/conditions.ts";
import { OwnedDevice } from "./explanation.ts";
import { sessionFactsOf, subjectOfFacts } from "./facts.ts";

const PreviewFields = z.object({
  group_id: RequiredId,
  conditions: ConditionList.default([]),
  condition_tree: OptionalTree,
});
const Named = z.object({ id: z.uuid(), name: z.string() });
const PreviewedView = z.object({
  client: Named,
  actor: Named,
  online: z.boolean(),
  allowed: z.boolean(),
  until: z.string().nullable(),
  violated_properties: z.array(z.string()),
});
const PreviewView = z.object({
  let_in: z.int(),
  kept_out: z.int(),
  members_without_clients: z.int(),
  clients: z.array(PreviewedView),
});
/** Stands for the policy that is not there, and for what it is about. */
const PROPOSED = "proposed";

export function previewRoutes(api: Api): void {
  api.post(
    "/access/preview",
    {
      tag: "Access",
      summary: "Say which clients of a group a policy with such conditions would let in now",
      body: z.object({ policy: PreviewFields }),
      data: PreviewView,
      status: 200,
      may: ["admin", "auditor"],
      filters: ["limit", "page_cursor", "allowed"],
      refuses: [404],
    },
    preview,
  );
}

async function preview(call: Call) {
  const { group_id: groupId, conditions, condition_tree } = validate(PreviewFields, unwrap(call.body, "policy"));
  const paging = readPaging(call.query);
  const wanted = call.query.oneOf("allowed", ["true", "false"]);
  const now = call.context.now();
  const policy = readPolicy({
    id: PROPOSED,
    groupId,
    isDisabled: false,
    expiresAt: null,
    conditions,
    tree: condition_tree,
  });
  const world: World = { policiesFor: () => [policy] };
  const members = await readMembers(call, groupId);
  const clients = await readClients(call, [...members.keys()]);
  const found = clients.flatMap(({ id, name, actorId, facts }): z.input<typeof PreviewedView>[] => {
    const member = members.get(actorId);
    if (!member) return [];
    const decision = decide(world, subjectOfFacts(facts, new Map([[groupId, member.end]])), PROPOSED, now);
    return [
      {
        client: { id, name },
        actor: { id: actorId, name: member.name },
        online: call.context.cluster.isClientOnline(call.accountId, id),
        allowed: decision.allowed,
        until: decision.allowed && decision.expiresAt !== null ? new Date(decision.expiresAt).toISOString() : null,
        violated_properties: [...decision.violated],
      },
    ];
  });
  const letIn = found.filter(({ allowed }) => allowed).length;
  // Those who are there now before those who are not.
  const listed = found
    .filter(({ allowed }) => wanted === undefined || String(allowed) === wanted)
    .sort((a, b) => Number(b.online) - Number(a.online) || a.actor.name.localeCompare(b.actor.name));
  const { items, metadata } = pageOfList(`preview:${wanted ?? ""}`, listed, paging);
  const owners = new Set(clients.map(({ actorId }) => actorId));
  const data = {
    let_in: letIn,
    kept_out: found.length - letIn,
    members_without_clients: [...members.keys()].filter((id) => !owners.has(id)).length,
    clients: items,
  };
  return { data, metadata };
}

interface Member {
  readonly name: string;
  /** Of the membership, epoch milliseconds; null: none. */
  readonly end: number | null;
}

/** Who is in the group and may have clients. Everyone has no rows of memberships. */
async function readMembers(call: Call, groupId: string): Promise<ReadonlyMap<string, Member>> {
  const group = await call.db
    .selectFrom("groups")
    .select(["id", "type", "name", "idp_id"])
    .where("account_id", "=", call.accountId)
    .where("id", "=", groupId)
    .executeTakeFirst();
  if (!group) throw notFound();
  const isOfAll = isEveryone(GroupRowSchema.parse(group));
  const rows = await call.db
    .selectFrom("actors as a")
    .leftJoin("memberships as m", (join) =>
      join.onRef("m.account_id", "=", "a.account_id").onRef("m.actor_id", "=", "a.id").on("m.group_id", "=", groupId),
    )
    .select(["a.id", "a.type", "a.name", "a.email", "a.is_disabled", "m.id as membership_id", "m.expires_at"])
    .where("a.account_id", "=", call.accountId)
    .where("a.is_disabled", "=", false)
    .where("a.type", "!=", "api_client")
    .$if(!isOfAll, (q) => q.where("m.id", "is not", null))
    .execute();
  const members = rows
    .filter((row) => row.membership_id !== null || isPerson(ActorRowSchema.parse(row)))
    .map(({ id, name, expires_at }) => ({ id, name, end: expires_at === null ? null : Date.parse(expires_at) }))
    .filter(({ end }) => end === null || end > call.context.now());
  return new Map(members.map(({ id, name, end }) => [id, { name, end }]));
}

/** Clients of the actors, with what they were seen to be when they connected last. */
async function readClients(call: Call, actorIds: readonly string[]) {
  const { db, accountId } = call;
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (trx) => {
      const rows = await trx
        .selectFrom("devices")
        .select(["id", "type", "name", "ipv4", "ipv6", "verified_at", "actor_id"])
        .where("account_id", "=", accountId)
        .where("type", "=", "client")
        .execute();
      const wanted = new Set(actorIds);
      const clients = rows.map((row) => OwnedDevice.parse(row));
      const owned = clients.filter(({ actor_id: id }) => id !== null && wanted.has(id));
      const seen = await sessionFactsOf(
        trx,
        accountId,
        owned.map(({ id }) => id),
        "now",
      );
      return owned.map(({ id, name, actor_id, verified_at }) => {
        return { id, name, actorId: actor_id ?? "", facts: { ...seen.get(id), isVerified: verified_at !== null } };
      });
    });
}
