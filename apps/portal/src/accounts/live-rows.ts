// The rows that decide what devices may do, as the database and the change feed give them.

import { type ConditionTree, type Policy, readPolicy } from "@fz/policy";
import { z } from "zod";

/** A time of a row, as epoch milliseconds. Rows from before the column was there lack it. */
const EndSchema = z
  .string()
  .nullish()
  .transform((text) => (text ? Date.parse(text) : null));

export const FilterRowSchema = z.object({
  protocol: z.enum(["tcp", "udp", "icmp"]),
  ports: z
    .array(z.string())
    .nullish()
    .transform((ports) => ports ?? []),
});

export const AccountConfigSchema = z.object({
  search_domain: z.string().nullish(),
  clients_upstream_dns: z
    .object({
      type: z.enum(["system", "secure", "custom"]).catch("system"),
      doh_provider: z.enum(["google", "opendns", "cloudflare", "quad9"]).nullish(),
      addresses: z.array(z.object({ address: z.string() })).nullish(),
    })
    .nullish(),
});
export type AccountConfig = z.output<typeof AccountConfigSchema>;

export const AccountRowSchema = z.object({
  id: z.string(),
  slug: z.string(),
  is_disabled: z.boolean(),
  config: AccountConfigSchema,
  features: z.looseObject({ iceless: z.boolean().optional().catch(undefined) }),
});
export type AccountRow = z.output<typeof AccountRowSchema>;

export const GroupRowSchema = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  idp_id: z.string().nullable(),
});
export type GroupRow = z.output<typeof GroupRowSchema>;

/** The group of all people, whose memberships are in no table. */
export function isEveryone({ type, name, idp_id }: GroupRow): boolean {
  return type === "managed" && name === "Everyone" && idp_id === null;
}

export const MembershipRowSchema = z.object({
  id: z.string(),
  actor_id: z.string(),
  group_id: z.string(),
  expires_at: EndSchema,
});
export type MembershipRow = z.output<typeof MembershipRowSchema>;

export const SiteRowSchema = z.object({ id: z.string(), name: z.string() });
export type SiteRow = z.output<typeof SiteRowSchema>;

export const ResourceRowSchema = z.object({
  id: z.string(),
  site_id: z.string().nullable(),
  type: z.enum(["dns", "cidr", "ip", "internet", "static_device_pool", "dynamic_device_pool"]),
  name: z.string(),
  address: z.string().nullable(),
  address_description: z.string().nullable(),
  ip_stack: z.enum(["dual", "ipv4_only", "ipv6_only"]).nullable(),
  filters: z.array(FilterRowSchema),
});
export type ResourceRow = z.output<typeof ResourceRowSchema>;

export const ConditionRowSchema = z.object({
  property: z.string(),
  operator: z.string(),
  values: z.array(z.string()).nullable(),
});

/** What cannot be read grants nothing. */
const UNREADABLE = { property: "", operator: "", values: null };

/** The members that a node has say what it is. */
export const ConditionTreeRowSchema: z.ZodType<ConditionTree> = z
  .union([
    z.strictObject({ all: z.array(z.lazy(() => ConditionTreeRowSchema)) }),
    z.strictObject({ any: z.array(z.lazy(() => ConditionTreeRowSchema)) }),
    z.strictObject({ not: z.lazy(() => ConditionTreeRowSchema) }),
    ConditionRowSchema.strict(),
  ])
  .catch(UNREADABLE);

export const PolicyRowSchema = z.object({
  id: z.string(),
  group_id: z.string().nullable(),
  resource_id: z.string(),
  is_disabled: z.boolean(),
  flow_log_uploads_enabled: z.boolean(),
  conditions: z.array(ConditionRowSchema),
  condition_tree: ConditionTreeRowSchema.nullish().transform((tree) => tree ?? null),
  expires_at: EndSchema,
});
export type PolicyRow = z.output<typeof PolicyRowSchema>;

export function readPolicyRow(row: PolicyRow): Policy {
  return readPolicy({
    id: row.id,
    groupId: row.group_id,
    isDisabled: row.is_disabled,
    expiresAt: row.expires_at,
    conditions: row.conditions,
    tree: row.condition_tree,
  });
}

export const ActorRowSchema = z.object({
  id: z.string(),
  type: z.enum(["account_user", "account_admin_user", "service_account", "api_client"]),
  name: z.string(),
  email: z.string().nullable(),
  is_disabled: z.boolean(),
});
export type ActorRow = z.output<typeof ActorRowSchema>;

export function isPerson({ type }: Pick<ActorRow, "type">): boolean {
  return type === "account_user" || type === "account_admin_user";
}

export const DeviceRowSchema = z.object({
  id: z.string(),
  type: z.enum(["client", "gateway"]),
  name: z.string(),
  ipv4: z.string(),
  ipv6: z.string(),
  verified_at: z.string().nullable(),
});
export type DeviceRow = z.output<typeof DeviceRowSchema>;

export const AuthorizationRowSchema = z.object({
  id: z.string(),
  resource_id: z.string(),
  initiating_device_id: z.string(),
  receiving_device_id: z.string(),
});
export type AuthorizationRow = z.output<typeof AuthorizationRowSchema>;

export const IdRowSchema = z.object({ id: z.string() });
