import type { GeneratedTimestamp, LastSeenColumns, Nullable, SecretColumns, Timestamp } from "./columns.ts";

export interface GatewayTokensTable extends SecretColumns {
  account_id: string;
  id: string;
  site_id: Nullable<string>;
  device_id: Nullable<string>;
  rotated_at: Nullable<Timestamp>;
  inserted_at: GeneratedTimestamp;
}

export interface ClientTokensTable extends SecretColumns {
  account_id: string;
  id: string;
  actor_id: string;
  auth_provider_id: Nullable<string>;
  expires_at: Timestamp;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface RelayTokensTable extends SecretColumns {
  id: string;
  inserted_at: GeneratedTimestamp;
}

export interface ApiTokensTable extends SecretColumns, LastSeenColumns {
  account_id: string;
  id: string;
  actor_id: string;
  name: Nullable<string>;
  expires_at: Timestamp;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}
