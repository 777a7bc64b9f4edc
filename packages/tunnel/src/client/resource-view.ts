import type { ClientResource, Site } from "@fz/wire";

export type Status = "unknown" | "online" | "offline";

/** A resource as a user sees it. */
export interface ResourceView {
  readonly id: string;
  readonly type: "dns" | "cidr" | "internet";
  readonly name: string;
  readonly address: string | undefined;
  readonly addressDescription: string | undefined;
  readonly sites: readonly Site[];
  readonly status: Status;
  /** Only an Internet resource can be switched off. */
  readonly active: boolean;
}

export type ReachableResource = Extract<ClientResource, { type: "dns" | "cidr" | "internet" }>;

export function isReachable(resource: ClientResource): resource is ReachableResource {
  return resource.type === "dns" || resource.type === "cidr" || resource.type === "internet";
}

/** The Internet first, then by name, then by id. */
export function compareViews(a: ResourceView, b: ResourceView): number {
  if ((a.type === "internet") !== (b.type === "internet")) return a.type === "internet" ? -1 : 1;
  return compareText(a.name, b.name) || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const OFFLINE_TIME = 5 * 60_000;

/** Whether the gateways of a site answer, as far as this client has seen. */
export class SiteStatuses {
  readonly #online = new Set<string>();
  /** Site to the time it was found offline. */
  readonly #offline = new Map<string, number>();

  setOnline(site: string): void {
    this.#offline.delete(site);
    this.#online.add(site);
  }

  setUnknown(site: string): void {
    this.#offline.delete(site);
    this.#online.delete(site);
  }

  setOffline(site: string, now: number): void {
    this.#online.delete(site);
    this.#offline.set(site, now);
  }

  /** Offline is forgotten after five minutes. @returns whether anything changed */
  expire(now: number): boolean {
    let changed = false;
    for (const [site, since] of this.#offline) {
      if (now < since + OFFLINE_TIME) continue;
      this.#offline.delete(site);
      changed = true;
    }
    return changed;
  }

  get nextExpiry(): number | undefined {
    const times = [...this.#offline.values()];
    return times.length > 0 ? Math.min(...times) + OFFLINE_TIME : undefined;
  }

  /** Of a resource at these sites. */
  of(sites: readonly Site[]): Status {
    if (sites.some((site) => this.#online.has(site.id))) return "online";
    if (sites.length > 0 && sites.every((site) => this.#offline.has(site.id))) return "offline";
    return "unknown";
  }
}
