import type { IpAddress } from "@fz/ip";
import type { DomainName } from "./name.ts";
import { comparePatterns, type NamePattern, parsePattern } from "./pattern.ts";
import type { ProxySet } from "./proxy-addresses.ts";

/** Which address families a resource has. */
export type IpStack = "dual" | "ipv4_only" | "ipv6_only";

export interface DnsResource {
  readonly id: string;
  /** Name pattern. */
  readonly address: string;
  readonly ipStack: IpStack;
}

/** The DNS resources of a session, each pattern compiled once. */
export class DnsResources {
  readonly #byId = new Map<string, { readonly resource: DnsResource; readonly pattern: NamePattern }>();

  /** Adds or replaces a resource. False, and the resource is not there, where its address is no pattern. */
  upsert(resource: DnsResource): boolean {
    const pattern = parsePattern(resource.address);
    if (pattern) this.#byId.set(resource.id, { resource, pattern });
    else this.#byId.delete(resource.id);
    return pattern !== undefined;
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  /** All resources that cover the name, most specific first. */
  matching(name: DomainName): DnsResource[] {
    const matching: DnsResource[] = [];
    for (const { resource, pattern } of this.#byId.values()) if (pattern.matches(name)) matching.push(resource);
    return matching.sort(mostSpecificFirst);
  }
}

/** Those of the name's proxy addresses that the resource has: IPv4 first. */
export function resourceAddresses(resource: DnsResource, { ipv4, ipv6 }: ProxySet): readonly IpAddress[] {
  switch (resource.ipStack) {
    case "ipv4_only":
      return ipv4;
    case "ipv6_only":
      return ipv6;
    case "dual":
      return [...ipv4, ...ipv6];
  }
}

function mostSpecificFirst(a: DnsResource, b: DnsResource): number {
  return comparePatterns(a.address, b.address) || (a.id < b.id ? 1 : -1);
}
