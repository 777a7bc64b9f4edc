import { judge, violatedProperties } from "@fz/policy";
import {
  clientGatewayPresharedKey,
  type FailureReason,
  iceCredentials,
  isGatewayCompatible,
  type RequestAuthorization,
  type ToClient,
  type VersionedResource,
} from "@fz/wire";
import type { LiveAccount } from "../accounts/live-account.ts";
import { geoPoint } from "../channels/location.ts";
import type { AuthorizeMessage, GatewayPresence } from "../cluster/cluster.ts";
import type { Context } from "../context.ts";
import { isIntegrityViolation } from "../database/batches.ts";
import { gatewayResource, type SiteResource } from "../resources/wire.ts";
import { auditSubject, type ClientSubject, policySubject } from "./client-subject.ts";
import { chooseGateway } from "./gateway-choice.ts";
import { ingestTokens } from "./ingest-tokens.ts";
import type { NewAuthorization } from "./store.ts";

type CreatedPayload = Extract<ToClient, { event: "authorization_created" }>["payload"];

export interface Refusal {
  readonly ok: false;
  readonly reason: FailureReason;
  readonly violated: readonly string[];
}

export interface PreparedAuthorization {
  readonly ok: true;
  readonly authorizationId: string;
  readonly gatewayId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** For the gateway, to be delivered first. */
  readonly message: AuthorizeMessage;
  /** For the client, once the gateway has answered. */
  readonly created: Omit<CreatedPayload, "use_iceless">;
}

/**
 * Decides on a client's wish, picks the gateway and writes the grant down; nothing has been told to anyone yet.
 * A gateway that reconnects gets the grant from the database, so it must be there before it is delivered.
 */
export async function prepareAuthorization(
  context: Context,
  live: LiveAccount,
  client: ClientSubject,
  request: RequestAuthorization,
): Promise<PreparedAuthorization | Refusal> {
  const found = live.siteResource(request.resource_id);
  if (!found) return refusal("not_found");
  const now = context.now();
  const subject = policySubject(client, live);
  const decision = judge(live, subject, request.resource_id, now);
  if (!decision.allowed) {
    const violated = violatedProperties(live, subject, request.resource_id, now);
    return refusal(violated.length > 0 ? "forbidden" : "not_found", violated);
  }
  const membershipId = live.membershipOf(client.actor, decision.groupId);
  if (membershipId === undefined) return refusal("not_found");
  const gateway = pickGateway(context, live.id, client, request, found);
  if (typeof gateway === "string") return refusal(gateway);
  const expiresAt = Math.min(decision.expiresAt ?? client.tokenExpiresAt, client.tokenExpiresAt);
  const authorizationId = crypto.randomUUID();
  const pskBase = await context.pskBase(live.id, gateway.id);
  const isWritten =
    pskBase !== undefined &&
    (await isWrittenNow(context, {
      accountId: live.id,
      id: authorizationId,
      policyId: decision.policyId,
      resourceId: request.resource_id,
      initiatingDeviceId: client.device.id,
      receivingDeviceId: gateway.id,
      tokenId: client.tokenId,
      membershipId,
      initiatorIp: client.session.remote.ip,
      initiatorUserAgent: client.session.userAgent,
      receiverIp: gateway.remoteIp,
      expiresAt,
    }));
  if (!isWritten) return refusal("not_found");
  const tokens = ingestTokens(live, client, {
    authorizationId,
    policyId: decision.policyId,
    uploadsEnabled: live.policy(decision.policyId)?.flow_log_uploads_enabled ?? false,
    resource: found.resource,
    receivingDeviceId: gateway.id,
    authorizedAt: now,
    expiresAt,
  });
  const secrets = connectionSecrets(client, gateway, pskBase);
  return {
    ok: true,
    authorizationId,
    gatewayId: gateway.id,
    expiresAt,
    message: authorizeMessage(client, gateway, found.resource, {
      authorizationId,
      expiresAt,
      secrets,
      token: tokens.responder,
    }),
    created: {
      resource_id: request.resource_id,
      gateway_id: gateway.id,
      [client.abilities.siteIdKey]: found.site.id,
      gateway_public_key: gateway.publicKey,
      gateway_ipv4: gateway.ipv4,
      gateway_ipv6: gateway.ipv6,
      preshared_key: secrets.psk,
      client_ice_credentials: secrets.client,
      gateway_ice_credentials: secrets.gateway,
      flow_logs_ingest_token: tokens.initiator,
    },
  };
}

/** False where something the grant stands on has gone in the meantime. */
async function isWrittenNow(context: Context, grant: NewAuthorization): Promise<boolean> {
  try {
    await context.deviceQueries.insertAuthorization.ask(grant);
    return true;
  } catch (error) {
    if (isIntegrityViolation(error)) return false;
    throw error;
  }
}

function refusal(reason: FailureReason, violated: readonly string[] = []): Refusal {
  return { ok: false, reason, violated };
}

function pickGateway(
  context: Context,
  accountId: string,
  client: ClientSubject,
  request: RequestAuthorization,
  { resource, site }: { readonly resource: SiteResource; readonly site: { readonly id: string } },
): GatewayPresence | "offline" | "version_mismatch" {
  const online = context.cluster.gatewaysOf(accountId, site.id);
  if (online.length === 0) return "offline";
  const compatible = online.filter(({ version }) => isGatewayCompatible(client.version, version, versioned(resource)));
  const { lat, lon } = client.session.remote;
  return chooseGateway(compatible, request.connected_gateway_ids, geoPoint(lat, lon)) ?? "version_mismatch";
}

function versioned({ type, address }: SiteResource): VersionedResource {
  return type === "dns" ? { type, address: address ?? "" } : { type };
}

interface ConnectionSecrets {
  readonly psk: string;
  readonly client: { readonly username: string; readonly password: string };
  readonly gateway: { readonly username: string; readonly password: string };
}

/** The same for as long as both keys are: several resources share one connection. */
function connectionSecrets(client: ClientSubject, gateway: GatewayPresence, pskBase: Uint8Array): ConnectionSecrets {
  const initiator = { id: client.device.id, publicKey: client.session.publicKey, pskBase: client.device.psk_base };
  const receiver = { id: gateway.id, publicKey: gateway.publicKey, pskBase };
  const ice = iceCredentials(initiator, receiver);
  return { psk: clientGatewayPresharedKey(initiator, receiver), client: ice.initiator, gateway: ice.receiver };
}

function authorizeMessage(
  client: ClientSubject,
  gateway: GatewayPresence,
  resource: SiteResource,
  grant: {
    readonly authorizationId: string;
    readonly expiresAt: number;
    readonly secrets: ConnectionSecrets;
    readonly token: string;
  },
): AuthorizeMessage {
  const { device, session, userAgent } = client;
  const adapted = gatewayResource(resource, gateway.version);
  if (!adapted) throw new Error(`gateway ${gateway.id} was chosen for a resource that it cannot represent`);
  return {
    type: "authorize",
    authorizationId: grant.authorizationId,
    clientId: device.id,
    payload: {
      resource: adapted,
      client: {
        id: device.id,
        public_key: session.publicKey,
        preshared_key: grant.secrets.psk,
        ipv4: client.addresses.ipv4,
        ipv6: client.addresses.ipv6,
        version: client.version,
        device_serial: device.device_serial,
        device_os_name: userAgent.osName,
        device_os_version: userAgent.osVersion,
        device_uuid: device.device_uuid,
        firebase_installation_id: device.firebase_installation_id,
        identifier_for_vendor: device.identifier_for_vendor,
      },
      subject: auditSubject(client),
      client_ice_credentials: grant.secrets.client,
      gateway_ice_credentials: grant.secrets.gateway,
      expires_at: Math.floor(grant.expiresAt / 1_000),
      flow_logs_ingest_token: grant.token,
    },
  };
}
