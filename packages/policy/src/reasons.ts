// The decision with its reasons as data, for people: what each policy wanted and saw, and what would change the outcome.

import type { Leaf, Subject } from "./condition.ts";
import {
  endOf,
  hasEnded,
  judge,
  membershipObstacle,
  type Obstacle,
  obstacleOf,
  type Policy,
  type Verdict,
  type World,
} from "./decide.ts";
import type { Outcome } from "./outcome.ts";
import { blamedLeaves, evaluateRule, leavesOf, type Rule } from "./rule.ts";

export interface ConditionReason {
  readonly property: string;
  readonly operator: string;
  readonly wanted: readonly string[] | null;
  /** What was known of the subject; null where nothing was, and for times. */
  readonly saw: string | null;
  readonly state: Outcome["state"];
  /** Where it is unusable: the condition makes no sense, or nothing is known of what it asks about. */
  readonly why: "unreadable" | "unknown" | null;
  readonly until: number | null;
}

export type TreeReason = { readonly state: Outcome["state"]; readonly until: number | null } & (
  | { readonly all: readonly TreeReason[] }
  | { readonly any: readonly TreeReason[] }
  | { readonly not: TreeReason }
  | { readonly condition: ConditionReason }
);

export interface PolicyReason {
  readonly policyId: string;
  readonly groupId: string | null;
  /** Whether it grants access by itself. */
  readonly applies: boolean;
  /** Until when, where it applies; null: nothing ends it. */
  readonly until: number | null;
  readonly obstacles: readonly Obstacle[];
  readonly conditions: readonly ConditionReason[];
  readonly tree: TreeReason | null;
}

/** A single change that would turn a refusal into access. */
export type SingleChange =
  | { readonly change: "enable_policy" | "extend_policy"; readonly policyId: string }
  | { readonly change: "add_to_group" | "extend_membership"; readonly policyId: string; readonly groupId: string }
  | { readonly change: "mend_condition"; readonly policyId: string; readonly condition: ConditionReason }
  | {
      readonly change: "meet_condition";
      readonly policyId: string;
      readonly condition: ConditionReason;
      /** False where the condition must stop to hold. */
      readonly mustHold: boolean;
    };

export type Decision = Verdict & {
  /** Of a refusal: the properties violated in policies that the subject's groups have, each once. */
  readonly violated: readonly string[];
  readonly reasons: readonly PolicyReason[];
  readonly changes: readonly SingleChange[];
};

/** The same decision as `judge`, explained. `now`: milliseconds since the Unix epoch. */
export function decide(world: World, subject: Subject, resourceId: string, now: number): Decision {
  const verdict = judge(world, subject, resourceId, now);
  const policies = world.policiesFor(resourceId);
  const reasons = policies.map((policy) => policyReason(policy, subject, now));
  if (verdict.allowed) return { ...verdict, violated: [], reasons, changes: [] };
  const changes = policies.flatMap((policy) => singleChanges(policy, subject, now));
  return { ...verdict, violated: violatedProperties(world, subject, resourceId, now), reasons, changes };
}

/** Union over the policies that the subject's groups have, in the order of policies and conditions. */
export function violatedProperties(world: World, subject: Subject, resourceId: string, now: number): string[] {
  const violated = world
    .policiesFor(resourceId)
    .filter((policy) => obstacleOf(policy, subject, now) === undefined)
    .flatMap((policy) => blamedLeaves(policy.rule, subject, now).map(({ condition }) => condition.property));
  return [...new Set(violated)];
}

function policyReason(policy: Policy, subject: Subject, now: number): PolicyReason {
  const outcome = evaluateRule(policy.rule, subject, now);
  const obstacles = obstaclesOf(policy, subject, now);
  const applies = obstacles.length === 0 && outcome.state === "holds";
  return {
    policyId: policy.id,
    groupId: policy.groupId,
    applies,
    until: applies ? endOf(policy, subject, outcome) : null,
    obstacles,
    conditions: policy.conditions.map((leaf) => conditionReason(leaf, subject, now)),
    tree: policy.tree && treeReason(policy.tree, subject, now),
  };
}

/** All of them, where `obstacleOf` stops at the first. */
function obstaclesOf(policy: Policy, subject: Subject, now: number): Obstacle[] {
  const ofGroup = membershipObstacle(policy.groupId, subject, now);
  return [
    ...(policy.isDisabled ? ["disabled" as const] : []),
    ...(hasEnded(policy.expiresAt, now) ? ["expired" as const] : []),
    ...(ofGroup ? [ofGroup] : []),
  ];
}

function conditionReason(leaf: Leaf, subject: Subject, now: number): ConditionReason {
  const { property, operator, values } = leaf.condition;
  const { state, until } = leaf.test(subject, now);
  const why = state !== "unusable" ? null : leaf.isReadable ? "unknown" : "unreadable";
  return { property, operator, wanted: values, saw: seen(property, subject), state, why, until };
}

function seen(property: string, subject: Subject): string | null {
  if (subject.unknown?.has(property)) return null;
  switch (property) {
    case "remote_ip_location_region":
      return subject.region;
    case "remote_ip":
      return subject.remoteIp;
    case "auth_provider_id":
      return subject.authProviderId;
    case "client_verified":
      return String(subject.isVerified);
    case "client_version":
      return subject.clientVersion;
    case "os_version":
      return subject.osName === null ? null : `${subject.osName}/${subject.osVersion ?? ""}`;
    default:
      return null;
  }
}

function treeReason(rule: Rule, subject: Subject, now: number): TreeReason {
  const { state, until } = evaluateRule(rule, subject, now);
  const outcome = { state, until };
  switch (rule.kind) {
    case "leaf":
      return { ...outcome, condition: conditionReason(rule.leaf, subject, now) };
    case "not":
      return { ...outcome, not: treeReason(rule.rule, subject, now) };
    case "all":
      return { ...outcome, all: rule.rules.map((part) => treeReason(part, subject, now)) };
    case "any":
      return { ...outcome, any: rule.rules.map((part) => treeReason(part, subject, now)) };
  }
}

/** Each change that, alone, makes this policy grant access. */
function singleChanges(policy: Policy, subject: Subject, now: number): SingleChange[] {
  const { id: policyId, groupId, rule } = policy;
  const obstacles = obstaclesOf(policy, subject, now);
  const holds = evaluateRule(rule, subject, now).state === "holds";
  if (obstacles.length === 0) return holds ? [] : conditionChanges(policy, subject, now);
  if (obstacles.length > 1 || !holds) return [];
  const [obstacle] = obstacles;
  if (obstacle === "disabled") return [{ change: "enable_policy", policyId }];
  if (obstacle === "expired") return [{ change: "extend_policy", policyId }];
  if (groupId === null) return [];
  return [{ change: obstacle === "not_a_member" ? "add_to_group" : "extend_membership", policyId, groupId }];
}

function conditionChanges({ id: policyId, rule }: Policy, subject: Subject, now: number): SingleChange[] {
  return leavesOf(rule).flatMap((leaf): SingleChange[] => {
    const condition = conditionReason(leaf, subject, now);
    const suffices = (state: "holds" | "fails") =>
      evaluateRule(rule, subject, now, new Map([[leaf, { state, until: null }]])).state === "holds";
    const mustHold = suffices("holds");
    if (!mustHold && !suffices("fails")) return [];
    if (!leaf.isReadable) return [{ change: "mend_condition", policyId, condition }];
    return [{ change: "meet_condition", policyId, condition, mustHold }];
  });
}
