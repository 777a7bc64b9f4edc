import { type NamePattern, parsePattern } from "@fz/dns";
import {
  IPV4_BITS,
  IPV6_BITS,
  type IpAddress,
  ipVersion,
  isInternetDestination,
  isProxyIp,
  type Prefix,
  parsePrefix,
  prefixContains,
} from "@fz/ip";
import type { GatewayResource as ResourceMessage } from "@fz/wire";
import { type Filter, FilterSet } from "../filters.ts";
import { assignRealAddresses, NatTable } from "./nat-table.ts";

/** A resource that a client may reach through this gateway. */
export interface AuthorizedResource {
  readonly id: string;
  readonly target:
    | { readonly type: "cidr"; readonly network: Prefix }
    | { readonly type: "dns"; readonly pattern: NamePattern }
    | { readonly type: "internet" };
  filters: FilterSet;
  /** Monotonic milliseconds; Infinity = never. */
  expiresAt: number;
  /** With it the flows of the authorization are reported. */
  ingestToken: string;
}

/** What a proxy address of a client stands for. It outlives its resources. */
export interface ProxyTarget {
  readonly domain: string;
  readonly resources: Set<string>;
  /** Undefined where the name has no address of this family. */
  realIp: IpAddress | undefined;
}

export type Permission =
  | { readonly type: "permitted"; readonly resource: string }
  /** No resource covers the address, or none of those that do lets this protocol and port through. */
  | { readonly type: "prohibited" }
  /** An address that the Internet resource does not lead to. */
  | { readonly type: "unreachable" };

const PROHIBITED: Permission = { type: "prohibited" };
const UNREACHABLE: Permission = { type: "unreachable" };

/** What a gateway knows of one client. Lives on when the connection is lost: the client comes back with the same rights. */
export class ClientPeer {
  readonly id: string;
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
  readonly nat = new NatTable();
  readonly #resources = new Map<string, AuthorizedResource>();
  readonly #proxies = new Map<IpAddress, ProxyTarget>();

  constructor(id: string, ipv4: IpAddress, ipv6: IpAddress) {
    this.id = id;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  get resources(): ReadonlyMap<string, AuthorizedResource> {
    return this.#resources;
  }

  get proxies(): ReadonlyMap<IpAddress, ProxyTarget> {
    return this.#proxies;
  }

  owns(ip: IpAddress): boolean {
    return ip === this.ipv4 || ip === this.ipv6;
  }

  /**
   * Adds a resource. One that is held already gets the new filters, expiry and token only, never another address.
   * @returns false where the address cannot be read
   */
  authorize(message: ResourceMessage, expiresAt: number, ingestToken: string): boolean {
    const filters = new FilterSet(message.type === "internet" ? [] : message.filters);
    const held = this.#resources.get(message.id);
    if (held) {
      held.filters = filters;
      held.expiresAt = expiresAt;
      held.ingestToken = ingestToken;
      return true;
    }
    const target = targetOf(message);
    if (!target) return false;
    this.#resources.set(message.id, { id: message.id, target, filters, expiresAt, ingestToken });
    return true;
  }

  setFilters(resourceId: string, filters: readonly Filter[]): void {
    const held = this.#resources.get(resourceId);
    if (held) held.filters = new FilterSet(filters);
  }

  setExpiry(resourceId: string, expiresAt: number): void {
    const held = this.#resources.get(resourceId);
    if (held) held.expiresAt = expiresAt;
  }

  /** @returns whether the resource was held */
  revoke(resourceId: string): boolean {
    return this.#resources.delete(resourceId);
  }

  /** Whether traffic with `port` at the resource's address `ip` is allowed, in either direction. */
  permission(ip: IpAddress, protocol: number, port: number): Permission {
    const internet = this.#internetResource();
    if (internet && !isProxyIp(ip)) {
      return isInternetDestination(ip) ? { type: "permitted", resource: internet.id } : UNREACHABLE;
    }
    const best = this.#bestResource(ip, protocol, port);
    return best?.filters.permits(protocol, port) ? { type: "permitted", resource: best.id } : PROHIBITED;
  }

  /**
   * Lets the client's proxy addresses stand for what `domain` resolves to. Addresses outside the proxy ranges are
   * ignored: routing them would open arbitrary addresses through a DNS resource.
   * @returns false where the resource does not cover the name
   */
  translate(
    resourceId: string,
    domain: string,
    announced: readonly IpAddress[],
    resolved: readonly IpAddress[],
  ): boolean {
    const proxyIps = announced.filter(isProxyIp);
    if (proxyIps.some((ip) => this.#standsForAnotherName(ip, domain))) this.#forgetTranslations();
    const target = this.#resources.get(resourceId)?.target;
    if (target?.type !== "dns" || !target.pattern.matches(domain)) return false;
    for (const [proxyIp, realIp] of assignRealAddresses(proxyIps, resolved)) {
      const known = this.#proxies.get(proxyIp);
      if (known) {
        known.realIp = realIp;
        known.resources.add(resourceId);
      } else {
        this.#proxies.set(proxyIp, { domain, realIp, resources: new Set([resourceId]) });
      }
    }
    return true;
  }

  /** The client started over and gives its proxy addresses out anew. */
  #forgetTranslations(): void {
    this.nat.reset();
    this.#proxies.clear();
  }

  #standsForAnotherName(proxyIp: IpAddress, domain: string): boolean {
    const known = this.#proxies.get(proxyIp);
    return known !== undefined && known.domain.toLowerCase() !== domain.toLowerCase();
  }

  #internetResource(): AuthorizedResource | undefined {
    for (const resource of this.#resources.values()) {
      if (resource.target.type === "internet") return resource;
    }
    return undefined;
  }

  /** Among all that cover the address: one that permits, then the longest prefix, then the greatest id. */
  #bestResource(ip: IpAddress, protocol: number, port: number): AuthorizedResource | undefined {
    let best: { resource: AuthorizedResource; permits: boolean; prefixLength: number } | undefined;
    for (const resource of this.#resources.values()) {
      const prefixLength = this.#coverage(resource, ip);
      if (prefixLength === undefined) continue;
      const candidate = { resource, permits: resource.filters.permits(protocol, port), prefixLength };
      if (!best || isBetter(candidate, best)) best = candidate;
    }
    return best?.resource;
  }

  /** Length of the prefix by which `resource` covers `ip`, or undefined where it does not. */
  #coverage(resource: AuthorizedResource, ip: IpAddress): number | undefined {
    switch (resource.target.type) {
      case "cidr":
        return prefixContains(resource.target.network, ip) ? resource.target.network.length : undefined;
      case "dns":
        return this.#proxies.get(ip)?.resources.has(resource.id) ? hostPrefixLength(ip) : undefined;
      case "internet":
        return undefined;
    }
  }
}

interface Candidate {
  readonly resource: AuthorizedResource;
  readonly permits: boolean;
  readonly prefixLength: number;
}

function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.permits !== b.permits) return a.permits;
  if (a.prefixLength !== b.prefixLength) return a.prefixLength > b.prefixLength;
  return a.resource.id > b.resource.id;
}

function targetOf(message: ResourceMessage): AuthorizedResource["target"] | undefined {
  switch (message.type) {
    case "internet":
      return { type: "internet" };
    case "cidr": {
      const network = parsePrefix(message.address);
      return network && { type: "cidr", network };
    }
    case "dns": {
      const pattern = parsePattern(message.address);
      return pattern && { type: "dns", pattern };
    }
  }
}

function hostPrefixLength(ip: IpAddress): number {
  return ipVersion(ip) === 4 ? IPV4_BITS : IPV6_BITS;
}
