import { CONDITION_OPERATORS, type ConditionProperty } from "@fz/policy";
import type { Policy } from "~/api/types.ts";
import { toLocal } from "~/forms/moment.ts";

export interface ConditionValues {
  readonly property: ConditionProperty;
  readonly operator: string;
  /** As one line. */
  readonly values: string;
}

export interface PolicyValues {
  readonly group_id: string;
  readonly resource_id: string;
  readonly description: string;
  /** `datetime-local`, in this browser's zone; empty: never. */
  readonly expires_at: string;
  readonly flow_log_uploads_enabled: boolean;
  readonly conditions: ConditionValues[];
}

export const PROPERTIES: readonly ConditionProperty[] = [
  "remote_ip_location_region",
  "remote_ip",
  "auth_provider_id",
  "client_verified",
  "current_utc_datetime",
];

export function operatorsOf(property: ConditionProperty): readonly string[] {
  return CONDITION_OPERATORS[property];
}

/** Times have commas in them; nothing else has blanks. */
function separatorOf(property: ConditionProperty): string {
  return property === "current_utc_datetime" ? " " : ",";
}

export function toForm(policy: Policy): PolicyValues {
  const { group_id, resource_id, description, expires_at, flow_log_uploads_enabled, conditions } = policy;
  return {
    group_id: group_id ?? "",
    resource_id,
    description: description ?? "",
    expires_at: expires_at === undefined ? "" : toLocal(new Date(expires_at)),
    flow_log_uploads_enabled,
    conditions: conditions.flatMap(({ property, operator, values }) => {
      const known = PROPERTIES.find((name) => name === property);
      if (!known) return [];
      const separator = known === "current_utc_datetime" ? " " : ", ";
      return [{ property: known, operator, values: (values ?? []).join(separator) }];
    }),
  };
}

export function toBody({ conditions, expires_at, ...values }: PolicyValues) {
  return {
    ...values,
    expires_at: expires_at === "" ? null : new Date(expires_at).toISOString(),
    conditions: conditions.map(({ property, operator, values: line }) => ({
      property,
      operator,
      values: line
        .split(separatorOf(property))
        .map((value) => value.trim())
        .filter((value) => value !== ""),
    })),
  };
}
