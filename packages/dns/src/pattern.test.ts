import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePatterns, parsePattern } from "./pattern.ts";

interface Vectors {
  readonly cases: readonly { pattern: string; name: string; matches: boolean; why: string }[];
  readonly case_folding_divergence: readonly { pattern: string; name: string; recommended_matches: boolean }[];
  readonly invalid_patterns: readonly { pattern: string; why: string }[];
  readonly ordering: readonly { most_specific_first: string[]; why: string }[];
  readonly comparisons: readonly { a: string; b: string; first: "a" | "b" | "equal"; why: string }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL("../vectors/dns-patterns.json", import.meta.url), "utf8"));
const matches = (pattern: string, name: string) => parsePattern(pattern)?.matches(name);

describe("resource patterns", () => {
  it.each(vectors.cases)("$pattern against $name: $why", ({ pattern, name, matches: expected }) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it.each(vectors.case_folding_divergence)("$pattern against $name without case", (vector) => {
    expect(matches(vector.pattern, vector.name)).toBe(vector.recommended_matches);
  });

  it.each(vectors.invalid_patterns)("$pattern is no pattern: $why", ({ pattern }) => {
    expect(parsePattern(pattern)).toBeUndefined();
  });

  it.each(vectors.ordering)("order: $why", ({ most_specific_first: expected }) => {
    expect([...expected].reverse().sort(comparePatterns)).toEqual(expected);
  });

  it.each(vectors.comparisons)("'$a' and '$b': $why", ({ a, b, first }) => {
    const sign = { a: -1, b: 1, equal: 0 }[first];
    expect(Math.sign(comparePatterns(a, b))).toBe(sign);
    expect(Math.sign(comparePatterns(b, a))).toBe(0 - sign);
  });

  it("the first member of a class may be a bracket, and a class may end in a hyphen", () => {
    expect(matches("a[]b]c", "a]c")).toBe(true);
    expect(matches("a[b-]c", "a-c")).toBe(true);
    expect(matches("a[a-]c", "abc")).toBe(false);
  });

  it("a dot inside a class belongs to the class and matches no dot", () => {
    expect(matches("a[.b]c", "abc")).toBe(true);
    expect(matches("a[.b]c", "a.c")).toBe(false);
  });

  it("no name of hostile length or shape makes matching slow", () => {
    const pattern = parsePattern(`${"*a".repeat(60)}b.${"**.a.".repeat(30)}z`);
    const name = `${"a".repeat(63)}.`.repeat(4).slice(0, -1);
    for (let i = 0; i < 1000; i++) expect(pattern?.matches(name)).toBe(false);
  });
});

const smallPattern = fc.stringMatching(/^[ab.?*]{0,8}$/);
const smallName = fc.stringMatching(/^[ab]{1,3}(\.[ab]{1,3}){0,3}$/);

describe("resource patterns, any of them", () => {
  it("match what a regular expression written after the same rules matches", () => {
    fc.assert(
      fc.property(smallPattern, smallName, (pattern, name) => {
        const compiled = parsePattern(pattern);
        if (!compiled) return;
        expect(compiled.matches(name)).toBe(asRegExp(pattern).test(name) || name === apexOf(pattern));
      }),
      { numRuns: 50_000 },
    );
  });

  it("are ordered totally", () => {
    fc.assert(
      fc.property(smallPattern, smallPattern, smallPattern, (a, b, c) => {
        expect(Math.sign(comparePatterns(a, b))).toBe(0 - Math.sign(comparePatterns(b, a)));
        expect(comparePatterns(a, b) === 0).toBe(a === b);
        if (comparePatterns(a, b) < 0 && comparePatterns(b, c) < 0) expect(comparePatterns(a, c)).toBeLessThan(0);
      }),
      { numRuns: 5_000 },
    );
  });

  it("compile or are refused, and never throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (pattern, name) => {
        parsePattern(pattern)?.matches(name);
      }),
      { numRuns: 50_000 },
    );
  });
});

/** The obvious second implementation: slow on hostile patterns, easy to check against the rules. */
function asRegExp(pattern: string): RegExp {
  const body = pattern
    .replace(/^\*\*$|(?<=\.)\*\*$/g, "L")
    .replace(/(?<=^|\.)\*\*\./g, "M")
    .replace(/[.?*LM]/g, (symbol) => {
      const expressions: Record<string, string> = {
        ".": "\\.",
        "?": "[^.]",
        "*": "[^.]*",
        L: "[^.]+(?:\\.[^.]+)*",
        M: "(?:[^.]+\\.)*",
      };
      return expressions[symbol] ?? symbol;
    });
  return new RegExp(`^${body}$`);
}

function apexOf(pattern: string): string | undefined {
  return pattern.startsWith("*.") ? pattern.slice(2) : undefined;
}
