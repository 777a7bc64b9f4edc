import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ConditionList } from "../policies/conditions.ts";
import { FilterList } from "../resources/filters.ts";
import { flag, optionalText, RequiredId, requiredEnum, requiredText } from "./fields.ts";
import { Problem } from "./problem.ts";
import { unwrap, validate } from "./validation.ts";

const Fields = z.object({
  name: requiredText(8),
  note: optionalText(8),
  kind: requiredEnum(["a", "b"]),
  owner_id: RequiredId,
  is_on: flag(true),
  filters: FilterList,
  conditions: ConditionList.default([]),
});
const ID = "3f6f1c1e-6a52-4d0b-9a3e-5b7c20d4e811";
const GOOD = { name: " x ", kind: "a", owner_id: ID.toUpperCase() };

function errorsOf(raw: Record<string, unknown>): unknown {
  try {
    validate(Fields, unwrap({ thing: raw }, "thing"));
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.validationErrors;
    throw error;
  }
}

describe("attributes", () => {
  test("are trimmed, completed and made canonical", () => {
    const read = validate(
      Fields,
      unwrap(
        { thing: { ...GOOD, note: "  ", is_on: "0", filters: [{ protocol: "tcp", ports: ["080-0080", "1 - 9"] }] } },
        "thing",
      ),
    );
    expect(read).toEqual({
      name: "x",
      note: null,
      kind: "a",
      owner_id: ID,
      is_on: false,
      filters: [{ protocol: "tcp", ports: ["80", "1 - 9"] }],
      conditions: [],
    });
  });

  test("all that is wrong is reported at once; elements keep their position", () => {
    const filters = [{ protocol: "tcp" }, { protocol: "udp", ports: ["0"] }];
    expect(errorsOf({ ...GOOD, name: "", is_on: null, filters })).toEqual({
      name: ["must not be empty"],
      is_on: ["is invalid"],
      filters: [{}, { ports: ["0 is no port"] }],
    });
    expect(errorsOf({ ...GOOD, conditions: null })).toEqual({ conditions: ["is invalid"] });
    expect(errorsOf({ ...GOOD, filters: [7] })).toEqual({ filters: [expect.any(String)] });
  });

  test("an incomplete condition is kept with values that never grant", () => {
    expect(ConditionList.parse([{}])).toEqual([
      { property: "remote_ip_location_region", operator: "is_in", values: null },
    ]);
  });

  test("long lists are refused as a whole, and what is wrong with others is told in time", () => {
    const filters = (length: number) => ({ ...GOOD, filters: Array.from({ length }, () => ({ protocol: 1 })) });
    expect(errorsOf(filters(1_000_000))).toEqual({ filters: ["is too large"] });
    expect(errorsOf({ ...GOOD, conditions: [{ values: Array.from({ length: 30_000 }, String) }] })).toEqual({
      conditions: ["is too large"],
    });
    const started = performance.now();
    expect(Object(errorsOf(filters(9_000))).filters).toHaveLength(9_000);
    expect(errorsOf({ ...GOOD, name: "x".repeat(5_000_000) })).toEqual({ name: ["must be at most 8 characters"] });
    expect(errorsOf({ ...GOOD, name: `x${"\u0301".repeat(1_000)}` })).toBeDefined();
    expect(errorsOf({ ...GOOD, name: "👩‍👩‍👧‍👦".repeat(8) })).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test("any body is either read or refused with a reason for some member", () => {
    const members = fc.record(
      Object.fromEntries(
        ["name", "note", "kind", "owner_id", "is_on", "filters", "conditions"].map((key) => [key, fc.anything()]),
      ),
      { requiredKeys: [] },
    );
    const condition = fc.record(
      { property: fc.anything(), operator: fc.anything(), values: fc.anything() },
      { requiredKeys: [] },
    );
    const filter = fc.record({ protocol: fc.anything(), ports: fc.anything() }, { requiredKeys: [] });
    const near = fc.record({
      filters: fc.array(filter, { maxLength: 3 }),
      conditions: fc.array(condition, { maxLength: 3 }),
    });
    const bodies = fc.oneof(
      members,
      near.map((lists) => ({ ...GOOD, ...lists })),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const errors = errorsOf(body);
        if (errors !== undefined) expect(Object.keys(Object(errors)).length).toBeGreaterThan(0);
      }),
      { numRuns: 3_000 },
    );
  });
});
