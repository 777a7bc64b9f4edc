import type { ColumnType } from "kysely";

/** RFC 3339 in UTC with six fractional digits (see column-types.ts). */
export type Timestamp = string;
export type GeneratedTimestamp = ColumnType<Timestamp, Timestamp | undefined, Timestamp>;
/** JSON is written as text and read parsed. */
export type Json<T> = ColumnType<T, string, string>;
export type GeneratedJson<T> = ColumnType<T, string | undefined, string>;
export type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface SecretColumns {
  secret_salt: string;
  secret_hash: string;
}

export interface LastSeenColumns {
  last_seen_at: Nullable<Timestamp>;
  last_seen_user_agent: Nullable<string>;
  last_seen_remote_ip: Nullable<string>;
  last_seen_remote_ip_location_region: Nullable<string>;
  last_seen_remote_ip_location_city: Nullable<string>;
  last_seen_remote_ip_location_lat: Nullable<number>;
  last_seen_remote_ip_location_lon: Nullable<number>;
}
