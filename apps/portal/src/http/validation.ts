import type { z } from "zod";
import { badRequest, type FieldErrors, invalid, type ValidationErrors } from "./problem.ts";

/** One line for a person: which field, what is wrong. */
export function formatIssues(error: z.core.$ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join("; ");
}

export type Attributes = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that wraps the attributes of a write. Blank strings count as absent values. */
export function unwrap(body: unknown, wrapper: string): Attributes {
  if (!isObject(body) || !Object.hasOwn(body, wrapper)) throw badRequest(`The body needs a member "${wrapper}".`);
  const attributes = body[wrapper];
  if (!isObject(attributes)) throw badRequest(`The member "${wrapper}" must be an object.`);
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, isBlank(value) ? null : value]));
}

function isBlank(value: unknown): boolean {
  return typeof value === "string" && value.trim() === "";
}

/**
 * Reads attributes by a schema and reports all that is wrong at once, as a 422. `cross` gets the attributes that are
 * right by themselves and adds what is wrong between them.
 */
export function validate<S extends z.ZodObject>(
  schema: S,
  raw: Attributes,
  cross: (values: Partial<z.output<S>>) => ValidationErrors = () => ({}),
): z.output<S> {
  refuseLarge(raw);
  const parsed = schema.safeParse(raw);
  const errors = parsed.success ? {} : validationErrors(parsed.error.issues, raw);
  const readable = Object.fromEntries(Object.entries(raw).filter(([name]) => !Object.hasOwn(errors, name)));
  const values = parsed.success ? parsed.data : partialOutput(schema, readable);
  const all = { ...cross(values), ...errors };
  if (!parsed.success || Object.keys(all).length > 0) throw invalid(all);
  return parsed.data;
}

/** Elements and members of one attribute, at all depths together: to read more would keep everybody else waiting. */
const MAX_PARTS = 20_000;

function refuseLarge(raw: Attributes): void {
  const large = Object.keys(raw).filter((name) => isLarge(raw[name]));
  if (large.length > 0) throw invalid(Object.fromEntries(large.map((name) => [name, ["is too large"]])));
}

function isLarge(value: unknown): boolean {
  const waiting = [value];
  let parts = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    parts += Array.isArray(next) ? next.length : Object.keys(next).length;
    if (parts > MAX_PARTS) return true;
    for (const part of Object.values(next)) waiting.push(part);
  }
  return false;
}

function partialOutput<S extends z.ZodObject>(schema: S, readable: Attributes): Partial<z.output<S>> {
  const parsed = schema.partial().safeParse(readable);
  const output: Partial<z.output<S>> = {};
  return parsed.success ? Object.assign(output, parsed.data) : output;
}

/** Issues of list elements keep their position: `{"filters": [{}, {"ports": ["…"]}]}`. */
export function validationErrors(issues: readonly z.core.$ZodIssue[], raw: Attributes): ValidationErrors {
  const errors: Record<string, FieldErrors> = {};
  for (const field of new Set(issues.map(({ path }) => String(path[0] ?? "base")))) {
    const own = issues.filter(({ path }) => String(path[0] ?? "base") === field);
    errors[field] = elementErrors(own, raw[field]) ?? messages(own);
  }
  return errors;
}

/** Undefined where the list as a whole, or an element as a whole, is wrong. */
function elementErrors(
  issues: readonly z.core.$ZodIssue[],
  list: unknown,
): Readonly<Record<string, string[]>>[] | undefined {
  const isNested = issues.every(({ path }) => path.length >= 3 && typeof path[1] === "number");
  if (!Array.isArray(list) || !isNested) return undefined;
  const byElement = Map.groupBy(issues, ({ path }) => path[1]);
  return list.map((_, index) => {
    const byMember = Map.groupBy(byElement.get(index) ?? [], ({ path }) => String(path[2]));
    return Object.fromEntries([...byMember].map(([member, ofMember]) => [member, messages(ofMember)]));
  });
}

function messages(issues: readonly z.core.$ZodIssue[]): string[] {
  return [...new Set(issues.map(({ message }) => message))];
}
