// Resources as devices of a given version are told about them.

import { ipVersion } from "@fz/ip";
import {
  type ClientAbilities,
  type ClientResourceInput,
  dnsAddressFor,
  expandFilters,
  type GatewayResourceInput,
  isRepresentable,
  type Site,
  type StoredFilter,
} from "@fz/wire";
import type { IpStack } from "../database/tables/access.ts";

/** A resource that gateways of a site serve. */
export interface SiteResource {
  readonly id: string;
  readonly type: "dns" | "cidr" | "ip" | "internet";
  readonly name: string;
  readonly address: string | null;
  readonly address_description: string | null;
  readonly ip_stack: IpStack | null;
  readonly filters: readonly StoredFilter[];
}

/** Undefined where a client of that version cannot be given the resource. */
export function clientResource(
  resource: SiteResource,
  site: Site,
  client: { readonly version: string; readonly abilities: ClientAbilities },
): ClientResourceInput | undefined {
  const { id, name, address_description } = resource;
  const sites = { [client.abilities.sitesKey]: [site] };
  if (resource.type === "internet") {
    if (!isRepresentable({ type: "internet" }, client.version)) return undefined;
    return { id, type: "internet", name, can_be_disabled: true, ...sites };
  }
  const address = addressFor(resource, client.version);
  if (address === undefined) return undefined;
  const filters = expandFilters(resource.filters);
  if (resource.type === "dns") {
    const ip_stack = resource.ip_stack ?? "dual";
    return { id, type: "dns", address, address_description, name, filters, ip_stack, ...sites };
  }
  return { id, type: "cidr", address, address_description, name, filters, ...sites };
}

/** Undefined where a gateway of that version cannot serve the resource. Version null: unknown, taken for current. */
export function gatewayResource(resource: SiteResource, version: string | null): GatewayResourceInput | undefined {
  const { id, name } = resource;
  if (resource.type === "internet") {
    return version === null || isRepresentable({ type: "internet" }, version) ? { id, type: "internet" } : undefined;
  }
  const address = addressFor(resource, version);
  if (address === undefined) return undefined;
  const type = resource.type === "dns" ? "dns" : "cidr";
  return { id, type, address, name, filters: expandFilters(resource.filters) };
}

function addressFor({ type, address }: SiteResource, version: string | null): string | undefined {
  if (address === null) return undefined;
  if (type === "ip") return `${address}/${ipVersion(address) === 4 ? 32 : 128}`;
  return type === "dns" && version !== null ? dnsAddressFor(version, address) : address;
}
