import type { ColumnType, Generated } from "kysely";
import type { GeneratedJson, GeneratedTimestamp, Nullable, Timestamp } from "./columns.ts";

export type ResourceType = "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";

export type IpStack = "dual" | "ipv4_only" | "ipv6_only";

export interface SitesTable {
  account_id: string;
  id: string;
  name: string;
  managed_by: Generated<"account" | "system">;
  health_threshold: Generated<number>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface ResourcesTable {
  account_id: string;
  id: string;
  site_id: Nullable<string>;
  type: ResourceType;
  name: string;
  address: Nullable<string>;
  address_description: Nullable<string>;
  ip_stack: Nullable<IpStack>;
  filters: GeneratedJson<unknown>;
  is_requestable: Generated<boolean>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface PoolMembersTable {
  account_id: string;
  id: string;
  resource_id: string;
  device_id: string;
  device_type: Generated<"client">;
  inserted_at: GeneratedTimestamp;
}

export interface PoliciesTable {
  account_id: string;
  id: string;
  group_id: Nullable<string>;
  group_idp_id: Nullable<string>;
  resource_id: string;
  description: Nullable<string>;
  conditions: GeneratedJson<unknown>;
  condition_tree: ColumnType<unknown, string | null | undefined, string | null>;
  expires_at: Nullable<Timestamp>;
  flow_log_uploads_enabled: Generated<boolean>;
  is_disabled: Generated<boolean>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface PolicyAuthorizationsTable {
  account_id: string;
  id: string;
  policy_id: string;
  resource_id: string;
  initiating_device_id: string;
  receiving_device_id: string;
  token_id: string;
  membership_id: Nullable<string>;
  initiator_remote_ip: string;
  initiator_user_agent: string;
  receiver_remote_ip: Nullable<string>;
  expires_at: Timestamp;
  inserted_at: GeneratedTimestamp;
}

export interface AccessRequestsTable {
  account_id: string;
  id: string;
  actor_id: string;
  resource_id: string;
  reason: Nullable<string>;
  duration_secs: number;
  status: Generated<"pending" | "approved" | "refused" | "cancelled" | "expired" | "ended">;
  expires_at: Timestamp;
  decided_by: Nullable<string>;
  decided_at: Nullable<Timestamp>;
  note: Nullable<string>;
  access_ends_at: Nullable<Timestamp>;
  group_id: Nullable<string>;
  owns_group: Generated<boolean>;
  prior_end: Nullable<Timestamp>;
  ended_by: Nullable<string>;
  end_note: Nullable<string>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}
