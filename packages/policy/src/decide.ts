import { type Condition, type Leaf, readCondition, type Subject } from "./condition.ts";
import { earlier, lastsLonger, type Outcome } from "./outcome.ts";
import { type ConditionTree, evaluateRule, type Rule, readTree } from "./rule.ts";

/** As stored. */
export interface StoredPolicy {
  readonly id: string;
  /** Null where the group has vanished. */
  readonly groupId: string | null;
  readonly isDisabled: boolean;
  /** Epoch milliseconds from which it grants nothing any more; null: never. */
  readonly expiresAt: number | null;
  /** All of them have to hold. */
  readonly conditions: readonly Condition[];
  /** This has to hold as well, where there is one. */
  readonly tree: ConditionTree | null;
}

/** A policy whose conditions have been read, once for all decisions. */
export interface Policy extends Pick<StoredPolicy, "id" | "groupId" | "isDisabled" | "expiresAt"> {
  readonly conditions: readonly Leaf[];
  readonly tree: Rule | null;
  /** Conditions and tree together. */
  readonly rule: Rule;
}

export interface World {
  policiesFor(resourceId: string): readonly Policy[];
}

export type Verdict =
  | {
      readonly allowed: true;
      readonly policyId: string;
      readonly groupId: string;
      /** Epoch milliseconds at which access ends, or null where nothing ends it. */
      readonly expiresAt: number | null;
    }
  | {
      readonly allowed: false;
      /** Epoch milliseconds before which time alone changes nothing; null: it never does. */
      readonly reviewAt: number | null;
    };

/** Why a policy does not apply. */
export type Obstacle = "disabled" | "expired" | "group_gone" | "not_a_member" | "membership_expired";

export function readPolicy({ conditions, tree, ...policy }: StoredPolicy): Policy {
  const leaves = conditions.map(readCondition);
  const rule = tree === null ? null : readTree(tree);
  const all: Rule[] = leaves.map((leaf) => ({ kind: "leaf", leaf }));
  return { ...policy, conditions: leaves, tree: rule, rule: { kind: "all", rules: rule ? [...all, rule] : all } };
}

/**
 * Decides on one resource from all its policies. Nothing is allowed unless an enabled policy of one of the subject's
 * groups has its conditions fulfilled; of several such policies the one that lasts longest counts. Access ends with the
 * first of conditions, policy and membership to end. `now`: milliseconds since the Unix epoch.
 */
export function judge(world: World, subject: Subject, resourceId: string, now: number): Verdict {
  let best: Extract<Verdict, { allowed: true }> | undefined;
  let reviewAt: number | null = null;
  for (const policy of world.policiesFor(resourceId)) {
    const { groupId } = policy;
    if (groupId === null || obstacleOf(policy, subject, now)) continue;
    const outcome = evaluateRule(policy.rule, subject, now);
    if (outcome.state !== "holds") {
      reviewAt = earlier(reviewAt, outcome.until);
      continue;
    }
    const expiresAt = endOf(policy, subject, outcome);
    if (best && !lastsLonger(expiresAt, best.expiresAt)) continue;
    best = { allowed: true, policyId: policy.id, groupId, expiresAt };
    if (expiresAt === null) return best;
  }
  return best ?? { allowed: false, reviewAt };
}

/** Whether a policy without obstacles neither holds nor fails: more knowledge of the subject could turn a refusal. */
export function isOpen(world: World, subject: Subject, resourceId: string, now: number): boolean {
  if (!subject.unknown || subject.unknown.size === 0) return false;
  return world
    .policiesFor(resourceId)
    .some(
      (policy) =>
        obstacleOf(policy, subject, now) === undefined && evaluateRule(policy.rule, subject, now).state === "unusable",
    );
}

/** What keeps the policy from applying to the subject, conditions left aside; the first of it. */
export function obstacleOf(policy: Policy, subject: Subject, now: number): Obstacle | undefined {
  if (policy.isDisabled) return "disabled";
  if (hasEnded(policy.expiresAt, now)) return "expired";
  return membershipObstacle(policy.groupId, subject, now);
}

export function hasEnded(end: number | null, now: number): boolean {
  return end !== null && end <= now;
}

export function membershipObstacle(groupId: string | null, subject: Subject, now: number): Obstacle | undefined {
  if (groupId === null) return "group_gone";
  const memberUntil = subject.groups.get(groupId);
  if (memberUntil === undefined) return "not_a_member";
  return hasEnded(memberUntil, now) ? "membership_expired" : undefined;
}

/** When access by a policy ends whose conditions hold. */
export function endOf(policy: Policy, subject: Subject, outcome: Outcome): number | null {
  const memberUntil = policy.groupId === null ? null : (subject.groups.get(policy.groupId) ?? null);
  return earlier(outcome.until, earlier(policy.expiresAt, memberUntil));
}
