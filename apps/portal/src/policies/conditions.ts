import {
  CONDITION_OPERATORS,
  COUNTRIES,
  type ConditionProperty,
  parseAddressBlock,
  parseDayTimeRanges,
} from "@fz/policy";
import { z } from "zod";
import { isUuid } from "../http/fields.ts";

const PROPERTIES = Object.keys(CONDITION_OPERATORS);
const VERIFIED = ["true", "false", "1", "0"];

/** Whether a value, as typed, makes sense for a property; why not otherwise. */
const CHECKS: Readonly<Record<ConditionProperty, (value: string) => string | undefined>> = {
  remote_ip_location_region: (value) => (COUNTRIES.has(value) ? undefined : `${value} is no country`),
  remote_ip: (value) => (parseAddressBlock(value) ? undefined : `${value} is no address or network`),
  auth_provider_id: (value) => (isUuid(value) ? undefined : `${value} is no identifier`),
  client_verified: (value) => (VERIFIED.includes(value) ? undefined : `${value} is neither true nor false`),
  current_utc_datetime: (value) =>
    parseDayTimeRanges(value) ? undefined : `${value} is not day/ranges/zone, such as M/9-17/Europe/Lisbon`,
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
  for (const value of values ?? []) {
    const reason = CHECKS[property](value);
    if (reason !== undefined) refuse("values", reason);
  }
  if (values && new Set(values).size < values.length) refuse("values", "must not repeat");
  if (property === "client_verified" && values && values.length !== 1) refuse("values", "must be exactly one");
  return { property, operator, values };
});

/** Outer blanks go where they are tolerated. */
function tidy(property: ConditionProperty | undefined, value: string): string {
  return property === "remote_ip" || value.trim() === "" ? value.trim() : value;
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
