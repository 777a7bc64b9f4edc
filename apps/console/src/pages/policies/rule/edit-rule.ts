// Edits of a rule. Each gives a new rule, and leaves what it does not touch as it was.

import { emptyGroup, isGroup, newKey, type RuleGroup, type RuleNode } from "./rule.ts";

/** Where a part is: in which group, and at which place of it. */
export interface Place {
  readonly parent: RuleGroup;
  readonly index: number;
}

export function findPart(root: RuleGroup, key: string): Place | undefined {
  const index = root.parts.findIndex((part) => part.key === key);
  if (index >= 0) return { parent: root, index };
  for (const part of root.parts) {
    const found = isGroup(part) ? findPart(part, key) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The part with the key as `change` makes it; gone where that gives nothing. */
export function changePart(root: RuleGroup, key: string, change: (node: RuleNode) => RuleNode | undefined): RuleGroup {
  return { ...root, parts: root.parts.flatMap((part) => changeOne(part, key, change) ?? []) };
}

function changeOne(
  node: RuleNode,
  key: string,
  change: (node: RuleNode) => RuleNode | undefined,
): RuleNode | undefined {
  if (node.key === key) return change(node);
  return isGroup(node) ? changePart(node, key, change) : node;
}

/** Puts a part into the group with the key: at the place, or at its end. */
export function insertPart(
  root: RuleGroup,
  groupKey: string,
  part: RuleNode,
  place = Number.POSITIVE_INFINITY,
): RuleGroup {
  const insert = (group: RuleGroup): RuleGroup => ({ ...group, parts: group.parts.toSpliced(place, 0, part) });
  if (root.key === groupKey) return insert(root);
  return changePart(root, groupKey, (node) => (isGroup(node) ? insert(node) : node));
}

export function removePart(root: RuleGroup, key: string): RuleGroup {
  return changePart(root, key, () => undefined);
}

/** One place up (-1) or down (1) within its group. */
export function shiftPart(root: RuleGroup, key: string, by: -1 | 1): RuleGroup {
  const at = findPart(root, key);
  const part = at?.parent.parts[at.index];
  if (!at || !part) return root;
  return insertPart(removePart(root, key), at.parent.key, part, at.index + by);
}

/** To behind the group that it is in. */
export function movePartOut(root: RuleGroup, key: string): RuleGroup {
  const at = findPart(root, key);
  const part = at?.parent.parts[at.index];
  const outer = at && findPart(root, at.parent.key);
  if (!part || !outer) return root;
  return insertPart(removePart(root, key), outer.parent.key, part, outer.index + 1);
}

/** To the end of the group right above it. */
export function movePartIn(root: RuleGroup, key: string): RuleGroup {
  const at = findPart(root, key);
  const part = at?.parent.parts[at.index];
  const above = at?.parent.parts[at.index - 1];
  if (!part || !above || !isGroup(above)) return root;
  return insertPart(removePart(root, key), above.key, part);
}

export function wrapPart(root: RuleGroup, key: string): RuleGroup {
  return changePart(root, key, (node) => emptyGroup("any", [node]));
}

export function copyOf(node: RuleNode): RuleNode {
  return isGroup(node) ? { ...node, key: newKey(), parts: node.parts.map(copyOf) } : { ...node, key: newKey() };
}

/** What to look at once the part is gone: what takes its place, what was before it, or the group. */
export function neighbourOf(root: RuleGroup, key: string): string {
  const at = findPart(root, key);
  if (!at) return root.key;
  const { parent, index } = at;
  return (parent.parts[index + 1] ?? parent.parts[index - 1] ?? parent).key;
}
