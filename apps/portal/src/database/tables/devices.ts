import type { Generated } from "kysely";
import type { GeneratedTimestamp, LastSeenColumns, Nullable, Timestamp } from "./columns.ts";

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
