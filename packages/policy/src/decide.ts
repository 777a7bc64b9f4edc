import { type Condition, evaluateCondition, type Subject } from "./condition.ts";

export interface Policy {
  readonly id: string;
  /** Null where the group has vanished. */
  readonly groupId: string | null;
  readonly isDisabled: boolean;
  readonly conditions: readonly Condition[];
}

/** Why a policy does not apply. `violated` names the properties, in the order of the conditions. */
export type PolicyRefusal =
  | { readonly policyId: string; readonly reason: "disabled" | "group_gone" | "not_a_member" }
  | { readonly policyId: string; readonly reason: "violated"; readonly violated: readonly string[] };

export type Decision =
  | {
      readonly allowed: true;
      readonly policyId: string;
      readonly groupId: string;
      /** Epoch milliseconds at which access ends, or null where no condition ends it. */
      readonly expiresAt: number | null;
      readonly refusals: readonly PolicyRefusal[];
    }
  | {
      readonly allowed: false;
      /** Union of the violated properties over the policies that the subject's groups have. */
      readonly violated: readonly string[];
      readonly refusals: readonly PolicyRefusal[];
    };

/**
 * Decides on one resource from all its policies. Nothing is allowed unless an enabled policy of one of the subject's
 * groups has all its conditions fulfilled; of several such policies the one that lasts longest counts.
 * `now`: milliseconds since the Unix epoch.
 */
export function decide(request: {
  readonly policies: readonly Policy[];
  readonly subject: Subject;
  readonly now: number;
}): Decision {
  const { subject, now } = request;
  const refusals: PolicyRefusal[] = [];
  let best: { policyId: string; groupId: string; expiresAt: number | null } | undefined;
  for (const policy of request.policies) {
    const { id: policyId, groupId } = policy;
    if (policy.isDisabled) refusals.push({ policyId, reason: "disabled" });
    else if (groupId === null) refusals.push({ policyId, reason: "group_gone" });
    else if (!subject.groups.has(groupId)) refusals.push({ policyId, reason: "not_a_member" });
    else {
      const outcome = evaluatePolicy(policy, subject, now);
      if (outcome.violated.length > 0) refusals.push({ policyId, reason: "violated", violated: outcome.violated });
      else if (!best || lastsLonger(outcome.expiresAt, best.expiresAt)) {
        best = { policyId, groupId, expiresAt: outcome.expiresAt };
      }
    }
  }
  if (best) return { allowed: true, ...best, refusals };
  const violated = refusals.flatMap((refusal) => (refusal.reason === "violated" ? refusal.violated : []));
  return { allowed: false, violated: [...new Set(violated)], refusals };
}

function evaluatePolicy(policy: Policy, subject: Subject, now: number) {
  const violated: string[] = [];
  let expiresAt: number | null = null;
  for (const condition of policy.conditions) {
    const outcome = evaluateCondition(condition, subject, now);
    if (!outcome.holds) violated.push(condition.property);
    else if (outcome.until !== null) expiresAt = Math.min(outcome.until, expiresAt ?? outcome.until);
  }
  return { violated, expiresAt };
}

function lastsLonger(a: number | null, b: number | null): boolean {
  return b !== null && (a === null || a > b);
}
