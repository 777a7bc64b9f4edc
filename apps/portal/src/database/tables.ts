import type { ColumnType, Generated, GeneratedAlways } from "kysely";

/** RFC 3339 in UTC with six fractional digits (see column-types.ts). */
export type Timestamp = string;
type GeneratedTimestamp = ColumnType<Timestamp, Timestamp | undefined, Timestamp>;
/** JSON is written as text and read parsed. */
type Json<T> = ColumnType<T, string, string>;
type GeneratedJson<T> = ColumnType<T, string | undefined, string>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export type ActorType = "account_user" | "account_admin_user" | "service_account" | "api_client";
/** A part of what administrators may; null: all of it for API clients, nothing for people. */
export type ActorRole = "auditor" | "network_admin";
export type ResourceType = "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
export type IpStack = "dual" | "ipv4_only" | "ipv6_only";

export interface Tables {
  portal_keys: { name: string; value: Uint8Array };
  accounts: AccountsTable;
  directories: DirectoriesTable;
  actors: ActorsTable;
  auth_providers: AuthProvidersTable;
  auth_provider_verifications: ProviderVerificationsTable;
  groups: GroupsTable;
  memberships: MembershipsTable;
  external_identities: ExternalIdentitiesTable;
  sites: SitesTable;
  resources: ResourcesTable;
  policies: PoliciesTable;
  access_requests: AccessRequestsTable;
  client_tokens: ClientTokensTable;
  portal_sessions: PortalSessionsTable;
  one_time_passcodes: OneTimePasscodesTable;
  spent_seals: { id: string; expires_at: Timestamp };
  client_hand_overs: ClientHandOversTable;
  relay_tokens: RelayTokensTable;
  api_tokens: ApiTokensTable;
  devices: DevicesTable;
  gateway_tokens: GatewayTokensTable;
  static_device_pool_members: PoolMembersTable;
  policy_authorizations: PolicyAuthorizationsTable;
  change_logs: ChangeLogsTable;
  change_log_chains: ChangeLogChainsTable;
  session_logs: SessionLogsTable;
  api_request_logs: ApiRequestLogsTable;
  flow_logs: FlowLogsTable;
  outbound_mails: OutboundMailsTable;
  one_time_links: OneTimeLinksTable;
}

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

interface ProviderVerificationsTable {
  account_id: string;
  auth_provider_id: string;
  id: string;
  expires_at: Timestamp;
  finished_at: Nullable<Timestamp>;
  result: ColumnType<unknown, string | null | undefined, string | null>;
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
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

interface SecretColumns {
  secret_salt: string;
  secret_hash: string;
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

export interface RelayTokensTable extends SecretColumns {
  id: string;
  inserted_at: GeneratedTimestamp;
}

interface LastSeenColumns {
  last_seen_at: Nullable<Timestamp>;
  last_seen_user_agent: Nullable<string>;
  last_seen_remote_ip: Nullable<string>;
  last_seen_remote_ip_location_region: Nullable<string>;
  last_seen_remote_ip_location_city: Nullable<string>;
  last_seen_remote_ip_location_lat: Nullable<number>;
  last_seen_remote_ip_location_lon: Nullable<number>;
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

export interface DevicesTable extends LastSeenColumns {
  account_id: string;
  id: string;
  type: "client" | "gateway";
  firezone_id: Nullable<string>;
  name: string;
  hostname: Nullable<string>;
  psk_base: Uint8Array;
  ipv4: Generated<string>;
  ipv6: Generated<string>;
  actor_id: Nullable<string>;
  site_id: Nullable<string>;
  device_serial: Nullable<string>;
  device_uuid: Nullable<string>;
  identifier_for_vendor: Nullable<string>;
  firebase_installation_id: Nullable<string>;
  verified_at: Nullable<Timestamp>;
  public_key: Nullable<string>;
  client_token_id: Nullable<string>;
  gateway_token_id: Nullable<string>;
  last_seen_version: Nullable<string>;
  last_attested_device_serial: Nullable<string>;
  last_attested_device_uuid: Nullable<string>;
  last_attested_mdm_device_id: Nullable<string>;
  last_attested_cert_serial: Nullable<string>;
  last_attested_cert_fingerprint: Nullable<string>;
  last_attested_cert_issuer: Nullable<Uint8Array>;
  last_attested_at: Nullable<Timestamp>;
  inserted_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface GatewayTokensTable extends SecretColumns {
  account_id: string;
  id: string;
  site_id: Nullable<string>;
  device_id: Nullable<string>;
  rotated_at: Nullable<Timestamp>;
  inserted_at: GeneratedTimestamp;
}

export interface PoolMembersTable {
  account_id: string;
  id: string;
  resource_id: string;
  device_id: string;
  device_type: Generated<"client">;
  inserted_at: GeneratedTimestamp;
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

export interface ChangeLogsTable {
  seq: Generated<number>;
  xid: Generated<string>;
  account_id: Nullable<string>;
  log_id: Uint8Array;
  object: string;
  operation: "insert" | "update" | "delete";
  before: Json<unknown>;
  after: Json<unknown>;
  subject: Json<unknown>;
  vsn: Generated<number>;
  timestamp: GeneratedTimestamp;
  chain_id: GeneratedAlways<string>;
  chain_number: Nullable<number>;
  chain_hash: Nullable<Uint8Array>;
}

/** The ends of an account's chain of changes. */
export interface ChangeLogChainsTable {
  id: string;
  last_number: number;
  last_hash: Uint8Array;
  removed_number: Generated<number>;
  removed_hash: Generated<Uint8Array>;
}

export interface SessionLogsTable {
  account_id: string;
  log_id: Uint8Array;
  context: "client" | "gateway" | "portal";
  subject: Json<unknown>;
  timestamp: GeneratedTimestamp;
}

export interface ApiRequestLogsTable {
  account_id: string;
  log_id: Uint8Array;
  actor_id: string;
  api_token_id: Nullable<string>;
  method: string;
  path: string;
  content_length: Nullable<number>;
  request_id: string;
  user_agent: Nullable<string>;
  ip: string;
  ip_region: Nullable<string>;
  ip_city: Nullable<string>;
  ip_lat: Nullable<number>;
  ip_lon: Nullable<number>;
  inserted_at: GeneratedTimestamp;
}

export interface OutboundMailsTable {
  id: string;
  account_id: string | null;
  recipient: string;
  subject: string;
  body: string;
  status: "waiting" | "sending" | "sent" | "failed" | "kept";
  attempts: Generated<number>;
  due_at: Timestamp;
  failure: Nullable<string>;
  inserted_at: Timestamp;
  updated_at: Timestamp;
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

export interface FlowLogsTable {
  account_id: string;
  log_id: Uint8Array;
  seq: Generated<number>;
  role: "initiator" | "responder";
  initiator_device_id: string;
  responder_device_id: string;
  policy_authorization_id: string;
  policy_id: string;
  resource_id: string;
  resource_name: string;
  resource_address: Nullable<string>;
  initiator_actor_id: string;
  initiator_actor_name: string;
  initiator_actor_email: Nullable<string>;
  initiator_auth_provider_id: Nullable<string>;
  initiator_client_version: Nullable<string>;
  initiator_device_os_name: Nullable<string>;
  initiator_device_os_version: Nullable<string>;
  initiator_device_serial: Nullable<string>;
  initiator_device_uuid: Nullable<string>;
  initiator_device_identifier_for_vendor: Nullable<string>;
  initiator_device_firebase_installation_id: Nullable<string>;
  authorized_at: Timestamp;
  authorization_expires_at: Timestamp;
  protocol: "tcp" | "udp";
  inner_src_ip: string;
  inner_src_port: number;
  inner_dst_ip: string;
  inner_dst_port: number;
  inner_domain: Nullable<string>;
  flow_start: Timestamp;
  flow_end: Nullable<Timestamp>;
  last_packet: Nullable<Timestamp>;
  rx_packets: Nullable<number>;
  tx_packets: Nullable<number>;
  rx_bytes: Nullable<number>;
  tx_bytes: Nullable<number>;
  outers: ColumnType<unknown, string | null | undefined, string | null>;
  inserted_at: GeneratedTimestamp;
}
