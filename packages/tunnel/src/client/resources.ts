import type { ClientResource } from "@fz/wire";
import {
  compareViews,
  isReachable,
  type ReachableResource,
  type ResourceView,
  type SiteStatuses,
} from "./resource-view.ts";

/** What an update of the list means for one resource. */
export type ResourceChange =
  /** New, or changed in something that access depends on: what was authorised before no longer counts. */
  | { readonly type: "replaced"; readonly resource: ReachableResource; readonly isNew: boolean }
  /** Only its name or description changed. */
  | { readonly type: "relabelled"; readonly resource: ReachableResource }
  | { readonly type: "removed"; readonly resource: ReachableResource };

/** The resources that the portal lets this client see. */
export class Resources {
  readonly #byId = new Map<string, ReachableResource>();

  get(id: string): ReachableResource | undefined {
    return this.#byId.get(id);
  }

  values(): IterableIterator<ReachableResource> {
    return this.#byId.values();
  }

  /** The list as a whole: what it does not name is removed. */
  replaceAll(resources: readonly ClientResource[]): ResourceChange[] {
    const listed = new Set(resources.map((resource) => resource.id));
    const gone = [...this.#byId.keys()].filter((id) => !listed.has(id));
    return [...gone.flatMap((id) => this.remove(id)), ...resources.flatMap((resource) => this.upsert(resource))];
  }

  upsert(resource: ClientResource): ResourceChange[] {
    // Device pools are not supported yet; one that turns into a pool is no longer what it was.
    if (!isReachable(resource)) return this.remove(resource.id);
    const before = this.#byId.get(resource.id);
    this.#byId.set(resource.id, resource);
    if (!before) return [{ type: "replaced", resource, isNew: true }];
    if (accessKey(before) !== accessKey(resource)) return [{ type: "replaced", resource, isNew: false }];
    return JSON.stringify(before) === JSON.stringify(resource) ? [] : [{ type: "relabelled", resource }];
  }

  remove(id: string): ResourceChange[] {
    const resource = this.#byId.get(id);
    if (!resource) return [];
    this.#byId.delete(id);
    return [{ type: "removed", resource }];
  }

  /** Only one is meaningful: the one with the lowest id. */
  internet(): ReachableResource | undefined {
    const candidates = [...this.#byId.values()].filter((resource) => resource.type === "internet");
    return candidates.sort((a, b) => (a.id < b.id ? -1 : 1))[0];
  }

  views(statuses: SiteStatuses, internetActive: boolean): ResourceView[] {
    return [...this.#byId.values()].map((resource) => viewOf(resource, statuses, internetActive)).sort(compareViews);
  }
}

function viewOf(resource: ReachableResource, statuses: SiteStatuses, internetActive: boolean): ResourceView {
  const isInternet = resource.type === "internet";
  return {
    id: resource.id,
    type: resource.type,
    name: resource.name,
    address: isInternet ? undefined : resource.address,
    addressDescription: isInternet ? undefined : (resource.address_description ?? undefined),
    sites: resource.sites,
    status: statuses.of(resource.sites),
    active: !isInternet || internetActive,
  };
}

/** Everything that access depends on, as text. */
function accessKey(resource: ReachableResource): string {
  const sites = resource.sites.map((site) => site.id).sort();
  switch (resource.type) {
    case "internet":
      return JSON.stringify([resource.type, sites]);
    case "cidr":
      return JSON.stringify([resource.type, sites, resource.address, resource.filters]);
    case "dns":
      return JSON.stringify([resource.type, sites, resource.address, resource.filters, resource.ip_stack]);
  }
}
