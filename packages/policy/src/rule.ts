// Trees of conditions, in three-valued logic (Kleene): what is unusable never turns into a grant, not even by negation,
// and it does not matter where the rest settles the question by itself.

import { type Condition, type Leaf, readCondition, type Subject } from "./condition.ts";
import { earlier, FAILS, HOLDS, lastsLonger, type Outcome, opposite, UNUSABLE } from "./outcome.ts";

/** As stored. */
export type ConditionTree =
  | { readonly all: readonly ConditionTree[] }
  | { readonly any: readonly ConditionTree[] }
  | { readonly not: ConditionTree }
  | Condition;

/** A tree that has been read. */
export type Rule =
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "all" | "any"; readonly rules: readonly Rule[] }
  | { readonly kind: "not"; readonly rule: Rule };

export function readTree(tree: ConditionTree): Rule {
  if ("all" in tree) return { kind: "all", rules: tree.all.map(readTree) };
  if ("any" in tree) return { kind: "any", rules: tree.any.map(readTree) };
  if ("not" in tree) return { kind: "not", rule: readTree(tree.not) };
  return { kind: "leaf", leaf: readCondition(tree) };
}

/** Outcomes that are taken for granted, whatever the subject. */
export type Supposed = ReadonlyMap<Leaf, Outcome>;

export function evaluateRule(rule: Rule, subject: Subject, now: number, supposed?: Supposed): Outcome {
  switch (rule.kind) {
    case "leaf":
      return supposed?.get(rule.leaf) ?? rule.leaf.test(subject, now);
    case "not":
      return opposite(evaluateRule(rule.rule, subject, now, supposed));
    case "all":
      return combine(rule.rules, "fails", subject, now, supposed);
    case "any":
      return combine(rule.rules, "holds", subject, now, supposed);
  }
}

/**
 * One part in the `settling` state settles the whole, for as long as the last such part keeps it. Otherwise the whole
 * lasts until the first part may settle it.
 */
function combine(
  rules: readonly Rule[],
  settling: "holds" | "fails",
  subject: Subject,
  now: number,
  supposed: Supposed | undefined,
): Outcome {
  let settled: Outcome | undefined;
  let isUnusable = false;
  let end: number | null = null;
  for (const rule of rules) {
    const outcome = evaluateRule(rule, subject, now, supposed);
    if (outcome.state === settling) {
      if (outcome.until === null) return outcome;
      if (!settled || lastsLonger(outcome.until, settled.until)) settled = outcome;
    } else if (outcome.state === "unusable") {
      isUnusable = true;
      end = earlier(end, outcome.until);
    } else {
      end = earlier(end, outcome.until);
    }
  }
  if (settled) return settled;
  if (isUnusable) return end === null ? UNUSABLE : { state: "unusable", until: end };
  const state = settling === "holds" ? "fails" : "holds";
  if (end === null) return state === "holds" ? HOLDS : FAILS;
  return { state, until: end };
}

/** Leaves that keep the rule from being fulfilled, or with `wanted` false from not being fulfilled. */
export function blamedLeaves(rule: Rule, subject: Subject, now: number, wanted = true): Leaf[] {
  const { state } = evaluateRule(rule, subject, now);
  if (state === (wanted ? "holds" : "fails")) return [];
  switch (rule.kind) {
    case "leaf":
      return [rule.leaf];
    case "not":
      return blamedLeaves(rule.rule, subject, now, !wanted);
    case "all":
    case "any":
      return rule.rules.flatMap((part) => blamedLeaves(part, subject, now, wanted));
  }
}

export function leavesOf(rule: Rule): Leaf[] {
  if (rule.kind === "leaf") return [rule.leaf];
  return rule.kind === "not" ? leavesOf(rule.rule) : rule.rules.flatMap(leavesOf);
}
