// Objects that several messages share (interface, relays, credentials, who asks).

import { type IpAddress, parseSocketAddress, type SocketAddress } from "@fz/ip";
import { z } from "zod";
import {
  DomainNameSchema,
  HttpsUrlSchema,
  IpSchema,
  Ipv4Schema,
  Ipv6Schema,
  SocketAddressSchema,
  UnixSecondsSchema,
  UnsignedUnixSecondsSchema,
  type Uuid,
  UuidSchema,
} from "./primitives.ts";

export const InterfaceSchema = z.object({
  ipv4: Ipv4Schema,
  ipv6: Ipv6Schema,
  upstream_do53: z.array(z.object({ ip: IpSchema })).default([]),
  upstream_doh: z.array(z.object({ url: HttpsUrlSchema })).default([]),
  /** Older spelling of `upstream_do53`, read only when that is empty; its port means nothing. */
  upstream_dns: z.array(z.object({ protocol: z.literal("ip_port"), address: SocketAddressSchema })).default([]),
  search_domain: DomainNameSchema.nullable().default(null),
});
export type Interface = z.output<typeof InterfaceSchema>;

export type UpstreamResolver =
  | { readonly type: "do53"; readonly ip: IpAddress }
  | { readonly type: "doh"; readonly url: string };

/** Resolvers the portal prescribes, in order; empty = use those of the system. */
export function upstreamResolvers(config: Interface): UpstreamResolver[] {
  const legacy = config.upstream_dns.map(({ address }) => parseSocketAddress(address)).filter((a) => a !== undefined);
  const do53 = config.upstream_do53.length > 0 ? config.upstream_do53 : legacy;
  return [
    ...do53.map(({ ip }) => ({ type: "do53", ip }) as const),
    ...config.upstream_doh.map(({ url }) => ({ type: "doh", url }) as const),
  ];
}

const TurnRelaySchema = z.object({
  id: UuidSchema,
  type: z.literal("turn"),
  addr: SocketAddressSchema,
  username: z.string(),
  password: z.string(),
  expires_at: UnixSecondsSchema,
});
const StunRelaySchema = z.object({ id: UuidSchema, type: z.literal("stun"), addr: SocketAddressSchema });

/** One entry per address; a relay reachable over both families comes twice with one id. */
export const RelaySchema = z.discriminatedUnion("type", [TurnRelaySchema, StunRelaySchema]);
export type Relay = z.output<typeof RelaySchema>;
export type TurnRelay = z.output<typeof TurnRelaySchema>;

export interface RelayAccount {
  readonly id: Uuid;
  /** At most one per address family. */
  readonly addresses: SocketAddress[];
  readonly username: string;
  readonly password: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** The TURN relays of a list with the addresses of each put together. */
export function relayAccounts(relays: readonly Relay[]): RelayAccount[] {
  const accounts = new Map<Uuid, RelayAccount>();
  for (const relay of relays) {
    const address = parseSocketAddress(relay.addr);
    if (relay.type !== "turn" || !address) continue;
    const { id, username, password, expires_at: expiresAt } = relay;
    const account = accounts.get(id) ?? { id, addresses: [], username, password, expiresAt };
    const family = address.ip.includes(":");
    if (!account.addresses.some(({ ip }) => ip.includes(":") === family)) account.addresses.push(address);
    accounts.set(id, account);
  }
  return [...accounts.values()];
}

export const RelaysPresenceSchema = z.object({
  disconnected_ids: z.array(UuidSchema),
  connected: z.array(RelaySchema),
});
export type RelaysPresence = z.output<typeof RelaysPresenceSchema>;

export const IceCredentialsSchema = z.object({ username: z.string(), password: z.string() });
export type IceCredentials = z.output<typeof IceCredentialsSchema>;

export const FlowLogsConfigSchema = z.object({
  /** Origin of the ingestion endpoint; may be empty while uploads are off. */
  api_url: z.string(),
  /** 0 = no uploads. */
  upload_interval_secs: z.int().nonnegative(),
  upload_batch_size: z.int().nonnegative(),
});
export type FlowLogsConfig = z.output<typeof FlowLogsConfigSchema>;

/** A grant somebody else holds towards this device. */
export const InboundAuthorizationSchema = z.object({
  client_id: UuidSchema,
  resource_id: UuidSchema,
  expires_at: UnsignedUnixSecondsSchema,
});
export type InboundAuthorization = z.output<typeof InboundAuthorizationSchema>;

export const AccessSchema = z.object({ client_id: UuidSchema, resource_id: UuidSchema });
export type Access = z.output<typeof AccessSchema>;

/** Who asks, for logs; stock devices do not read it, so nothing in it may cost the message. */
export const SubjectSchema = z.object({
  actor_id: z.string(),
  actor_name: z.string(),
  actor_email: z.string().nullable(),
  actor_type: z.string(),
  auth_provider_id: z.string().nullable(),
  ip: z.string().nullable(),
  ip_region: z.string().nullable(),
  ip_city: z.string().nullable(),
  ip_lat: z.number().nullable(),
  ip_lon: z.number().nullable(),
  user_agent: z.string().nullable(),
});
export type Subject = z.output<typeof SubjectSchema>;

export const SnownetCapabilitiesSchema = z.object({ iceless: z.boolean() });
export type SnownetCapabilities = z.output<typeof SnownetCapabilitiesSchema>;
