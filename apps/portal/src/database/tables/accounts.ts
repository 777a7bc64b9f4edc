import type { ColumnType, Generated } from "kysely";
import type { GeneratedJson, GeneratedTimestamp, Nullable, Timestamp } from "./columns.ts";

export interface AccountsTable {
  id: string;
  name: string;
  legal_name: string;
  slug: string;
  key: string;
  features: GeneratedJson<unknown>;
  limits: GeneratedJson<unknown>;
  config: GeneratedJson<unknown>;
  metadata: GeneratedJson<unknown>;
  is_disabled: Generated<boolean>;
  disabled_reason: Nullable<string>;
  scheduled_deletion_at: Nullable<Timestamp>;
  deletion_reminded_at: Nullable<Timestamp>;
  lock_enabled_at: Nullable<Timestamp>;
  warning_last_sent_at: Nullable<Timestamp>;
  users_limit_exceeded: Generated<boolean>;
  seats_limit_exceeded: Generated<boolean>;
  service_accounts_limit_exceeded: Generated<boolean>;
  sites_limit_exceeded: Generated<boolean>;
  admins_limit_exceeded: Generated<boolean>;
  ingest_signing_key: Uint8Array;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface DirectoriesTable {
  account_id: string;
  id: string;
  type: "google" | "entra" | "okta";
  name: string;
  is_verified: Generated<boolean>;
  is_disabled: Generated<boolean>;
  disabled_reason: Nullable<string>;
  error_message: Nullable<string>;
  error_email_count: Generated<number>;
  synced_at: Nullable<Timestamp>;
  errored_at: Nullable<Timestamp>;
  settings: GeneratedJson<unknown>;
  secrets: GeneratedJson<unknown>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface AuthProvidersTable {
  account_id: string;
  id: string;
  type: "google" | "entra" | "okta" | "email_otp" | "oidc" | "userpass";
  name: string;
  issuer: string;
  context: Generated<"clients_and_portal" | "clients_only" | "portal_only">;
  client_session_lifetime_secs: Nullable<number>;
  portal_session_lifetime_secs: Nullable<number>;
  is_disabled: Generated<boolean>;
  is_default: Generated<boolean>;
  settings: GeneratedJson<unknown>;
  secrets: GeneratedJson<unknown>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface ProviderVerificationsTable {
  account_id: string;
  auth_provider_id: string;
  id: string;
  expires_at: Timestamp;
  finished_at: Nullable<Timestamp>;
  result: ColumnType<unknown, string | null | undefined, string | null>;
}
