import type { ColumnType, Generated } from "kysely";
import type { GeneratedJson, GeneratedTimestamp, Nullable, Timestamp } from "./columns.ts";

export interface PortalSessionsTable {
  account_id: string;
  id: string;
  actor_id: string;
  auth_provider_id: string;
  user_agent: Nullable<string>;
  remote_ip: Nullable<string>;
  remote_ip_location_region: Nullable<string>;
  remote_ip_location_city: Nullable<string>;
  remote_ip_location_lat: Nullable<number>;
  remote_ip_location_lon: Nullable<number>;
  expires_at: Timestamp;
  inserted_at: GeneratedTimestamp;
}

export interface OneTimePasscodesTable {
  account_id: string;
  id: string;
  auth_provider_id: string;
  actor_id: Nullable<string>;
  email: string;
  code_hash: string;
  identity: ColumnType<unknown, string | null | undefined, string | null>;
  attempts: Generated<number>;
  expires_at: Timestamp;
  inserted_at: GeneratedTimestamp;
}

export interface ClientHandOversTable {
  challenge: string;
  account_id: string;
  actor_id: string;
  auth_provider_id: string;
  expires_at: Timestamp;
}

export interface OneTimeLinksTable {
  id: string;
  purpose: "setup" | "sign_up" | "keep_account";
  account_id: string | null;
  secret_hash: string;
  content: GeneratedJson<unknown>;
  expires_at: Timestamp;
  inserted_at: GeneratedTimestamp;
}
