// Events of the topic `gateway`, both directions, under their v2 names.

import { z } from "zod";
import { CapabilitiesClaimSchema, ClientCandidatesSchema } from "./client-messages.ts";
import { ConnectionReportSchema, ConnectionReportsSchema } from "./connection-reports.ts";
import { IngestTokenSchema } from "./ingest-token.ts";
import {
  AccessSchema,
  FlowLogsConfigSchema,
  IceCredentialsSchema,
  InboundAuthorizationSchema,
  InterfaceSchema,
  RelaySchema,
  RelaysPresenceSchema,
  SubjectSchema,
} from "./objects.ts";
import {
  Ipv4Schema,
  Ipv6Schema,
  KeySchema,
  LenientStringListSchema,
  UnsignedUnixSecondsSchema,
  UuidSchema,
} from "./primitives.ts";
import { GatewayResourceSchema } from "./resources.ts";

export const GatewayInitSchema = z.object({
  interface: InterfaceSchema,
  config: z.object({ ipv4_masquerade_enabled: z.boolean(), ipv6_masquerade_enabled: z.boolean() }),
  account_slug: z.string().nullish(),
  relays: z.array(RelaySchema).default([]),
  /** Every grant this gateway still has to serve; those not listed are revoked. */
  authorizations: z.array(InboundAuthorizationSchema).default([]),
  flow_logs: FlowLogsConfigSchema,
  connection_reports: ConnectionReportsSchema,
});
export type GatewayInit = z.output<typeof GatewayInitSchema>;

/** For logs only: stock gateways do not read it, so it never costs the message. */
const Attribution = z.string().nullish().catch(undefined);

export const AuthorizedClientSchema = z.object({
  id: UuidSchema,
  public_key: KeySchema,
  preshared_key: KeySchema,
  ipv4: Ipv4Schema,
  ipv6: Ipv6Schema,
  version: Attribution,
  device_serial: Attribution,
  device_uuid: Attribution,
  device_os_name: Attribution,
  device_os_version: Attribution,
  identifier_for_vendor: Attribution,
  firebase_installation_id: Attribution,
});
export type AuthorizedClient = z.output<typeof AuthorizedClientSchema>;

export const CreateAuthorizationSchema = z.object({
  /** Opaque to the gateway; goes back in `authorization_created`. */
  ref: z.string(),
  resource: GatewayResourceSchema,
  client: AuthorizedClientSchema,
  client_ice_credentials: IceCredentialsSchema,
  gateway_ice_credentials: IceCredentialsSchema,
  /** None = never expires. */
  expires_at: UnsignedUnixSecondsSchema.nullable().default(null),
  use_iceless: z.boolean().default(false),
  subject: SubjectSchema.nullish().catch(undefined),
  flow_logs_ingest_token: IngestTokenSchema,
});
export type CreateAuthorization = z.output<typeof CreateAuthorizationSchema>;

/** Portal → gateway. */
export const GATEWAY_INBOUND = {
  init: GatewayInitSchema,
  create_authorization: CreateAuthorizationSchema,
  reject_access: AccessSchema,
  resource_updated: GatewayResourceSchema,
  ice_candidates: ClientCandidatesSchema,
  invalidate_ice_candidates: ClientCandidatesSchema,
  relays_presence: RelaysPresenceSchema,
  /** Obsolete: understood, without effect. */
  access_authorization_expiry_updated: z.unknown(),
} as const;

const TowardsClients = z.object({
  client_ids: LenientStringListSchema.transform((ids) =>
    ids.map((id) => UuidSchema.safeParse(id).data).filter((id) => id !== undefined),
  ),
  candidates: LenientStringListSchema,
});

/** Gateway → portal. */
export const GATEWAY_OUTBOUND = {
  set_snownet_capabilities: CapabilitiesClaimSchema,
  authorization_created: z.object({ ref: z.string() }),
  broadcast_ice_candidates: TowardsClients,
  broadcast_invalidated_ice_candidates: TowardsClients,
  no_relays: z.unknown(),
  connection_report: ConnectionReportSchema,
  /** Before 1.4. */
  connection_ready: z.object({ ref: z.string(), gateway_payload: z.unknown() }),
} as const;
