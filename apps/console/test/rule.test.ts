import { type ConditionTree, isOpen, judge, readPolicy, type Subject } from "@fz/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  findPart,
  insertPart,
  movePartIn,
  movePartOut,
  neighbourOf,
  removePart,
  shiftPart,
  wrapPart,
} from "../src/pages/policies/rule/edit-rule.ts";
import {
  isGroup,
  MAX_DEPTH,
  type RuleGroup,
  type RuleNode,
  readRule,
  storeRule,
} from "../src/pages/policies/rule/rule.ts";
import { readWeeks, writeWeek } from "../src/pages/policies/rule/time-values.ts";

const country = (code: string) => ({ property: "remote_ip_location_region", operator: "is_in", values: [code] });
const verified = { property: "client_verified", operator: "is", values: ["true"] };
const version = { property: "client_version", operator: "is_at_least", values: ["1.5"] };
const leaf = fc.constantFrom(country("DE"), country("PT"), verified, version);
const { tree } = fc.letrec<{ tree: ConditionTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ all: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie("tree") }),
  ),
}));
const list = fc.uniqueArray(fc.constantFrom(country("DE"), verified), { maxLength: 2 });
const subject = fc.record({
  region: fc.constantFrom("DE", "PT", null),
  isVerified: fc.boolean(),
  clientVersion: fc.constantFrom("1.4.0", "1.5.0", null),
});

interface Stored {
  readonly conditions: readonly { readonly property: string; readonly operator: string; readonly values: string[] }[];
  readonly condition_tree: ConditionTree | null;
}

function verdict({ conditions, condition_tree: stored }: Stored, known: Partial<Subject>): string {
  const policy = readPolicy({ id: "p", groupId: "g", isDisabled: false, expiresAt: null, conditions, tree: stored });
  const world = { policiesFor: () => [policy] };
  const asker: Subject = {
    groups: new Map([["g", null]]),
    remoteIp: "192.0.2.1",
    region: null,
    authProviderId: null,
    isVerified: false,
    clientVersion: null,
    osName: null,
    osVersion: null,
    unknown: new Set(["os_version"]),
    ...known,
  };
  return `${judge(world, asker, "r", 0).allowed} ${isOpen(world, asker, "r", 0)}`;
}

describe("a rule", () => {
  test("means the same after it was read into the editor and stored again", () => {
    fc.assert(
      fc.property(list, fc.option(tree), subject, (conditions, condition_tree, known) => {
        const rule = readRule({ conditions, condition_tree: condition_tree ?? undefined });
        expect(verdict(storeRule(rule), known)).toBe(verdict({ conditions, condition_tree }, known));
      }),
      { numRuns: 300 },
    );
  });

  test("stays the plain list of stock tools while that can say it, and is a tree from then on", () => {
    const plain = readRule({ conditions: [country("DE"), verified] });
    expect(storeRule(plain)).toMatchObject({ conditions: [country("DE"), verified], condition_tree: null });
    const second = readRule({ conditions: [country("PT")] }).parts[0] ?? plain;
    const grown = storeRule(insertPart(plain, plain.key, second));
    expect(grown).toMatchObject({ conditions: [], condition_tree: { all: [country("DE"), verified, country("PT")] } });
    expect(storeRule(readRule({ conditions: [], condition_tree: { all: [version] } })).condition_tree).toEqual({
      all: [version],
    });
  });

  test("knows each part by the place that the API names", () => {
    const condition_tree = { any: [verified, { not: { any: [country("DE"), country("PT")] } }, { not: version }] };
    const rule = readRule({ conditions: [], condition_tree });
    const { places, condition_tree: stored } = storeRule(rule);
    expect(stored).toEqual(condition_tree);
    const [first, none, not] = rule.parts;
    expect(places.get("any[0]")).toBe(first?.key);
    expect(places.get("any[1].not.any[1]")).toBe(none && isGroup(none) ? none.parts[1]?.key : "");
    expect(places.get("any[2].not")).toBe(not && isGroup(not) ? not.parts[0]?.key : "");
    expect(places.get("any")).toBe(rule.key);
  });
});

describe("edits", () => {
  const keysOf = (node: RuleNode): string[] => [node.key, ...(isGroup(node) ? node.parts.flatMap(keysOf) : [])];
  const keep = (rule: RuleGroup) => keysOf(rule).toSorted();

  test("that move lose nothing, wherever the part is", () => {
    const edits = [movePartIn, movePartOut, (r: RuleGroup, k: string) => shiftPart(r, k, 1)];
    fc.assert(
      fc.property(tree, fc.nat(), fc.constantFrom(...edits), (condition_tree, number, edit) => {
        const rule = readRule({ conditions: [], condition_tree });
        const keys = keysOf(rule);
        const next = edit(rule, keys[number % keys.length] ?? "");
        expect(keep(next)).toEqual(keep(rule));
      }),
    );
  });

  test("go up, down, in, out and into a group of their own", () => {
    const rule = readRule({ conditions: [], condition_tree: { all: [{ any: [verified, version] }, country("DE")] } });
    const [group, last] = rule.parts.map(({ key }) => key);
    const order = (next: RuleGroup) => next.parts.map(({ key }) => key);
    expect(order(shiftPart(rule, last ?? "", -1))).toEqual([last, group]);
    const inside = movePartIn(rule, last ?? "");
    expect(order(inside)).toEqual([group]);
    expect(findPart(inside, last ?? "")).toMatchObject({ parent: { key: group }, index: 2 });
    expect(order(movePartOut(inside, last ?? ""))).toEqual([group, last]);
    expect(storeRule(wrapPart(rule, last ?? "")).condition_tree).toMatchObject({ all: [{}, { any: [country("DE")] }] });
    expect(neighbourOf(rule, last ?? "")).toBe(group);
    expect(neighbourOf(removePart(rule, last ?? ""), group ?? "")).toBe(rule.key);
    expect(MAX_DEPTH).toBe(8);
  });
});

test("hours of a week are read and written without loss, zone by zone", () => {
  const values = ["M/09:00-12:00,13:00-17:00/Europe/Lisbon", "U/true/Europe/Lisbon", "M/08:00-09:30:15/Asia/Tokyo"];
  expect(readWeeks(values).flatMap(writeWeek)).toEqual(values);
  expect(readWeeks(["T/9-17:5/UTC"]).flatMap(writeWeek)).toEqual(["T/09:00-17:05/UTC"]);
});
