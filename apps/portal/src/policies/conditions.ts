import {
  CONDITION_OPERATORS,
  COUNTRIES,
  type ConditionProperty,
  parseAddressBlock,
  parseDayTimeRanges,
  parseDottedVersion,
  parseOsVersion,
  TREE_OPERATORS,
  type TreeProperty,
} from "@fz/policy";
import { z } from "zod";
import { isUuid } from "../http/fields.ts";

const PROPERTIES = Object.keys(CONDITION_OPERATORS);
const VERIFIED = ["true", "false", "1", "0"];
const SINGLE_VALUED: readonly TreeProperty[] = ["client_verified", "client_version"];

/** Whether a value, as typed, makes sense for a property; why not otherwise. */
const CHECKS: Readonly<Record<TreeProperty, (value: string) => string | undefined>> = {
  remote_ip_location_region: (value) => (COUNTRIES.has(value) ? undefined : `${value} is no country`),
  remote_ip: (value) => (parseAddressBlock(value) ? undefined : `${value} is no address or network`),
  auth_provider_id: (value) => (isUuid(value) ? undefined : `${value} is no identifier`),
  client_verified: (value) => (VERIFIED.includes(value) ? undefined : `${value} is neither true nor false`),
  current_utc_datetime: (value) =>
    parseDayTimeRanges(value) ? undefined : `${value} is not day/ranges/zone, such as M/9-17/Europe/Lisbon`,
  client_version: (value) => (parseDottedVersion(value) ? undefined : `${value} is no version, such as 1.5.9`),
  os_version: (value) => (parseOsVersion(value) ? undefined : `${value} is not system/version, such as Mac OS/14.2`),
};

const ConditionShape = z.object({
  property: z.string({ error: "is invalid" }).nullish(),
  operator: z.string({ error: "is invalid" }).nullish(),
  values: z.array(z.string(), { error: "is invalid" }).nullish(),
});

/** Absent property and operator have defaults, and absent values are kept as null, which never grants anything. */
const ConditionFields = ConditionShape.transform((input, context) => {
  const property = PROPERTIES.find((name): name is ConditionProperty => name === (input.property ?? PROPERTIES[0]));
  const operator = input.operator ?? "is_in";
  const values = input.values?.map((value) => tidy(property, value)).filter((value) => value !== "") ?? null;
  const refuse = (path: string, message: string) =>
    context.issues.push({ code: "custom", message, path: [path], input });
  if (property === undefined) {
    refuse("property", "is invalid");
    return z.NEVER;
  }
  const operators: readonly string[] = CONDITION_OPERATORS[property];
  if (!operators.includes(operator)) refuse("operator", `must be ${operators.join(" or ")}`);
  for (const reason of valueErrors(property, values ?? [])) refuse("values", reason);
  if (property === "client_verified" && values && values.length !== 1) refuse("values", "must be exactly one");
  return { property, operator, values };
});

/** Outer blanks go where they are tolerated. */
export function tidy(property: TreeProperty | undefined, value: string): string {
  return property === "remote_ip" || value.trim() === "" ? value.trim() : value;
}

/** What is wrong with values by themselves and beside one another. */
function valueErrors(property: TreeProperty, values: readonly string[]): string[] {
  const wrong = values.map(CHECKS[property]).filter((reason) => reason !== undefined);
  return new Set(values).size < values.length ? [...wrong, "must not repeat"] : wrong;
}

/** The same, where the list may not be empty either. */
export function listErrors(property: TreeProperty, values: readonly string[]): string[] {
  const errors = valueErrors(property, values);
  if (values.length === 0) return ["must not be empty"];
  if (SINGLE_VALUED.includes(property) && values.length !== 1) return [...errors, "must be exactly one"];
  const systems = property === "os_version" ? values.map((value) => parseOsVersion(value)?.name.toLowerCase()) : [];
  return new Set(systems).size < systems.length ? [...errors, "must name each system once"] : errors;
}

export function isTreeProperty(name: unknown): name is TreeProperty {
  return typeof name === "string" && Object.hasOwn(TREE_OPERATORS, name);
}

export const ConditionList = z.array(ConditionFields, { error: "is invalid" });

export const ConditionView = z.object({
  property: z.string(),
  operator: z.string(),
  values: z.array(z.string()).nullable(),
});

export function hasRepeatedProperty(conditions: readonly { readonly property: string }[]): boolean {
  return new Set(conditions.map(({ property }) => property)).size < conditions.length;
}
