// What is not finished about a rule, found by the same readings that the portal goes by.

import {
  COUNTRIES,
  parseAddressBlock,
  parseDayTimeRanges,
  parseDottedVersion,
  parseOsVersion,
  type TreeProperty,
} from "@fz/policy";
import { text } from "~/text/index.ts";
import { isGroup, MAX_DEPTH, MAX_PARTS, type RuleCondition, type RuleGroup, type RuleNode, sizeOf } from "./rule.ts";

const { problems: words } = text.rule;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Undefined where the value makes sense. */
export const VALUE_PROBLEMS: Readonly<Record<TreeProperty, (value: string) => string | undefined>> = {
  remote_ip_location_region: (value) => (COUNTRIES.has(value) ? undefined : words.country(value)),
  remote_ip: (value) => (parseAddressBlock(value) ? undefined : words.network(value)),
  auth_provider_id: (value) => (UUID.test(value) ? undefined : words.provider(value)),
  client_verified: () => undefined,
  current_utc_datetime: (value) => (parseDayTimeRanges(value) ? undefined : words.time),
  client_version: (value) => (parseDottedVersion(value) ? undefined : words.version(value)),
  os_version: (value) => (parseOsVersion(value) ? undefined : words.system),
};

function conditionProblem({ property, values }: RuleCondition): string | undefined {
  if (values.length === 0 || values.every((value) => value.trim() === "")) return words.empty;
  const wrong = values.map(VALUE_PROBLEMS[property]).find((problem) => problem !== undefined);
  if (wrong !== undefined) return wrong;
  const keys = values.map((value) => (property === "os_version" ? systemOf(value) : value));
  const repeated = keys.find((key, place) => keys.indexOf(key) < place);
  return repeated === undefined ? undefined : words.repeated(repeated);
}

function systemOf(value: string): string {
  return value.slice(0, value.lastIndexOf("/")).trim().toLowerCase();
}

/** Of the part alone, not of what is in it. An empty root grants always. */
export function problemOf(node: RuleNode): string | undefined {
  if (!isGroup(node)) return conditionProblem(node);
  return node.parts.length === 0 ? words.emptyGroup : undefined;
}

/** Undefined where the whole rule could be saved. */
export function ruleProblem(root: RuleGroup): string | undefined {
  const { depth, parts } = sizeOf(root);
  if (depth > MAX_DEPTH) return text.rule.tooDeep(MAX_DEPTH);
  if (parts > MAX_PARTS) return text.rule.tooMany(MAX_PARTS);
  return root.parts.some(hasProblem) ? words.form : undefined;
}

function hasProblem(node: RuleNode): boolean {
  return problemOf(node) !== undefined || (isGroup(node) && node.parts.some(hasProblem));
}
