import type { ConditionTree } from "@fz/policy";
import * as z from "zod/mini";
import { ApiError } from "~/api/errors.ts";
import type { Policy } from "~/api/types.ts";
import { toLocal } from "~/forms/moment.ts";
import { type RuleGroup, readRule, type StoredRule, storeRule } from "./rule/rule.ts";

export interface PolicyValues {
  readonly group_id: string;
  readonly resource_id: string;
  readonly description: string;
  /** `datetime-local`, in this browser's zone; empty: never. */
  readonly expires_at: string;
  readonly flow_log_uploads_enabled: boolean;
  readonly rule: RuleGroup;
}

const ConditionSchema = z.object({
  property: z.string(),
  operator: z.string(),
  values: z.nullable(z.array(z.string())),
});
/** Trees recur, which the description of the API leaves out. */
const TreeSchema: z.ZodMiniType<ConditionTree> = z.union([
  z.object({ all: z.array(z.lazy(() => TreeSchema)) }),
  z.object({ any: z.array(z.lazy(() => TreeSchema)) }),
  z.object({ not: z.lazy(() => TreeSchema) }),
  ConditionSchema,
]);

export function ruleOf({ conditions, condition_tree: tree }: Pick<Policy, "conditions" | "condition_tree">): RuleGroup {
  return readRule({ conditions, condition_tree: tree === undefined ? undefined : TreeSchema.parse(tree) });
}

export function toForm(policy: Policy): PolicyValues {
  const { group_id, resource_id, description, expires_at, flow_log_uploads_enabled } = policy;
  return {
    group_id: group_id ?? "",
    resource_id,
    description: description ?? "",
    expires_at: expires_at === undefined ? "" : toLocal(new Date(expires_at)),
    flow_log_uploads_enabled,
    rule: ruleOf(policy),
  };
}

/** `stored`: the rule as it is; where it was not edited it is left as it is, in its own form. */
export function toBody({ rule, expires_at, ...values }: PolicyValues, stored?: RuleGroup) {
  const { conditions, condition_tree } = storeRule(rule);
  return {
    ...values,
    expires_at: expires_at === "" ? null : new Date(expires_at).toISOString(),
    ...(stored && isSameRule(rule, stored) ? {} : { conditions: [...conditions], condition_tree }),
  };
}

function isSameRule(a: RuleGroup, b: RuleGroup): boolean {
  const text = ({ conditions, condition_tree }: StoredRule) => JSON.stringify([conditions, condition_tree]);
  return text(storeRule(a)) === text(storeRule(b));
}

/** What the portal has against the rule, at the parts of it that are meant; anything else as it is. */
export function atParts(error: unknown, rule: RuleGroup): unknown {
  if (!(error instanceof ApiError)) return error;
  const { places } = storeRule(rule);
  const { conditions, condition_tree, ...fields } = error.fields;
  const told = [...conditionRefusals(error.details.conditions), ...treeRefusals(error.details.condition_tree)];
  if (told.length === 0) return error;
  const parts = told.map(([place, message]) => [`rule.${places.get(place) ?? rule.key}`, message] as const);
  return new ApiError(error.status, error.message, { ...fields, ...Object.fromEntries(parts.toReversed()) });
}

type Refusal = readonly [place: string, message: string];

/** A list of objects, one for each condition, with messages by member; or messages about the whole list. */
function conditionRefusals(errors: unknown): Refusal[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((one: unknown, place): Refusal[] => {
    if (typeof one === "string") return [["", one]];
    if (typeof one !== "object" || one === null) return [];
    return Object.values(one)
      .flat()
      .flatMap((message: unknown) => (typeof message === "string" ? [[`conditions[${place}]`, message] as const] : []));
  });
}

/** `any[1].values: house is no address or network`; without a place it is about the whole tree. */
function treeRefusals(errors: unknown): Refusal[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown): Refusal[] => {
    if (typeof error !== "string") return [];
    const match = /^((?:all|any|not)[^ :]*): (.*)$/.exec(error);
    if (!match) return [["", error]];
    const [, path = "", message = ""] = match;
    return [[path.replace(/\.(values|operator)$/, ""), message]];
  });
}
