import type { ConditionReason, Decision, SingleChange, TreeReason } from "@fz/policy";
import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { RequiredId } from "../http/fields.ts";
import { badRequest, invalid, notFound } from "../http/problem.ts";
import { isObject, validate } from "../http/validation.ts";
import { LOG_RETENTION_DAYS } from "../ops/purge.ts";
import { type Explanation, explain, type Question } from "./explanation.ts";
import { AssumedFacts, unknownProperties } from "./facts.ts";
import type { Moment } from "./rows-at.ts";
import { type Names, sentencesOf } from "./sentences.ts";

const DAY_MS = 86_400_000;

const QuestionFields = z.object({
  actor_id: RequiredId.nullish(),
  client_id: RequiredId.nullish(),
  group_id: RequiredId.nullish(),
  resource_id: RequiredId,
  policy_id: RequiredId.nullish(),
  at: z.iso.datetime({ offset: true, error: "is no date and time with its offset" }).nullish(),
  assume: AssumedFacts.nullish(),
});
const State = z.enum(["holds", "fails", "unusable"]);
const Named = z.object({ id: z.uuid(), name: z.string() });
const ConditionAnswer = z.object({
  property: z.string(),
  operator: z.string(),
  wanted: z.array(z.string()).nullable(),
  saw: z.string().nullable(),
  state: State,
  why: z.enum(["unreadable", "unknown"]).nullable(),
  until: z.string().nullable(),
});
const PolicyAnswer = z.object({
  policy_id: z.uuid(),
  group: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  description: z.string().nullable(),
  applies: z.boolean(),
  until: z.string().nullable(),
  obstacles: z.array(z.enum(["disabled", "expired", "group_gone", "not_a_member", "membership_expired"])),
  conditions: z.array(ConditionAnswer),
  condition_tree: z.unknown().meta({ description: "The tree, each part with its state; null where there is none" }),
});
const ChangeAnswer = z.object({
  change: z.string(),
  policy_id: z.uuid(),
  group_id: z.uuid().optional(),
  must_hold: z.boolean().optional(),
  condition: ConditionAnswer.optional(),
});
const Answer = z.object({
  at: z.string(),
  allowed: z.boolean(),
  verdict: z.enum(["allowed", "depends", "denied"]),
  policy_id: z.uuid().nullable(),
  expires_at: z.string().nullable(),
  actor: Named.nullable(),
  group: Named.nullable(),
  resource: Named.nullable(),
  hindrances: z.array(z.string()),
  violated_properties: z.array(z.string()),
  facts: z.object({
    remote_ip: z.string().nullable(),
    country: z.string().nullable(),
    auth_provider_id: z.string().nullable(),
    client_verified: z.boolean().nullable(),
    client_version: z.string().nullable(),
    os_name: z.string().nullable(),
    os_version: z.string().nullable(),
    connected_at: z.string().nullable(),
    unknown: z.array(z.string()),
  }),
  policies: z.array(PolicyAnswer),
  changes: z.array(ChangeAnswer),
  sentences: z.array(z.string()),
});

export function explainRoutes(api: Api): void {
  const summary = "Say whether someone may reach a resource, and why";
  api.post(
    "/access/explain",
    {
      tag: "Access",
      summary,
      body: QuestionFields,
      data: Answer,
      status: 200,
      may: ["admin", "auditor"],
      refuses: [404],
    },
    async (call) => ({ data: await answer(call) }),
  );
}

async function answer(call: Call): Promise<z.input<typeof Answer>> {
  if (!isObject(call.body)) {
    throw badRequest("The body must be an object with resource_id and actor_id, client_id or group_id.");
  }
  const fields = validate(QuestionFields, call.body);
  const { at, moment } = readMoment(fields.at ? Date.parse(fields.at) : undefined, call.context.now());
  const question: Question = {
    accountId: call.accountId,
    who: askerOf(fields),
    resourceId: fields.resource_id,
    policyId: fields.policy_id ?? undefined,
    moment,
    assumed: fields.assume ?? {},
  };
  const explanation = await explain(call.db, question, at);
  const { actor, group, resource, hindrances } = explanation;
  const isGone = !(actor ?? group) || !resource || hindrances.includes("policy_absent");
  if (moment === "now" && isGone) throw notFound();
  return view(explanation, at);
}

/** `asked` and `present` are epoch milliseconds; undefined: the present. */
export function readMoment(
  asked: number | undefined,
  present: number,
): { readonly at: number; readonly moment: Moment } {
  if (asked === undefined) return { at: present, moment: "now" };
  if (asked > present) throw invalid({ at: ["must not lie in the future"] });
  if (asked < present - LOG_RETENTION_DAYS * DAY_MS) {
    throw invalid({ at: [`must not lie more than ${LOG_RETENTION_DAYS} days back`] });
  }
  return { at: asked, moment: asked };
}

function askerOf({ actor_id, client_id, group_id }: z.output<typeof QuestionFields>): Question["who"] {
  if (actor_id && client_id) throw invalid({ client_id: ["takes the place of actor_id; give one of them"] });
  if (group_id && (actor_id || client_id)) {
    throw invalid({ group_id: ["takes the place of actor_id and client_id; give one of them"] });
  }
  if (client_id) return { clientId: client_id };
  if (group_id) return { groupId: group_id };
  if (actor_id) return { actorId: actor_id };
  throw invalid({ actor_id: ["must not be empty, where there is neither client_id nor group_id"] });
}

function view(explanation: Explanation, at: number): z.input<typeof Answer> {
  const { decision, hindrances, facts, connectedAt, groups, descriptions, actor, group, resource } = explanation;
  const allowed = decision.allowed && hindrances.length === 0;
  const names = namesFor(explanation, at);
  return {
    at: new Date(at).toISOString(),
    allowed,
    verdict: allowed ? "allowed" : explanation.isOpen && hindrances.length === 0 ? "depends" : "denied",
    policy_id: allowed && decision.allowed ? decision.policyId : null,
    expires_at: allowed && decision.allowed ? timeOrNull(decision.expiresAt) : null,
    actor: actor ?? null,
    group: group ?? null,
    resource: resource ?? null,
    hindrances: [...hindrances],
    violated_properties: [...decision.violated],
    facts: {
      remote_ip: facts.remoteIp ?? null,
      country: facts.region ?? null,
      auth_provider_id: facts.authProviderId ?? null,
      client_verified: facts.isVerified ?? null,
      client_version: facts.clientVersion ?? null,
      os_name: facts.osName ?? null,
      os_version: facts.osVersion ?? null,
      connected_at: connectedAt,
      unknown: unknownProperties(facts),
    },
    policies: decision.reasons.map((reason) => policyView(reason, groups, descriptions)),
    changes: hindrances.length > 0 ? [] : decision.changes.map(changeView),
    sentences: sentencesOf(decision, hindrances, names),
  };
}

type Nameable = Pick<
  Explanation,
  "decision" | "groups" | "descriptions" | "providers" | "actor" | "group" | "resource"
>;

export function namesFor(known: Nameable, now: number): Names {
  const { decision, groups, descriptions, providers, actor, group: ofGroup, resource } = known;
  const group = (id: string) => `group ${groups.get(id) ?? id}`;
  const policy = (id: string) => {
    const groupId = decision.reasons.find(({ policyId }) => policyId === id)?.groupId ?? null;
    const description = descriptions.get(id);
    const owner = groupId === null ? "a group that is gone" : group(groupId);
    return `the policy of ${owner}${description === undefined ? "" : ` (${description})`}`;
  };
  return {
    actor: ofGroup ? `A member of ${ofGroup.name}` : (actor?.name ?? "Nobody"),
    resource: resource?.name ?? "the resource",
    noPolicy: ofGroup ? "No policy of the group is about this resource." : "No policy is about this resource.",
    policy,
    group,
    provider: (id) => providers.get(id) ?? id,
    now,
  };
}

function policyView(
  reason: Decision["reasons"][number],
  groups: Explanation["groups"],
  descriptions: Explanation["descriptions"],
): z.input<typeof PolicyAnswer> {
  const { policyId, groupId, applies, until, obstacles, conditions, tree } = reason;
  return {
    policy_id: policyId,
    group: groupId === null ? null : { id: groupId, name: groups.get(groupId) ?? null },
    description: descriptions.get(policyId) ?? null,
    applies,
    until: timeOrNull(until),
    obstacles: [...obstacles],
    conditions: conditions.map(conditionView),
    condition_tree: tree && treeView(tree),
  };
}

function conditionView({ wanted, until, ...reason }: ConditionReason): z.input<typeof ConditionAnswer> {
  return { ...reason, wanted: wanted && [...wanted], until: timeOrNull(until) };
}

function treeView(tree: TreeReason): Record<string, unknown> {
  const outcome = { state: tree.state, until: timeOrNull(tree.until) };
  if ("condition" in tree) return { ...outcome, condition: conditionView(tree.condition) };
  if ("not" in tree) return { ...outcome, not: treeView(tree.not) };
  return "all" in tree ? { ...outcome, all: tree.all.map(treeView) } : { ...outcome, any: tree.any.map(treeView) };
}

function changeView(change: SingleChange): z.input<typeof ChangeAnswer> {
  return {
    change: change.change,
    policy_id: change.policyId,
    ...("groupId" in change ? { group_id: change.groupId } : {}),
    ...("mustHold" in change ? { must_hold: change.mustHold } : {}),
    ...("condition" in change ? { condition: conditionView(change.condition) } : {}),
  };
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
