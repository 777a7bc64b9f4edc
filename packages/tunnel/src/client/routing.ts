// Which resource a packet of the user's machine is for. Tables are asked in order — proxy addresses of DNS resources,
// networks, the Internet — and the first that knows the address decides, also when all it has denies the packet.
import { comparePatterns } from "@fz/dns";
import { type IpAddress, isTunnelIp, type Prefix, parsePrefix, prefixContains } from "@fz/ip";
import { FilterSet } from "../filters.ts";
import type { ReachableResource } from "./resource-view.ts";
import type { ResourceChange } from "./resources.ts";

export type Route =
  | { readonly type: "resource"; readonly table: "dns" | "cidr" | "internet"; readonly resource: ReachableResource }
  /** A resource covers the address, but none lets this protocol and port through. */
  | { readonly type: "prohibited" }
  | { readonly type: "unroutable" };

interface Candidate {
  readonly resource: ReachableResource;
  readonly filters: FilterSet;
  readonly prefixLength: number;
}

const PROHIBITED: Route = { type: "prohibited" };
const UNROUTABLE: Route = { type: "unroutable" };
const OPEN = new FilterSet([]);

export class RoutingTable {
  readonly #filters = new Map<string, FilterSet>();
  readonly #networks = new Map<string, { readonly resource: ReachableResource; readonly prefix: Prefix }>();
  /** Proxy address to the DNS resources that its name belonged to when it was last asked for. */
  readonly #proxies = new Map<IpAddress, Map<string, ReachableResource>>();
  #internet: ReachableResource | undefined;

  apply(change: ResourceChange): void {
    const { type, resource } = change;
    if (type === "removed" || (type === "replaced" && !change.isNew)) this.remove(resource.id);
    if (type !== "removed") this.upsert(resource);
  }

  /** Adds or replaces; routes of a DNS resource come with its names. */
  upsert(resource: ReachableResource): void {
    this.#filters.set(resource.id, resource.type === "internet" ? OPEN : new FilterSet(resource.filters));
    const prefix = resource.type === "cidr" ? parsePrefix(resource.address) : undefined;
    if (prefix) this.#networks.set(resource.id, { resource, prefix });
    for (const resources of this.#proxies.values()) {
      if (resources.has(resource.id)) resources.set(resource.id, resource);
    }
  }

  remove(id: string): void {
    this.#filters.delete(id);
    this.#networks.delete(id);
    for (const [ip, resources] of this.#proxies) {
      if (resources.delete(id) && resources.size === 0) this.#proxies.delete(ip);
    }
  }

  /** The resource that takes what no other table knows; undefined where there is none or it is switched off. */
  setInternet(resource: ReachableResource | undefined): void {
    this.#internet = resource;
  }

  get hasInternet(): boolean {
    return this.#internet !== undefined;
  }

  addProxy(ip: IpAddress, resource: ReachableResource): void {
    const resources = this.#proxies.get(ip) ?? new Map<string, ReachableResource>();
    resources.set(resource.id, resource);
    this.#proxies.set(ip, resources);
  }

  networks(): Prefix[] {
    return [...this.#networks.values()].map(({ prefix }) => prefix);
  }

  networkContains(resourceId: string, ip: IpAddress): boolean {
    const network = this.#networks.get(resourceId);
    return network !== undefined && prefixContains(network.prefix, ip);
  }

  coveredByNetwork(ip: IpAddress): boolean {
    return [...this.#networks.values()].some(({ prefix }) => prefixContains(prefix, ip));
  }

  /** `port`: destination port or echo id. */
  route(destination: IpAddress, protocol: number, port: number): Route {
    const dns = this.#proxyCandidates(destination);
    if (dns.length > 0) return decide("dns", dns, protocol, port);
    const cidr = this.#networkCandidates(destination);
    if (cidr.length > 0) return decide("cidr", cidr, protocol, port);
    if (this.#internet && !isTunnelIp(destination)) {
      return { type: "resource", table: "internet", resource: this.#internet };
    }
    return UNROUTABLE;
  }

  #proxyCandidates(ip: IpAddress): Candidate[] {
    const resources = [...(this.#proxies.get(ip)?.values() ?? [])];
    return resources.map((resource) => ({ resource, filters: this.#filtersOf(resource), prefixLength: 0 }));
  }

  #networkCandidates(ip: IpAddress): Candidate[] {
    const candidates: Candidate[] = [];
    for (const { resource, prefix } of this.#networks.values()) {
      if (!prefixContains(prefix, ip)) continue;
      candidates.push({ resource, filters: this.#filtersOf(resource), prefixLength: prefix.length });
    }
    return candidates;
  }

  #filtersOf(resource: ReachableResource): FilterSet {
    return this.#filters.get(resource.id) ?? OPEN;
  }
}

function decide(table: "dns" | "cidr", candidates: readonly Candidate[], protocol: number, port: number): Route {
  const permitting = candidates.filter(({ filters }) => filters.permits(protocol, port));
  const best = permitting.reduce<Candidate | undefined>((a, b) => (a && compare(a, b) <= 0 ? a : b), undefined);
  return best ? { type: "resource", table, resource: best.resource } : PROHIBITED;
}

/** Best first: the most specific pattern, the longest prefix, the greatest id. */
function compare(a: Candidate, b: Candidate): number {
  const byPattern = comparePatterns(patternOf(a.resource), patternOf(b.resource));
  return byPattern || b.prefixLength - a.prefixLength || (a.resource.id > b.resource.id ? -1 : 1);
}

function patternOf(resource: ReachableResource): string {
  return resource.type === "dns" ? resource.address : "";
}
