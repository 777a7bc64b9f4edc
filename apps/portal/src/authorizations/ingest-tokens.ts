import { createHmac } from "node:crypto";
import { signIngestToken } from "@fz/wire";
import type { LiveAccount } from "../accounts/live-account.ts";
import type { ClientSubject } from "./client-subject.ts";

const REPORTING_SECONDS = 30 * 86_400;

export interface ReportedGrant {
  readonly authorizationId: string;
  readonly policyId: string;
  readonly uploadsEnabled: boolean;
  readonly resource: { readonly id: string; readonly name: string; readonly address: string | null };
  readonly receivingDeviceId: string;
  /** Epoch milliseconds. */
  readonly authorizedAt: number;
  readonly expiresAt: number;
}

/** Tokens with which the two ends of a grant may report its flows, until 30 days after it ends. */
export function ingestTokens(live: LiveAccount, client: ClientSubject, grant: ReportedGrant) {
  const { actor, device, userAgent } = client;
  const claims = {
    account_id: live.id,
    iat: Math.floor(grant.authorizedAt / 1_000),
    exp: Math.floor(grant.expiresAt / 1_000) + REPORTING_SECONDS,
    uploads_enabled: grant.uploadsEnabled,
    initiator_device_id: device.id,
    responder_device_id: grant.receivingDeviceId,
    policy_authorization_id: grant.authorizationId,
    policy_id: grant.policyId,
    resource_id: grant.resource.id,
    resource_name: grant.resource.name,
    resource_address: grant.resource.address,
    initiator_actor_id: actor.id,
    initiator_actor_name: actor.name,
    initiator_actor_email: actor.email,
    initiator_auth_provider_id: client.authProviderId,
    initiator_client_version: userAgent.attributedVersion,
    initiator_device_os_name: userAgent.osName,
    initiator_device_os_version: userAgent.osVersion,
    initiator_device_serial: device.device_serial,
    initiator_device_uuid: device.device_uuid,
    initiator_device_identifier_for_vendor: device.identifier_for_vendor,
    initiator_device_firebase_installation_id: device.firebase_installation_id,
    authorized_at: new Date(grant.authorizedAt).toISOString(),
    authorization_expires_at: new Date(grant.expiresAt).toISOString(),
  };
  return {
    initiator: signIngestToken({ ...claims, role: "initiator" }, live.ingestSigningKey, hmacSha256),
    responder: signIngestToken({ ...claims, role: "responder" }, live.ingestSigningKey, hmacSha256),
  };
}

function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update(message).digest();
}
