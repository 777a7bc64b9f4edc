import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { GeneratedTimestamp, Json, Nullable, Timestamp } from "./columns.ts";

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
