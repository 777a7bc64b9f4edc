import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Condition, Subject } from "./condition.ts";
import { judge, readPolicy, type StoredPolicy } from "./decide.ts";
import { decide } from "./reasons.ts";
import { type ConditionTree, evaluateRule, readTree } from "./rule.ts";

const NOON = Date.parse("2031-05-06T12:00:00Z"); // a Tuesday
const HOUR = 3_600_000;
const subject: Subject = {
  groups: new Map([["staff", null]]),
  remoteIp: "203.0.113.7",
  region: "NL",
  authProviderId: null,
  isVerified: true,
  clientVersion: "1.5.10",
  osName: "Mac OS",
  osVersion: "14.2",
};

const inCountry = (...values: string[]): Condition => ({
  property: "remote_ip_location_region",
  operator: "is_in",
  values,
});
const YES = inCountry("NL");
const NO = inCountry("PT");
const NONSENSE: Condition = { property: "remote_ip", operator: "is_in_cidr", values: ["house"] };
const time = (...values: string[]): Condition => ({
  property: "current_utc_datetime",
  operator: "is_in_day_of_week_time_ranges",
  values,
});
const at = (tree: ConditionTree, now = NOON, who = subject) => evaluateRule(readTree(tree), who, now);
const states = (tree: ConditionTree, who = subject) => [at(tree, NOON, who).state, at({ not: tree }, NOON, who).state];

function policy(over: Partial<StoredPolicy>): StoredPolicy {
  return { id: "p", groupId: "staff", isDisabled: false, expiresAt: null, conditions: [], tree: null, ...over };
}

function decideOn(policies: readonly StoredPolicy[], now = NOON, who = subject) {
  const read = policies.map(readPolicy);
  return decide({ policiesFor: () => read }, who, "resource", now);
}

describe("what makes no sense never grants, nor does its opposite", () => {
  test.each<[string, ConditionTree]>([
    ["an unreadable value", NONSENSE],
    ["an unknown property", { property: "tide", operator: "is_in", values: ["high"] }],
    ["an operator that does not fit", { property: "remote_ip", operator: "is", values: ["203.0.113.7"] }],
    ["absent values", { ...YES, values: null }],
    ["an unreadable time range", time("T/true/UTC", "T/25-26/UTC")],
    ["two versions", { property: "client_version", operator: "is_at_least", values: ["1.0.0", "2.0.0"] }],
    ["no version", { property: "os_version", operator: "is_at_least", values: ["Mac OS"] }],
  ])("%s", (_, tree) => {
    expect(states(tree)).toEqual(["unusable", "unusable"]);
    expect(decideOn([policy({ tree: { not: tree } })]).allowed).toBe(false);
  });

  test("an unknown country, version or fact of the past", () => {
    expect(states(YES, { ...subject, region: null })).toEqual(["unusable", "unusable"]);
    const version: Condition = { property: "client_version", operator: "is_at_least", values: ["1.5"] };
    expect(states(version, { ...subject, clientVersion: "dev" })).toEqual(["unusable", "unusable"]);
    const verified: Condition = { property: "client_verified", operator: "is", values: ["true"] };
    expect(states(verified, { ...subject, unknown: new Set(["client_verified"]) })).toEqual(["unusable", "unusable"]);
  });

  test("what settles the question by itself does so beside nonsense", () => {
    expect(states({ all: [NO, NONSENSE] })).toEqual(["fails", "holds"]);
    expect(states({ any: [YES, NONSENSE] })).toEqual(["holds", "fails"]);
    expect(states({ all: [YES, NONSENSE] })).toEqual(["unusable", "unusable"]);
    expect(states({ any: [NO, NONSENSE] })).toEqual(["unusable", "unusable"]);
  });

  test("nothing has to hold of none, and none of nothing holds", () => {
    expect(at({ all: [] }).state).toBe("holds");
    expect(at({ any: [] }).state).toBe("fails");
  });
});

describe("until when", () => {
  const short = time("T/10-13/UTC");
  const long = time("T/10-17/UTC");
  const later = time("T/15-16/UTC");
  const end = (tree: ConditionTree, now = NOON) => {
    const { state, until } = at(tree, now);
    return [state, until === null ? null : (until - NOON) / HOUR];
  };

  test("all: the earliest end; any: the longest branch that holds", () => {
    expect(end({ all: [short, long] })).toEqual(["holds", 1]);
    expect(end({ any: [short, long, later] })).toEqual(["holds", 5]);
    expect(end({ any: [short, YES] })).toEqual(["holds", null]);
  });

  test("not in a range: until the next one begins", () => {
    expect(end({ not: later })).toEqual(["holds", 3]);
    expect(end({ not: time("W/9-10/UTC", "R/9-10/UTC") })).toEqual(["holds", 21]);
    expect(end({ not: short })).toEqual(["fails", 1]);
  });

  test("the grant ends with policy and membership too", () => {
    const both = [policy({ tree: long, expiresAt: NOON + 4 * HOUR })];
    expect(decideOn(both)).toMatchObject({ allowed: true, expiresAt: NOON + 4 * HOUR });
    const who = { ...subject, groups: new Map([["staff", NOON + 2 * HOUR]]) };
    expect(decideOn(both, NOON, who)).toMatchObject({ allowed: true, expiresAt: NOON + 2 * HOUR });
    expect(decideOn(both, NOON + 2 * HOUR, who)).toMatchObject({ allowed: false });
    expect(decideOn(both, NOON + 4 * HOUR)).toMatchObject({ allowed: false });
  });

  test("a refusal says when time may change it", () => {
    expect(decideOn([policy({ tree: later }), policy({ id: "q", tree: NO })])).toMatchObject({
      allowed: false,
      reviewAt: NOON + 3 * HOUR,
    });
    expect(decideOn([policy({ tree: NO })])).toMatchObject({ allowed: false, reviewAt: null });
  });
});

describe("versions", () => {
  test("go by precedence, not by text", () => {
    const atLeast = (minimum: string, clientVersion: string) =>
      at({ property: "client_version", operator: "is_at_least", values: [minimum] }, NOON, {
        ...subject,
        clientVersion,
      }).state;
    expect(atLeast("1.5.9", "1.5.10")).toBe("holds");
    expect(atLeast("1.5.10", "1.5.9")).toBe("fails");
    expect(atLeast("1.5", "1.5.0")).toBe("holds");
    expect(atLeast("1.5.0", "1.5.0-rc.2")).toBe("fails");
    expect(atLeast("1.5.0-rc.2", "1.5.0-rc.10")).toBe("holds");
    expect(atLeast("1.5.0-rc.2", "1.5.0-alpha")).toBe("fails");
  });

  test("a system that is not listed does not have the version", () => {
    const tree = { property: "os_version", operator: "is_at_least", values: ["mac os/14.0", "Windows/10.0.22631"] };
    expect(at(tree).state).toBe("holds");
    expect(at(tree, NOON, { ...subject, osVersion: "13.9" }).state).toBe("fails");
    expect(at(tree, NOON, { ...subject, osName: "Windows", osVersion: "10.0.22000" }).state).toBe("fails");
    expect(at(tree, NOON, { ...subject, osName: "Debian", osVersion: "12.0.0" }).state).toBe("fails");
    expect(at(tree, NOON, { ...subject, osVersion: "rolling" }).state).toBe("unusable");
  });
});

describe("reasons", () => {
  test("each condition says what it wanted and what it saw", () => {
    const [{ conditions, tree, applies }] = decideOn([policy({ conditions: [NO], tree: { not: YES } })]).reasons;
    expect(applies).toBe(false);
    expect(conditions).toMatchObject([{ wanted: ["PT"], saw: "NL", state: "fails", why: null }]);
    expect(tree).toMatchObject({ state: "fails", not: { state: "holds", condition: { wanted: ["NL"], saw: "NL" } } });
  });

  test("what single change would help is named, and only that", () => {
    const changes = (...policies: StoredPolicy[]) => decideOn(policies).changes;
    expect(changes(policy({ isDisabled: true }))).toEqual([{ change: "enable_policy", policyId: "p" }]);
    expect(changes(policy({ expiresAt: NOON }))).toEqual([{ change: "extend_policy", policyId: "p" }]);
    expect(changes(policy({ groupId: "crew" }))).toEqual([{ change: "add_to_group", policyId: "p", groupId: "crew" }]);
    expect(changes(policy({ conditions: [NO] }))).toMatchObject([{ change: "meet_condition", mustHold: true }]);
    expect(changes(policy({ tree: { not: YES } }))).toMatchObject([{ change: "meet_condition", mustHold: false }]);
    expect(changes(policy({ conditions: [NONSENSE] }))).toMatchObject([{ change: "mend_condition" }]);
    expect(changes(policy({ groupId: "crew", conditions: [NO] }))).toEqual([]);
    expect(changes(policy({ conditions: [NO], tree: { not: YES } }))).toEqual([]);
    expect(changes(policy({ isDisabled: true, expiresAt: NOON }))).toEqual([]);
  });

  test("violated properties come from trees too, in order and once", () => {
    const verified: Condition = { property: "client_verified", operator: "is", values: ["yes"] };
    const tree = { any: [{ not: YES }, { all: [YES, verified] }] };
    expect(decideOn([policy({ conditions: [NO], tree })]).violated).toEqual([
      "remote_ip_location_region",
      "client_verified",
    ]);
  });
});

describe("for any tree", () => {
  const leaves = fc.constantFrom<ConditionTree>(
    YES,
    NO,
    NONSENSE,
    time("T/10-13/UTC"),
    time("T/14-15/UTC"),
    time("W/9-17/Europe/Lisbon", "R/true/Asia/Tokyo"),
  );
  const { tree: trees } = fc.letrec<{ tree: ConditionTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaves,
      fc.array(tie("tree"), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie("tree"), { maxLength: 3 }).map((any) => ({ any })),
      tie("tree").map((not) => ({ not })),
    ),
  }));
  const moments = fc.integer({ min: NOON - 48 * HOUR, max: NOON + 48 * HOUR });

  /** All readings of the nonsense: whether the tree holds if each nonsensical leaf did, or did not. */
  function readings(tree: ConditionTree, now: number): Set<boolean> {
    const both = (lists: Set<boolean>[], join: (values: boolean[]) => boolean) => {
      const combinations = lists.reduce<boolean[][]>(
        (all, next) => all.flatMap((left) => [...next].map((value) => [...left, value])),
        [[]],
      );
      return new Set(combinations.map(join));
    };
    if ("all" in tree)
      return both(
        tree.all.map((part) => readings(part, now)),
        (v) => v.every(Boolean),
      );
    if ("any" in tree)
      return both(
        tree.any.map((part) => readings(part, now)),
        (v) => v.some(Boolean),
      );
    if ("not" in tree) return new Set([...readings(tree.not, now)].map((value) => !value));
    const { state } = at(tree, now);
    return state === "unusable" ? new Set([true, false]) : new Set([state === "holds"]);
  }

  test("it holds exactly where it does for every reading of its nonsense", () => {
    fc.assert(
      fc.property(trees, moments, (tree, now) => {
        const possible = [...readings(tree, now)];
        const expected = possible.length > 1 ? "unusable" : possible[0] ? "holds" : "fails";
        expect(at(tree, now).state).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test("it stays as it is until the time that it says", () => {
    fc.assert(
      fc.property(trees, moments, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (tree, now, part) => {
        const { state, until } = at(tree, now);
        const end = until ?? now + 14 * 24 * HOUR;
        expect(end).toBeGreaterThanOrEqual(now);
        expect(at(tree, now + Math.floor((end - now) * part)).state).toBe(state);
      }),
      { numRuns: 3_000 },
    );
  });

  test("the explained decision is the one that devices get", () => {
    fc.assert(
      fc.property(fc.array(trees, { maxLength: 3 }), moments, (list, now) => {
        const policies = list.map((tree, i) => readPolicy(policy({ id: String(i), tree })));
        const world = { policiesFor: () => policies };
        const decision = decide(world, subject, "resource", now);
        expect(decision).toMatchObject(judge(world, subject, "resource", now));
        expect(decision.allowed).toBe(decision.reasons.some(({ applies }) => applies));
      }),
      { numRuns: 2_000 },
    );
  });
});
