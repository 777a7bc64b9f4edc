// Decisions in plain English.

import type { ConditionReason, Decision, PolicyReason, SingleChange, TreeReason } from "@fz/policy";
import { PROPERTY_NAMES, seenText, timeText, wantedText } from "./condition-text.ts";
import type { Hindrance } from "./explanation.ts";

/** Names of what the sentences speak of. */
export interface Names {
  /** Whoever asks. */
  readonly actor: string;
  readonly resource: string;
  /** Said where there is no policy to look at. */
  readonly noPolicy: string;
  /** Policy → its group and, where it has one, its description. */
  policy(id: string): string;
  group(id: string): string;
  provider(id: string): string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const HINDRANCES: Readonly<Record<Hindrance, string>> = {
  account_absent: "The account did not exist.",
  account_disabled: "The account is disabled.",
  actor_absent: "There is no such person or service account.",
  actor_disabled: "The person or service account is disabled.",
  actor_cannot_connect: "API clients have no devices.",
  client_absent: "There is no such client.",
  group_absent: "There is no such group.",
  policy_absent: "There is no such policy of the resource.",
  resource_absent: "There is no such resource.",
  resource_not_served: "No gateway serves the resource: it has no site, or is a pool of devices.",
};

export function sentencesOf(decision: Decision, hindrances: readonly Hindrance[], names: Names): string[] {
  const when = ` at ${timeText(names.now)}`;
  if (hindrances.length > 0) {
    return [`${names.actor} may not reach ${names.resource}${when}.`, ...hindrances.map((code) => HINDRANCES[code])];
  }
  if (decision.allowed) {
    const end = decision.expiresAt === null ? "and nothing ends it" : `until ${timeText(decision.expiresAt)}`;
    return [
      `${names.actor} may reach ${names.resource}${when}, by ${names.policy(decision.policyId)}, ${end}.`,
      ...decision.reasons.flatMap((reason) => policySentences(reason, names)),
    ];
  }
  const none = decision.reasons.length === 0 ? [names.noPolicy] : [];
  const later = decision.reviewAt === null ? [] : [`Time alone changes nothing before ${timeText(decision.reviewAt)}.`];
  return [
    `${names.actor} may not reach ${names.resource}${when}.`,
    ...none,
    ...decision.reasons.flatMap((reason) => policySentences(reason, names)),
    ...later,
    ...decision.changes.map((change) => changeSentence(change, names)),
  ];
}

/** The gist of a decision in one sentence. `isOpen`: more knowledge of the client could turn it. */
export function reasonOf(decision: Decision, hindrances: readonly Hindrance[], names: Names, isOpen: boolean): string {
  const [hindrance] = hindrances;
  if (hindrance) return HINDRANCES[hindrance];
  if (decision.allowed) {
    const end = decision.expiresAt === null ? "" : ` until ${timeText(decision.expiresAt)}`;
    return `${capitalised(names.policy(decision.policyId))} applies${end}.`;
  }
  if (decision.reasons.length === 0) return names.noPolicy;
  const near = decision.reasons.filter(({ obstacles }) => obstacles.length === 0);
  if (near.length === 0) return notApplying(decision.reasons, names);
  const unmet = near.flatMap(({ conditions, tree }) => [...conditions, ...(tree ? leavesOf(tree) : [])]);
  // Those that decide, else those that do not hold, else, where a tree wants it otherwise, all.
  const decisive = unmet.filter(({ state }) => state === (isOpen ? "unusable" : "fails"));
  const violated = unmet.filter(({ state }) => state !== "holds");
  const told = [decisive, violated, unmet].find((some) => some.length > 0) ?? [];
  const list = [...new Set(told.map((reason) => wantedText(reason, names)))].join("; ");
  return isOpen ? `It depends on the client: ${list}.` : `A condition is violated: ${list}.`;
}

const NAMED_POLICIES = 3;

/** Of policies that all have obstacles: which ones, the first few of them. */
function notApplying(reasons: readonly PolicyReason[], names: Names): string {
  const some = reasons.slice(0, NAMED_POLICIES).map(({ policyId, obstacles }) => {
    const why = obstacles.map((obstacle) => obstacleText(obstacle, names.actor)).join(" and ");
    return `${names.policy(policyId)} does not apply: ${why}`;
  });
  const more = reasons.length - some.length;
  return `${capitalised(some.join("; "))}${more > 0 ? `; and so on for ${more} more` : ""}.`;
}

function policySentences(reason: PolicyReason, names: Names): string[] {
  const policy = capitalised(names.policy(reason.policyId));
  const conditions = [
    ...reason.conditions.map((condition) => conditionSentence(condition, names)),
    ...(reason.tree ? [treeSentence(reason.tree, names)] : []),
  ];
  if (reason.applies) return [`${policy} applies.`, ...conditions];
  const obstacles = reason.obstacles.map((obstacle) => obstacleText(obstacle, names.actor));
  const why = obstacles.length > 0 ? obstacles.join(" and ") : "its conditions are not fulfilled";
  return [`${policy} does not apply: ${why}.`, ...conditions];
}

function obstacleText(obstacle: PolicyReason["obstacles"][number], actor: string): string {
  switch (obstacle) {
    case "disabled":
      return "it is disabled";
    case "expired":
      return "it has ended";
    case "group_gone":
      return "its group is gone";
    case "not_a_member":
      return `${actor} is not in its group`;
    case "membership_expired":
      return `the membership of ${actor} has ended`;
  }
}

function conditionSentence(reason: ConditionReason, names: Names): string {
  const verdict = { holds: "fulfilled", fails: "violated", unusable: "violated" }[reason.state];
  return `${capitalised(wantedText(reason, names))}; ${seenText(reason, names)}: ${verdict}.`;
}

function treeSentence(tree: TreeReason, names: Names): string {
  const seen = [
    ...new Set(
      leavesOf(tree).map((leaf) => `${PROPERTY_NAMES[leaf.property] ?? leaf.property}: ${seenText(leaf, names)}`),
    ),
  ].join("; ");
  const verdict = tree.state === "holds" ? "fulfilled" : "violated";
  return `The tree of conditions, "${treeText(tree, names)}", is ${verdict} (${seen}).`;
}

function treeText(tree: TreeReason, names: Names): string {
  if ("condition" in tree) return wantedText(tree.condition, names);
  if ("not" in tree) return `not (${treeText(tree.not, names)})`;
  const [parts, word] = "all" in tree ? [tree.all, " and "] : [tree.any, " or "];
  return parts.map((part) => ("condition" in part ? treeText(part, names) : `(${treeText(part, names)})`)).join(word);
}

function leavesOf(tree: TreeReason): ConditionReason[] {
  if ("condition" in tree) return [tree.condition];
  if ("not" in tree) return leavesOf(tree.not);
  return ("all" in tree ? tree.all : tree.any).flatMap(leavesOf);
}

function changeSentence(change: SingleChange, names: Names): string {
  const policy = names.policy(change.policyId);
  switch (change.change) {
    case "enable_policy":
      return `It would be enough to enable ${policy}.`;
    case "extend_policy":
      return `It would be enough to give ${policy} a later end.`;
    case "add_to_group":
      return `It would be enough to add ${names.actor} to ${names.group(change.groupId)}.`;
    case "extend_membership":
      return `It would be enough to extend the membership of ${names.actor} in ${names.group(change.groupId)}.`;
    case "mend_condition":
      return `It might be enough to mend the condition on ${change.condition.property} of ${policy}.`;
    case "meet_condition": {
      const not = change.mustHold ? "" : "not ";
      return `It would be enough that this is ${not}so: ${wantedText(change.condition, names)} (${policy}).`;
    }
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
