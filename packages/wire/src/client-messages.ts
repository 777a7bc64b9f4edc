// Events of the topic `client`, both directions, under their v2 names.

import { z } from "zod";
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
  CandidateListSchema,
  Ipv4Schema,
  Ipv6Schema,
  KeySchema,
  LenientStringListSchema,
  UnsignedUnixSecondsSchema,
  UuidSchema,
} from "./primitives.ts";
import { ClientResourceListSchema, ClientResourceSchema, FilterSchema, PoolDomainSchema } from "./resources.ts";

export const ClientInitSchema = z.object({
  interface: InterfaceSchema,
  resources: ClientResourceListSchema.default([]),
  relays: z.array(RelaySchema).default([]),
  /** Grants other clients hold towards this one; those not listed are gone. */
  authorizations: z.array(InboundAuthorizationSchema).default([]),
  flow_logs: FlowLogsConfigSchema,
  connection_reports: ConnectionReportsSchema,
});
export type ClientInit = z.output<typeof ClientInitSchema>;

/** `site_id` was called `gateway_group_id` before; exactly one of them comes. */
export const AuthorizationCreatedSchema = z
  .object({
    resource_id: UuidSchema,
    gateway_id: UuidSchema,
    site_id: UuidSchema.optional(),
    gateway_group_id: UuidSchema.optional(),
    gateway_public_key: KeySchema,
    gateway_ipv4: Ipv4Schema,
    gateway_ipv6: Ipv6Schema,
    preshared_key: KeySchema,
    client_ice_credentials: IceCredentialsSchema,
    gateway_ice_credentials: IceCredentialsSchema,
    use_iceless: z.boolean().default(false),
    flow_logs_ingest_token: IngestTokenSchema,
  })
  .transform(({ site_id, gateway_group_id, ...rest }, context) => {
    const only = site_id ?? gateway_group_id;
    if (only !== undefined && (site_id === undefined || gateway_group_id === undefined)) {
      return { ...rest, site_id: only };
    }
    const message = "exactly one of `site_id` and `gateway_group_id`";
    context.issues.push({ code: "custom", message, input: { site_id, gateway_group_id } });
    return z.NEVER;
  });
export type AuthorizationCreated = z.output<typeof AuthorizationCreatedSchema>;

/** Reasons that mean something; others are legal and treated like `not_found`. */
export const FAILURE_REASONS = [
  "not_found",
  "offline",
  "version_mismatch",
  "forbidden",
  "disabled",
  "ambiguous_address",
  "missing_address",
  "invalid_address",
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

const FailureReasonSchema = z.string();

export const AuthorizationCreationFailedSchema = z.object({
  resource_id: UuidSchema,
  reason: FailureReasonSchema,
  violated_properties: z.array(z.string()).default([]),
});
export type AuthorizationCreationFailed = z.output<typeof AuthorizationCreationFailedSchema>;

export const ClientDeviceAccessAuthorizedSchema = z.object({
  client_id: UuidSchema,
  client_name: z.string(),
  client_public_key: KeySchema,
  client_ipv4: Ipv4Schema,
  client_ipv6: Ipv6Schema,
  preshared_key: KeySchema,
  local_ice_credentials: IceCredentialsSchema,
  remote_ice_credentials: IceCredentialsSchema,
  ice_role: z.enum(["controlling", "controlled"]),
  use_iceless: z.boolean().default(false),
  /** Present exactly when this device is the target; no filters = everything. */
  resource: z.looseObject({ id: UuidSchema, filters: z.array(FilterSchema).default([]) }).nullish(),
  subject: SubjectSchema.nullish().catch(undefined),
  /** None = the grant never expires. */
  expires_at: UnsignedUnixSecondsSchema.nullish(),
  flow_logs_ingest_token: IngestTokenSchema,
});
export type ClientDeviceAccessAuthorized = z.output<typeof ClientDeviceAccessAuthorizedSchema>;

export const ClientDeviceAccessDeniedSchema = z.object({
  client_id: z.string().nullish().catch(undefined),
  resource_id: z.string().nullish().catch(undefined),
  ipv4: Ipv4Schema.nullish(),
  ipv6: Ipv6Schema.nullish(),
  reason: FailureReasonSchema,
});
export type ClientDeviceAccessDenied = z.output<typeof ClientDeviceAccessDeniedSchema>;

export const GatewayCandidatesSchema = z.object({ gateway_id: UuidSchema, candidates: CandidateListSchema });
export type GatewayCandidates = z.output<typeof GatewayCandidatesSchema>;
export const ClientCandidatesSchema = z.object({ client_id: UuidSchema, candidates: CandidateListSchema });
export type ClientCandidates = z.output<typeof ClientCandidatesSchema>;

export const DevicePoolDomainResolvedSchema = z.object({
  ...PoolDomainSchema.shape,
  /** Bare addresses, though the official portal adds masks and is not understood. */
  ipv4: Ipv4Schema,
  ipv6: Ipv6Schema,
});

/** Portal → client. */
export const CLIENT_INBOUND = {
  init: ClientInitSchema,
  config_changed: z.object({ interface: InterfaceSchema }),
  resource_created_or_updated: ClientResourceSchema,
  /** A bare string. */
  resource_deleted: UuidSchema,
  resource_filters_updated: z.object({ id: UuidSchema, filters: z.array(FilterSchema) }),
  relays_presence: RelaysPresenceSchema,
  ice_candidates: GatewayCandidatesSchema,
  invalidate_ice_candidates: GatewayCandidatesSchema,
  client_ice_candidates: ClientCandidatesSchema,
  invalidate_client_ice_candidates: ClientCandidatesSchema,
  client_ice_candidate_error: z.object({ client_id: UuidSchema, reason: FailureReasonSchema }),
  authorization_created: AuthorizationCreatedSchema,
  authorization_creation_failed: AuthorizationCreationFailedSchema,
  client_device_access_authorized: ClientDeviceAccessAuthorizedSchema,
  client_device_access_denied: ClientDeviceAccessDeniedSchema,
  device_pool_domain_resolved: DevicePoolDomainResolvedSchema,
  device_pool_domain_resolution_failed: z.object({ ...PoolDomainSchema.shape, reason: FailureReasonSchema }),
  reject_access: AccessSchema,
  /** Obsolete: understood, without effect. */
  access_authorization_expiry_updated: z.unknown(),
} as const;

/** Second names that current clients know for an event. */
export const CLIENT_INBOUND_ALIASES: Readonly<Record<string, keyof typeof CLIENT_INBOUND>> = {
  gateway_ice_candidates: "ice_candidates",
  invalidate_gateway_ice_candidates: "invalidate_ice_candidates",
};

/** Candidates on their way through the portal, which never looks into them. */
const ForwardedCandidates = LenientStringListSchema;

const IdListSchema = LenientStringListSchema.transform((ids) =>
  ids.map((id) => UuidSchema.safeParse(id).data).filter((id) => id !== undefined),
);

/** Literally true or not capable. */
export const CapabilitiesClaimSchema = z
  .object({ iceless: z.unknown().optional() })
  .transform(({ iceless }) => ({ iceless: iceless === true }));

export const RequestAuthorizationSchema = z.object({
  resource_id: UuidSchema,
  /** A preference, most useful first. */
  connected_gateway_ids: IdListSchema.default([]),
  /** Device pools: tunnel address of the target, as typed; exactly one of the two. */
  ipv4: z.string().nullish(),
  ipv6: z.string().nullish(),
});
export type RequestAuthorization = z.output<typeof RequestAuthorizationSchema>;

const TowardsGateway = z.object({ gateway_id: UuidSchema, candidates: ForwardedCandidates });
const TowardsClient = z.object({ client_id: UuidSchema, candidates: ForwardedCandidates });
const TowardsGateways = z.object({ gateway_ids: IdListSchema, candidates: ForwardedCandidates });

/** Client → portal. */
export const CLIENT_OUTBOUND = {
  set_snownet_capabilities: CapabilitiesClaimSchema,
  request_authorization: RequestAuthorizationSchema,
  resolve_device_pool_domain: z.object({ resource_id: UuidSchema, domain: z.string() }),
  no_relays: z.unknown(),
  connection_report: ConnectionReportSchema,
  new_gateway_ice_candidates: TowardsGateway,
  invalidate_gateway_ice_candidates: TowardsGateway,
  new_client_ice_candidates: TowardsClient,
  invalidate_client_ice_candidates: TowardsClient,
  /** Before 2026: one list for several gateways. */
  broadcast_ice_candidates: TowardsGateways,
  broadcast_invalidated_ice_candidates: TowardsGateways,
  /** Obsolete: no effect, no reply. */
  request_device_access: z.unknown(),
  /** Before 1.4. */
  prepare_connection: z.object({ resource_id: UuidSchema, connected_gateway_ids: IdListSchema.default([]) }),
  reuse_connection: z.object({ resource_id: UuidSchema, gateway_id: UuidSchema, payload: z.unknown() }),
  request_connection: z.object({
    resource_id: UuidSchema,
    gateway_id: UuidSchema,
    client_payload: z.unknown(),
    client_preshared_key: KeySchema,
  }),
} as const;
