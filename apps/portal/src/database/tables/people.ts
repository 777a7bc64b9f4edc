import type { ColumnType, Generated } from "kysely";
import type { GeneratedTimestamp, Nullable, Timestamp } from "./columns.ts";

export type ActorType = "account_user" | "account_admin_user" | "service_account" | "api_client";

/** A part of what administrators may; null: all of it for API clients, nothing for people. */
export type ActorRole = "auditor" | "network_admin";

export interface ActorsTable {
  account_id: string;
  id: string;
  type: ActorType;
  role: Nullable<ActorRole>;
  name: string;
  email: Nullable<string>;
  allow_email_otp_sign_in: Generated<boolean>;
  password_hash: Nullable<string>;
  is_disabled: Generated<boolean>;
  created_by_directory_id: Nullable<string>;
  preferences: ColumnType<unknown, string | null | undefined, string | null>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface GroupsTable {
  account_id: string;
  id: string;
  type: "static" | "managed";
  entity_type: Generated<"group" | "org_unit">;
  name: string;
  email: Nullable<string>;
  directory_id: Nullable<string>;
  idp_id: Nullable<string>;
  auth_provider_id: Nullable<string>;
  synced_at: Nullable<Timestamp>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface MembershipsTable {
  account_id: string;
  id: string;
  actor_id: string;
  group_id: string;
  expires_at: Nullable<Timestamp>;
  inserted_at: GeneratedTimestamp;
}

export interface ExternalIdentitiesTable {
  account_id: string;
  id: string;
  actor_id: string;
  directory_id: Nullable<string>;
  issuer: string;
  idp_id: string;
  email: Nullable<string>;
  name: Nullable<string>;
  given_name: Nullable<string>;
  family_name: Nullable<string>;
  middle_name: Nullable<string>;
  nickname: Nullable<string>;
  preferred_username: Nullable<string>;
  profile: Nullable<string>;
  picture: Nullable<string>;
  firezone_avatar_url: Nullable<string>;
  synced_at: Nullable<Timestamp>;
  inserted_at: GeneratedTimestamp;
}
