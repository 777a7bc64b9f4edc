import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCondition } from "./condition.ts";
import {
  COUNTRIES,
  type Condition,
  type Decision,
  decide as explain,
  parseDayTimeRanges,
  readPolicy,
  type StoredPolicy,
  type Subject,
  type World,
} from "./index.ts";

const NOON = Date.parse("2031-05-06T12:00:00Z"); // a Tuesday
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const subject: Subject = {
  groups: new Map([["staff", null]]),
  remoteIp: "203.0.113.7",
  region: "NL",
  authProviderId: "2a3b4c5d-6e7f-4809-9a1b-2c3d4e5f6071",
  isVerified: false,
  clientVersion: "1.5.9",
  osName: "Mac OS",
  osVersion: "14.2",
};

function worldOf(policies: readonly StoredPolicy[]): World {
  const read = policies.map(readPolicy);
  return { policiesFor: () => read };
}

function decide({
  policies,
  subject: who,
  now,
}: {
  policies: readonly StoredPolicy[];
  subject: Subject;
  now: number;
}): Decision {
  return explain(worldOf(policies), who, "resource", now);
}

function policy(conditions: Condition[], over: Partial<StoredPolicy> = {}): StoredPolicy {
  return { id: "p", groupId: "staff", isDisabled: false, expiresAt: null, tree: null, conditions, ...over };
}

function holds(condition: Condition, over: Partial<Subject> = {}, now = NOON): boolean {
  return readCondition(condition).test({ ...subject, ...over }, now).state === "holds";
}

function time(...values: string[]): Condition {
  return { property: "current_utc_datetime", operator: "is_in_day_of_week_time_ranges", values };
}

function until(values: string[], now: number): string | undefined {
  const result = readCondition(time(...values)).test(subject, now);
  return result.state === "holds" && result.until !== null ? new Date(result.until).toISOString() : undefined;
}

describe("which policy applies", () => {
  test("without a policy nothing is allowed", () => {
    const decision = decide({ policies: [], subject, now: NOON });
    expect(decision).toEqual({ allowed: false, reviewAt: null, violated: [], reasons: [], changes: [] });
  });

  test("a policy without conditions allows members of its group for good", () => {
    const decision = decide({ policies: [policy([])], subject, now: NOON });
    expect(decision).toMatchObject({ allowed: true, policyId: "p", groupId: "staff", expiresAt: null, changes: [] });
  });

  test("disabled policies, vanished groups and other groups' policies say so", () => {
    const policies = [
      policy([], { id: "a", isDisabled: true }),
      policy([], { id: "b", groupId: null }),
      policy([], { id: "c", groupId: "pilots" }),
    ];
    const decision = decide({ policies, subject, now: NOON });
    expect(decision).toMatchObject({ allowed: false, violated: [] });
    expect(decision.reasons.map(({ policyId, obstacles }) => [policyId, obstacles])).toEqual([
      ["a", ["disabled"]],
      ["b", ["group_gone"]],
      ["c", ["not_a_member"]],
    ]);
  });

  test("the policy that lasts longest wins; one without an end beats all", () => {
    const short = policy([time("T/10-13/UTC")], { id: "short" });
    const long = policy([time("T/10-17/UTC")], { id: "long" });
    const endless = policy([], { id: "endless" });
    expect(decide({ policies: [short, long], subject, now: NOON })).toMatchObject({
      policyId: "long",
      expiresAt: NOON + 5 * HOUR,
    });
    expect(decide({ policies: [short, endless, long], subject, now: NOON })).toMatchObject({
      policyId: "endless",
      expiresAt: null,
    });
  });

  test("all conditions must hold; the violated properties of all policies are named once", () => {
    const region: Condition = { property: "remote_ip_location_region", operator: "is_in", values: ["PT"] };
    const verified: Condition = { property: "client_verified", operator: "is", values: ["true"] };
    const policies = [policy([region], { id: "a" }), policy([region, verified], { id: "b" })];
    expect(decide({ policies, subject, now: NOON })).toMatchObject({
      allowed: false,
      violated: ["remote_ip_location_region", "client_verified"],
    });
  });

  test("the earliest end among the conditions counts", () => {
    const both = policy([time("T/10-17/UTC"), time("T/11-14/UTC")]);
    expect(decide({ policies: [both], subject, now: NOON })).toMatchObject({ expiresAt: NOON + 2 * HOUR });
  });
});

describe("conditions", () => {
  test("an unknown country violates both operators", () => {
    for (const operator of ["is_in", "is_not_in"]) {
      const condition = { property: "remote_ip_location_region", operator, values: ["NL"] };
      expect(holds(condition, { region: null })).toBe(false);
    }
    expect(holds({ property: "remote_ip_location_region", operator: "is_not_in", values: [] }, { region: null })).toBe(
      false,
    );
  });

  test("empty lists: in never holds, not in always does; absent values never hold", () => {
    const cases = [
      ["remote_ip_location_region", "is_in", "is_not_in"],
      ["remote_ip", "is_in_cidr", "is_not_in_cidr"],
      ["auth_provider_id", "is_in", "is_not_in"],
    ];
    for (const [property, within, outside] of cases) {
      expect(holds({ property, operator: within, values: [] })).toBe(false);
      expect(holds({ property, operator: outside, values: [] })).toBe(true);
      expect(holds({ property, operator: within, values: null })).toBe(false);
      expect(holds({ property, operator: outside, values: null })).toBe(false);
    }
    expect(holds({ property: "client_verified", operator: "is", values: null })).toBe(false);
    expect(holds({ property: "client_verified", operator: "is", values: [] })).toBe(false);
    expect(holds({ ...time(), values: null })).toBe(false);
    expect(holds(time())).toBe(false);
  });

  test("addresses match blocks of their own family, host bits or not", () => {
    const within = (values: string[], remoteIp: string) =>
      holds({ property: "remote_ip", operator: "is_in_cidr", values }, { remoteIp });
    expect(within(["203.0.113.0/24"], "203.0.113.7")).toBe(true);
    expect(within(["203.0.113.99/24"], "203.0.113.7")).toBe(true);
    expect(within(["203.0.113.7"], "203.0.113.7")).toBe(true);
    expect(within(["203.0.113.8/31"], "203.0.113.7")).toBe(false);
    expect(within(["::/0"], "203.0.113.7")).toBe(false);
    expect(within(["0.0.0.0/0"], "2001:db8::1")).toBe(false);
    expect(within(["2001:db8::/31"], "2001:db9::1")).toBe(true);
  });

  test("an unreadable block violates both operators", () => {
    for (const value of ["203.0.113.0/33", "203.0.113/24", "2001:db8::/129", "house"]) {
      for (const operator of ["is_in_cidr", "is_not_in_cidr"]) {
        expect(holds({ property: "remote_ip", operator, values: ["203.0.113.7", value] })).toBe(false);
      }
    }
  });

  test("tokens without a provider are in no list of providers", () => {
    const values = ["2A3B4C5D-6E7F-4809-9A1B-2C3D4E5F6071"];
    expect(holds({ property: "auth_provider_id", operator: "is_in", values })).toBe(true);
    expect(holds({ property: "auth_provider_id", operator: "is_not_in", values })).toBe(false);
    expect(holds({ property: "auth_provider_id", operator: "is_in", values }, { authProviderId: null })).toBe(false);
    expect(holds({ property: "auth_provider_id", operator: "is_not_in", values }, { authProviderId: null })).toBe(true);
  });

  test("only the value true asks for verification", () => {
    const verified = (value: string, isVerified: boolean) =>
      holds({ property: "client_verified", operator: "is", values: [value] }, { isVerified });
    expect(verified("true", false)).toBe(false);
    expect(verified("true", true)).toBe(true);
    for (const value of ["false", "0", "1"]) expect(verified(value, false)).toBe(true);
    expect(verified("yes", true)).toBe(false);
  });

  test("operators that do not fit and unknown properties never hold", () => {
    expect(holds({ property: "remote_ip", operator: "is_in", values: ["203.0.113.7"] })).toBe(false);
    expect(holds({ property: "tide", operator: "is_in", values: ["high"] })).toBe(false);
  });

  test("there are 249 countries", () => {
    expect(COUNTRIES.size).toBe(249);
  });
});

describe("time ranges", () => {
  test("both bounds belong to a range", () => {
    const range = ["T/12:00-12:00:05/UTC"];
    expect(until(range, NOON - 1)).toBeUndefined();
    expect(until(range, NOON)).toBe("2031-05-06T12:00:05.000Z");
    expect(until(range, NOON + 5 * SECOND)).toBe("2031-05-06T12:00:05.000Z");
    expect(until(range, NOON + 5 * SECOND + 1)).toBeUndefined();
  });

  test("joint ranges count as one, wherever they were written", () => {
    expect(until(["T/10-12,12-13/UTC", "T/12:30-15/UTC"], NOON)).toBe("2031-05-06T15:00:00.000Z");
    expect(until(["T/10-12,12:00:01-13/UTC"], NOON)).toBe("2031-05-06T12:00:00.000Z");
  });

  test("the day is the one in the value's zone", () => {
    const lateMonday = Date.parse("2031-05-05T23:30:00Z");
    expect(until(["T/0-6/Europe/Lisbon"], lateMonday)).toBe("2031-05-06T05:00:00.000Z");
    expect(until(["M/true/UTC"], lateMonday)).toBe("2031-05-05T23:59:59.000Z");
    expect(until(["M/true/Europe/Lisbon"], lateMonday)).toBeUndefined();
  });

  test("when clocks go forward a range that ends in the gap ends with the jump", () => {
    const half = Date.parse("2031-03-30T00:30:00Z"); // 01:30 in Amsterdam; at 02:00 it becomes 03:00
    expect(until(["U/1-2:30/Europe/Amsterdam"], half)).toBe("2031-03-30T01:00:00.000Z");
    expect(until(["U/1-4/Europe/Amsterdam"], half)).toBe("2031-03-30T02:00:00.000Z");
  });

  test("when clocks go back a range lasts until the wall clock leaves it", () => {
    const first = Date.parse("2031-10-26T00:15:00Z"); // 02:15 summer time in Amsterdam; 03:00 becomes 02:00 once
    expect(until(["U/2-2:30/Europe/Amsterdam"], first)).toBe("2031-10-26T00:30:00.000Z");
    expect(until(["U/2-4/Europe/Amsterdam"], first)).toBe("2031-10-26T03:00:00.000Z");
    expect(until(["U/2:10-3/Europe/Amsterdam"], first)).toBe("2031-10-26T01:00:00.000Z");
    const second = Date.parse("2031-10-26T01:15:00Z");
    expect(until(["U/2-2:30/Europe/Amsterdam"], second)).toBe("2031-10-26T01:30:00.000Z");
  });

  test("an unreadable value spoils the condition", () => {
    expect(until(["T/true/UTC", "T/25-26/UTC"], NOON)).toBeUndefined();
  });

  test("what may be written", () => {
    for (const value of [
      "M/9:00-12:00,13-17/UTC",
      "U//UTC",
      "R/0:0:0-23:59:59/America/New_York",
      "F/ 9-10 , true/Asia/Kolkata",
    ]) {
      expect(parseDayTimeRanges(value), value).toBeDefined();
    }
    for (const value of [
      "X/true/UTC",
      "M/true",
      "M/true/",
      "M/TRUE/UTC",
      "M/9-24/UTC",
      "M/10-9/UTC",
      "M/9 -10/UTC",
      "M/9-10-11/UTC",
      "M/9-10,/UTC",
      "M/true/europe/lisbon",
      "M/true/Atlantis/Dock",
      "M/true/+01:00",
      "m/true/UTC",
    ]) {
      expect(parseDayTimeRanges(value), value).toBeUndefined();
    }
  });
});

describe("for any input", () => {
  const operators = ["is_in", "is_not_in", "is_in_cidr", "is_not_in_cidr", "is", "is_in_day_of_week_time_ranges", "?"];
  const properties = [
    "remote_ip_location_region",
    "remote_ip",
    "auth_provider_id",
    "client_verified",
    "current_utc_datetime",
    "?",
  ];
  const values = fc.oneof(
    fc.string(),
    fc.constantFrom("NL", "203.0.113.0/24", "true", "T/true/UTC", "T/9-17/Europe/Lisbon", "U/1-2:30/Europe/Amsterdam"),
  );
  const conditions = fc.array(
    fc.record({
      property: fc.constantFrom(...properties),
      operator: fc.constantFrom(...operators),
      values: fc.option(fc.array(values, { maxLength: 3 })),
    }),
    { maxLength: 3 },
  );
  const policies = fc.array(
    fc.record({
      id: fc.uuid(),
      groupId: fc.option(fc.constantFrom("staff", "pilots")),
      isDisabled: fc.boolean(),
      expiresAt: fc.option(fc.integer({ min: Date.parse("2025-01-01"), max: Date.parse("2040-01-01") })),
      conditions,
      tree: fc.constant(null),
    }),
    { maxLength: 4 },
  );
  const instants = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2040-01-01") });

  test("adding a condition never widens access, adding a policy never narrows it", () => {
    fc.assert(
      fc.property(policies, conditions, instants, (list, extra, now) => {
        const decision = decide({ policies: list, subject, now });
        const stricter = list.map((item) => ({ ...item, conditions: [...item.conditions, ...extra] }));
        if (!decision.allowed) expect(decide({ policies: stricter, subject, now }).allowed).toBe(false);
        else expect(decide({ policies: [...list, policy(extra)], subject, now }).allowed).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test("whatever is allowed comes from an enabled policy of an own group and ends in the future", () => {
    fc.assert(
      fc.property(policies, instants, (list, now) => {
        const decision = decide({ policies: list, subject, now });
        if (!decision.allowed) return;
        const source = list.find(({ id }) => id === decision.policyId);
        expect(source?.isDisabled).toBe(false);
        expect(subject.groups.has(source?.groupId ?? "")).toBe(true);
        if (decision.expiresAt !== null) expect(decision.expiresAt).toBeGreaterThanOrEqual(now);
      }),
      { numRuns: 5_000 },
    );
  });

  test("a time range holds at its end and no millisecond longer", () => {
    const zones = fc.constantFrom("UTC", "Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Asia/Beirut");
    const hours = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 }));
    fc.assert(
      fc.property(zones, hours, fc.constantFrom(..."MTWRFSU"), instants, (zone, [a, b], day, now) => {
        const condition = time(`${day}/${Math.min(a, b)}-${Math.max(a, b)}/${zone}`);
        const outcome = readCondition(condition).test(subject, now);
        if (outcome.state !== "holds" || outcome.until === null) return;
        expect(holds(condition, {}, Math.floor((now + outcome.until) / 2))).toBe(true);
        expect(holds(condition, {}, outcome.until + 1)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});
