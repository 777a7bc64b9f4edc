// Matchers and placeholders of vectors/rest-examples.json; its "notation" says what they mean.

import { z } from "zod";

/** Strict, so that nothing the scenario asks for is passed over. */
const StepSchema = z.strictObject({
  n: z.number(),
  name: z.string(),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    json: z.unknown().optional(),
    raw: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    auth: z.enum(["none", "bad"]).optional(),
  }),
  expect: z.strictObject({
    status: z.number(),
    headers: z.record(z.string(), z.unknown()).optional(),
    body: z.unknown().optional(),
    body_empty: z.boolean().optional(),
    problem: z.record(z.string(), z.unknown()).optional(),
    plain_error: z.boolean().optional(),
  }),
  save: z.record(z.string(), z.string()).optional(),
  needs: z.array(z.string()).optional(),
  repeat_until_status: z.number().optional(),
  max_repeats: z.number().optional(),
});
export type Step = z.output<typeof StepSchema>;
export const ScenarioSchema = z.object({ steps: z.array(StepSchema) });

export type Variables = Map<string, unknown>;

const NAME = /\{\{([^}]+)\}\}/g;

/** Names of the variables that a step uses. */
export function usedVariables(step: Step): string[] {
  return [...JSON.stringify([step.request, step.expect]).matchAll(NAME)].map(([, name]) => name);
}

export function isWanted(step: Step, variables: Variables): boolean {
  const met = (need: string) => (need.startsWith("!") ? !variables.has(need.slice(1)) : variables.has(need));
  return (step.needs ?? []).every(met) && usedVariables(step).every((name) => variables.has(name));
}

/** Placeholders replaced; a string that is nothing but one takes the value as it is. */
export function fill(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") {
    const whole = /^\{\{([^}]+)\}\}$/.exec(value);
    if (whole) return variables.get(whole[1]);
    return value.replace(NAME, (_, name: string) => String(variables.get(name)));
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, variables)]));
}

/** In a query string values are percent-encoded. */
export function fillPath(path: string, variables: Variables): string {
  const [before, query] = path.split("?");
  const text = String(fill(before, variables));
  if (query === undefined) return text;
  return `${text}?${query.replace(NAME, (_, name: string) => encodeURIComponent(String(variables.get(name))))}`;
}

/** `a.b`, `a[0].b`, `a[].b` (all elements). */
export function locate(body: unknown, path: string): unknown {
  const parts = path.replaceAll("[", ".[").split(".");
  return parts.reduce<unknown>((value, part, index) => {
    if (part === "[]") {
      const rest = parts.slice(index + 1).join(".");
      return Array.isArray(value) ? value.map((item) => locate(item, rest)) : undefined;
    }
    if (Array.isArray(value) && !part.startsWith("[")) return value;
    const key = part.startsWith("[") ? part.slice(1, -1) : part;
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }, body);
}

const PATTERNS: Readonly<Record<string, (value: unknown) => boolean>> = {
  $any: () => true,
  $str: (value) => typeof value === "string",
  "$str+": (value) => typeof value === "string" && value !== "",
  "$str?": (value) => value === null || typeof value === "string",
  $int: Number.isInteger,
  $bool: (value) => typeof value === "boolean",
  $arr: Array.isArray,
  $uuid: (value) => typeof value === "string" && /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(value),
  $ts: isTimestamp,
  "$ts?": (value) => value === null || isTimestamp(value),
  $ipv4: (value) => typeof value === "string" && /^100\.(6[4-9]|[789]\d|1[01]\d|12[0-7])\.\d+\.\d+$/.test(value),
  $ipv6: (value) => typeof value === "string" && value.startsWith("fd00:2021:1111:"),
  $cursor: (value) => typeof value === "string" && /^[A-Za-z0-9._~-]+$/.test(value),
  $msgs: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string" && item !== ""),
};

function isTimestamp(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value);
}

/** Why `actual` does not match, or undefined. */
export function mismatch(expected: unknown, actual: unknown, at = "body"): string | undefined {
  const no = `${at}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
  if (typeof expected === "string") {
    if (expected.startsWith("$re:")) {
      return typeof actual === "string" && new RegExp(expected.slice(4)).test(actual) ? undefined : no;
    }
    const pattern = PATTERNS[expected];
    return (pattern ? pattern(actual) : expected === actual) ? undefined : no;
  }
  if (Array.isArray(expected)) return matchArray(expected, actual, at, no);
  if (typeof expected !== "object" || expected === null) return expected === actual ? undefined : no;
  const matchers = Object.keys(expected).some((key) => key.startsWith("$") && key !== "$open");
  return matchers ? matchElements(expected, actual, at, no) : matchObject(expected, actual, at, no);
}

function matchArray(expected: readonly unknown[], actual: unknown, at: string, no: string): string | undefined {
  if (!Array.isArray(actual) || actual.length !== expected.length) return no;
  return firstOf(expected.map((item, i) => mismatch(item, actual[i], `${at}[${i}]`)));
}

function matchObject(expected: object, actual: unknown, at: string, no: string): string | undefined {
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return no;
  const { $open, ...members } = Object.fromEntries(Object.entries(expected));
  const extra = Object.keys(actual).filter((key) => !Object.hasOwn(members, key));
  if ($open !== true && extra.length > 0) return `${at}: unexpected ${extra.join(", ")}`;
  return firstOf(
    Object.entries(members).map(([key, item]) => mismatch(item, Reflect.get(actual, key), `${at}.${key}`)),
  );
}

function matchElements(expected: object, actual: unknown, at: string, no: string): string | undefined {
  if (!Array.isArray(actual)) return no;
  return firstOf(
    Object.entries(expected).map(([kind, argument]) => {
      switch (kind) {
        case "$len":
          return actual.length === argument ? undefined : no;
        case "$each":
          return firstOf(actual.map((item, i) => mismatch(argument, item, `${at}[${i}]`)));
        case "$some": {
          const wanted: unknown[] = argument;
          return wanted.every((item) => actual.some((one) => mismatch(item, one) === undefined)) ? undefined : no;
        }
        case "$ids":
          return mismatch(
            argument,
            actual.map((item) => item.id),
            at,
          );
        case "$set":
          return mismatch([...argument].sort(), [...actual].sort(), at);
        case "$sorted":
          return mismatch([...actual].sort(), actual, at);
        default:
          return `${at}: unknown matcher ${kind}`;
      }
    }),
  );
}

function firstOf(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.find((reason) => reason !== undefined);
}
