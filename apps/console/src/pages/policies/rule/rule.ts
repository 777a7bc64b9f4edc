// Conditions as they are edited: one tree, whose root may be the plain list that stock tools know.

import { CONDITION_OPERATORS, type ConditionTree, TREE_OPERATORS, type TreeProperty } from "@fz/policy";

export const QUANTIFIERS = ["all", "any", "none"] as const;
export type Quantifier = (typeof QUANTIFIERS)[number];

export interface RuleGroup {
  /** Tells parts apart wherever they are moved; not stored. */
  readonly key: string;
  readonly quantifier: Quantifier;
  readonly parts: readonly RuleNode[];
}

export interface RuleCondition {
  readonly key: string;
  readonly property: TreeProperty;
  readonly operator: string;
  readonly values: readonly string[];
}

export type RuleNode = RuleGroup | RuleCondition;

/** As the API takes it, with the part at each of its places: `conditions[1]`, `any[0].not`, the root at "". */
export interface StoredRule {
  readonly conditions: readonly StoredCondition[];
  readonly condition_tree: ConditionTree | null;
  readonly places: ReadonlyMap<string, string>;
}

interface StoredCondition {
  readonly property: string;
  readonly operator: string;
  readonly values: string[];
}

/** Limits of the API. */
export const MAX_DEPTH = 8;
export const MAX_PARTS = 100;
export const PROPERTIES = Object.keys(TREE_OPERATORS).filter(isProperty);

let lastKey = 0;
export function newKey(): string {
  lastKey += 1;
  return `part-${lastKey}`;
}

export function isGroup(node: RuleNode): node is RuleGroup {
  return "parts" in node;
}

export function isProperty(name: string): name is TreeProperty {
  return Object.hasOwn(TREE_OPERATORS, name);
}

export function operatorsOf(property: TreeProperty): readonly string[] {
  return TREE_OPERATORS[property];
}

export function emptyGroup(quantifier: Quantifier, parts: readonly RuleNode[] = []): RuleGroup {
  return { key: newKey(), quantifier, parts };
}

interface Rules {
  readonly conditions: readonly {
    readonly property: string;
    readonly operator: string;
    readonly values: readonly string[] | null;
  }[];
  readonly condition_tree?: ConditionTree | undefined;
}

export function readRule({ conditions, condition_tree: tree }: Rules): RuleGroup {
  const list = conditions.flatMap((condition) => readCondition(condition) ?? []);
  const node = tree === undefined ? undefined : readTree(tree);
  if (!node) return emptyGroup("all", list);
  if (list.length === 0 && isGroup(node)) return node;
  const more = isGroup(node) && node.quantifier === "all" ? node.parts : [node];
  return emptyGroup("all", [...list, ...more]);
}

function readTree(tree: ConditionTree): RuleNode | undefined {
  if ("all" in tree) return emptyGroup("all", readParts(tree.all));
  if ("any" in tree) return emptyGroup("any", readParts(tree.any));
  if ("not" in tree) return emptyGroup("none", "any" in tree.not ? readParts(tree.not.any) : readParts([tree.not]));
  return readCondition(tree);
}

function readParts(trees: readonly ConditionTree[]): RuleNode[] {
  return trees.flatMap((tree) => readTree(tree) ?? []);
}

function readCondition({ property, operator, values }: Rules["conditions"][number]): RuleCondition | undefined {
  return isProperty(property) ? { key: newKey(), property, operator, values: values ?? [] } : undefined;
}

export function storeRule(root: RuleGroup): StoredRule {
  const places = new Map<string, string>();
  const conditions = plainConditions(root);
  if (!conditions) return { conditions: [], condition_tree: storeNode(root, "", places), places };
  for (const [place, { key }] of conditions.entries()) places.set(`conditions[${place}]`, key);
  return { conditions: conditions.map(storeCondition), condition_tree: null, places };
}

/** The parts of a rule that the plain list can say, which has one condition for each of fewer properties. */
function plainConditions({ quantifier, parts }: RuleGroup): RuleCondition[] | undefined {
  if (parts.length === 0) return [];
  const conditions = parts.flatMap((part) => (isGroup(part) ? [] : [part]));
  const properties = new Set(conditions.map(({ property }) => property));
  const isPlain =
    quantifier === "all" &&
    conditions.length === parts.length &&
    properties.size === parts.length &&
    [...properties].every((property) => Object.hasOwn(CONDITION_OPERATORS, property));
  return isPlain ? conditions : undefined;
}

function storeNode(node: RuleNode, place: string, places: Map<string, string>): ConditionTree {
  places.set(place, node.key);
  if (!isGroup(node)) return storeCondition(node);
  const at = (member: string) => (place === "" ? member : `${place}.${member}`);
  const list = (member: string) => {
    places.set(at(member), node.key);
    return node.parts.map((part, index) => storeNode(part, `${at(member)}[${index}]`, places));
  };
  if (node.quantifier === "all") return { all: list("all") };
  if (node.quantifier === "any") return { any: list("any") };
  const [only] = node.parts;
  if (only && node.parts.length === 1) return { not: storeNode(only, at("not"), places) };
  places.set(at("not"), node.key);
  return { not: { any: list("not.any") } };
}

function storeCondition({ property, operator, values }: RuleCondition): StoredCondition {
  return { property, operator, values: [...values] };
}

/** Levels and parts as the API counts them. */
export function sizeOf(root: RuleGroup): { readonly depth: number; readonly parts: number } {
  const { condition_tree: tree } = storeRule(root);
  return tree === null ? { depth: 1, parts: root.parts.length } : sizeOfTree(tree);
}

function sizeOfTree(tree: ConditionTree): { readonly depth: number; readonly parts: number } {
  const inner = "all" in tree ? tree.all : "any" in tree ? tree.any : "not" in tree ? [tree.not] : [];
  const sizes = inner.map(sizeOfTree);
  return {
    depth: 1 + Math.max(0, ...sizes.map(({ depth }) => depth)),
    parts: 1 + sizes.reduce((sum, { parts }) => sum + parts, 0),
  };
}
