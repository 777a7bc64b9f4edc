import type { Subject as PolicySubject } from "@fz/policy";
import type { ClientAbilities, Subject, UserAgent } from "@fz/wire";
import type { LiveAccount } from "../accounts/live-account.ts";
import type { ActorRow } from "../accounts/live-rows.ts";
import type { Session } from "../devices/session.ts";
import type { ConnectedDevice } from "../devices/store.ts";

/** Whom a connected client stands for, and from where: what access is decided on. */
export interface ClientSubject {
  readonly actor: ActorRow;
  readonly tokenId: string;
  /** Null for tokens that no provider minted. */
  readonly authProviderId: string | null;
  /** Epoch milliseconds. */
  readonly tokenExpiresAt: number;
  readonly device: ConnectedDevice;
  readonly addresses: { readonly ipv4: string; readonly ipv6: string };
  readonly isVerified: boolean;
  readonly session: Session;
  readonly version: string;
  readonly userAgent: UserAgent;
  readonly abilities: ClientAbilities;
}

export function policySubject(client: ClientSubject, live: LiveAccount): PolicySubject {
  return {
    groups: live.groupsOf(client.actor),
    remoteIp: client.session.remote.ip,
    region: client.session.remote.region,
    authProviderId: client.authProviderId,
    isVerified: client.isVerified,
    clientVersion: client.version,
    osName: client.userAgent.osName,
    osVersion: client.userAgent.osVersion,
  };
}

/** As gateways and logs get it. */
export function auditSubject({ actor, authProviderId, session }: ClientSubject): Subject {
  const { remote, userAgent } = session;
  return {
    actor_id: actor.id,
    actor_name: actor.name,
    actor_email: actor.email,
    actor_type: actor.type,
    auth_provider_id: authProviderId,
    ip: remote.ip,
    ip_region: remote.region,
    ip_city: remote.city,
    ip_lat: remote.lat,
    ip_lon: remote.lon,
    user_agent: userAgent,
  };
}
