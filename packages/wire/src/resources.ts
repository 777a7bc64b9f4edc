// Resources as clients and gateways see them.

import { z } from "zod";
import {
  DomainNameSchema,
  Ipv4NetworkSchema,
  Ipv6NetworkSchema,
  NetworkSchema,
  PORT_MAX,
  PortSchema,
  UuidSchema,
} from "./primitives.ts";

const PortFilterSchema = z.object({
  protocol: z.enum(["tcp", "udp"]),
  port_range_start: PortSchema.default(0),
  port_range_end: PortSchema.default(PORT_MAX),
});
const IcmpFilterSchema = z.object({ protocol: z.literal("icmp") });

export const FilterSchema = z.discriminatedUnion("protocol", [PortFilterSchema, IcmpFilterSchema]);
/** Ranges are inclusive. An empty list of filters admits everything. */
export type Filter = z.output<typeof FilterSchema>;
export type FilterInput = z.input<typeof FilterSchema>;

const FilterListSchema = z.array(FilterSchema);

export const SiteSchema = z.object({ id: UuidSchema, name: z.string() });
export type Site = z.output<typeof SiteSchema>;

export const IpStackSchema = z.enum(["dual", "ipv4_only", "ipv6_only"]);
export type IpStack = z.output<typeof IpStackSchema>;

/**
 * `sites` was called `gateway_groups` before; a message carries exactly one of the two, and devices refuse both at once.
 * Comes out as `sites`.
 */
const SITE_KEYS = { sites: z.array(SiteSchema).optional(), gateway_groups: z.array(SiteSchema).optional() };

interface SiteKeys {
  sites?: Site[] | undefined;
  gateway_groups?: Site[] | undefined;
}

function oneSiteKey<T extends SiteKeys>(
  resource: T,
  context: z.core.ParsePayload<unknown>,
): Omit<T, "sites" | "gateway_groups"> & { sites: Site[] } {
  const { sites, gateway_groups: legacy, ...rest } = resource;
  if ((sites === undefined) === (legacy === undefined)) {
    const message = sites ? "`sites` and `gateway_groups` at once" : "`sites` is missing";
    context.issues.push({ code: "custom", message, input: resource });
    return z.NEVER;
  }
  return { ...rest, sites: sites ?? legacy ?? [] };
}

const ClientDnsResourceSchema = z
  .object({
    id: UuidSchema,
    type: z.literal("dns"),
    /** Pattern of names; see the pattern language of `@fz/dns`. */
    address: z.string(),
    address_description: z.string().nullable().default(null),
    name: z.string(),
    filters: FilterListSchema.default([]),
    ip_stack: IpStackSchema.default("dual"),
    ...SITE_KEYS,
  })
  .transform(oneSiteKey);

const ClientCidrResourceSchema = z
  .object({
    id: UuidSchema,
    type: z.literal("cidr"),
    address: NetworkSchema,
    address_description: z.string().nullable().default(null),
    name: z.string(),
    filters: FilterListSchema.default([]),
    ...SITE_KEYS,
  })
  .transform(oneSiteKey);

const ClientInternetResourceSchema = z
  .object({
    id: UuidSchema,
    type: z.literal("internet"),
    name: z.string().default("Internet"),
    can_be_disabled: z.unknown().optional(),
    ...SITE_KEYS,
  })
  .transform(oneSiteKey);

/** `client_id` may also be spelt `id`, not both. */
const PoolDeviceSchema = z
  .object({
    client_id: UuidSchema.optional(),
    id: UuidSchema.optional(),
    ipv4: Ipv4NetworkSchema,
    ipv6: Ipv6NetworkSchema,
  })
  .transform(({ client_id, id, ipv4, ipv6 }, context) => {
    const only = client_id ?? id;
    if (only !== undefined && (client_id === undefined || id === undefined)) return { client_id: only, ipv4, ipv6 };
    context.issues.push({ code: "custom", message: "exactly one of `client_id` and `id`", input: { client_id, id } });
    return z.NEVER;
  });
export type PoolDevice = z.output<typeof PoolDeviceSchema>;

const StaticDevicePoolSchema = z.object({
  id: UuidSchema,
  type: z.literal("static_device_pool"),
  name: z.string(),
  devices: z.array(PoolDeviceSchema).default([]),
  filters: FilterListSchema.default([]),
});

const DynamicDevicePoolSchema = z.object({
  id: UuidSchema,
  type: z.literal("dynamic_device_pool"),
  name: z.string(),
  address: z.string(),
  /** Stock clients do not read it, so it never costs the resource. */
  filters: FilterListSchema.optional().catch(undefined),
});

export const ClientResourceSchema = z.discriminatedUnion("type", [
  ClientDnsResourceSchema,
  ClientCidrResourceSchema,
  ClientInternetResourceSchema,
  StaticDevicePoolSchema,
  DynamicDevicePoolSchema,
]);
export type ClientResource = z.output<typeof ClientResourceSchema>;
export type ClientDnsResource = z.output<typeof ClientDnsResourceSchema>;
export type ClientCidrResource = z.output<typeof ClientCidrResourceSchema>;
export type ClientInternetResource = z.output<typeof ClientInternetResourceSchema>;
export type StaticDevicePool = z.output<typeof StaticDevicePoolSchema>;
export type DynamicDevicePool = z.output<typeof DynamicDevicePoolSchema>;
/** What a portal may send: the older spelling of the site key included. */
export type ClientResourceInput = z.input<typeof ClientResourceSchema>;

/** An object that says its type; without one, devices lose the whole message. */
const TypedObjectSchema = z.looseObject({ type: z.string() });

/** Resources this device can use; bad ones and unknown types are left out one by one. */
export const ClientResourceListSchema = z
  .array(z.custom<ClientResourceInput>((entry) => TypedObjectSchema.safeParse(entry).success, "resource without type"))
  .transform((entries) =>
    entries.flatMap((entry) => {
      const parsed = ClientResourceSchema.safeParse(entry);
      return parsed.success ? [parsed.data] : [];
    }),
  );

export interface SkippedResource {
  readonly id: string | undefined;
  readonly reason: string;
}

/** Why an object that says its type is no usable resource; undefined where it is one, or has no type. */
export function skippedResource(value: unknown): SkippedResource | undefined {
  const typed = TypedObjectSchema.safeParse(value);
  const parsed = ClientResourceSchema.safeParse(value);
  if (!typed.success || parsed.success) return undefined;
  const id = typed.data.id;
  return { id: typeof id === "string" ? id : undefined, reason: describeIssues(parsed.error) };
}

/** `filters.0.protocol: Invalid option…` — one line for a log. */
export function describeIssues(error: z.core.$ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join("; ");
}

const GatewayDnsResourceSchema = z.object({
  id: UuidSchema,
  type: z.literal("dns"),
  address: z.string(),
  name: z.string(),
  filters: FilterListSchema,
});
const GatewayCidrResourceSchema = z.object({
  id: UuidSchema,
  type: z.literal("cidr"),
  address: NetworkSchema,
  name: z.string(),
  filters: FilterListSchema,
});
const GatewayInternetResourceSchema = z.object({ id: UuidSchema, type: z.literal("internet") });

/** Gateways know no defaults and no other types: anything else costs the whole message. */
export const GatewayResourceSchema = z.discriminatedUnion("type", [
  GatewayDnsResourceSchema,
  GatewayCidrResourceSchema,
  GatewayInternetResourceSchema,
]);
export type GatewayResource = z.output<typeof GatewayResourceSchema>;
export type GatewayDnsResource = z.output<typeof GatewayDnsResourceSchema>;
export type GatewayCidrResource = z.output<typeof GatewayCidrResourceSchema>;
export type GatewayInternetResource = z.output<typeof GatewayInternetResourceSchema>;
export type GatewayResourceInput = z.input<typeof GatewayResourceSchema>;

/** A filter as administrators write it: each port is `443` or `8000 - 8100`; none means all ports. */
export interface StoredFilter {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly ports: readonly string[];
}

/** One wire object per port range. Unreadable ranges are left out, so check them where they are entered. */
export function expandFilters(stored: readonly StoredFilter[]): FilterInput[] {
  return stored.flatMap(({ protocol, ports }): FilterInput[] => {
    if (protocol === "icmp" || ports.length === 0) return [{ protocol }];
    return ports.flatMap((range) => {
      const parsed = parsePortRange(range);
      return parsed ? [{ protocol, port_range_start: parsed.start, port_range_end: parsed.end }] : [];
    });
  });
}

/** `443`, `8000 - 8100` or `8000-8100`. */
export function parsePortRange(text: string): { start: number; end: number } | undefined {
  const match = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?$/.exec(text);
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2] ?? match[1]);
  return start <= end && end <= PORT_MAX ? { start, end } : undefined;
}

/** A name of a device asked for in a dynamic pool. */
export const PoolDomainSchema = z.object({ resource_id: UuidSchema, domain: DomainNameSchema });
