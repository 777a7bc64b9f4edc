import type { Policy, World } from "@fz/policy";
import type { Change } from "../changes/feed.ts";
import type { SiteResource } from "../resources/wire.ts";
import {
  type AccountRow,
  AccountRowSchema,
  type ActorRow,
  type GroupRow,
  GroupRowSchema,
  isEveryone,
  isPerson,
  type MembershipRow,
  MembershipRowSchema,
  type PolicyRow,
  PolicyRowSchema,
  type ResourceRow,
  ResourceRowSchema,
  readPolicyRow,
  type SiteRow,
  SiteRowSchema,
} from "./live-rows.ts";

export interface AccountRows {
  readonly account: AccountRow;
  readonly ingestSigningKey: Uint8Array;
  readonly groups: readonly GroupRow[];
  readonly memberships: readonly MembershipRow[];
  readonly sites: readonly SiteRow[];
  readonly resources: readonly ResourceRow[];
  readonly policies: readonly PolicyRow[];
}

const NONE: ReadonlyMap<string, MembershipRow> = new Map();

/** Groups with when the membership in them ends (epoch milliseconds), or null. */
type Groups = ReadonlyMap<string, number | null>;

/**
 * What device channels of one account decide on, in memory and kept current by the change feed: one copy per process,
 * whatever the number of devices, so that a change costs no query.
 */
export class LiveAccount implements World {
  readonly id: string;
  readonly ingestSigningKey: Uint8Array;
  #account: AccountRow;
  #everyoneId: string | undefined;
  readonly #sites = new Map<string, SiteRow>();
  readonly #resources = new Map<string, ResourceRow>();
  /** Those of the resources that gateways serve, one lasting object for each state of a row. */
  readonly #served = new Map<string, SiteResource>();
  readonly #policies = new Map<string, PolicyRow>();
  readonly #policiesByResource = new Map<string, readonly Policy[]>();
  readonly #resourcesByGroup = new Map<string, Map<string, number>>();
  /** Actor → group → membership. */
  readonly #memberships = new Map<string, Map<string, MembershipRow>>();
  /** What `groupsOf` answered, until a membership changes: it is asked for each client on each change. */
  readonly #groups = { people: new Map<string, Groups>(), others: new Map<string, Groups>() };

  constructor(rows: AccountRows) {
    this.id = rows.account.id;
    this.ingestSigningKey = rows.ingestSigningKey;
    this.#account = rows.account;
    for (const group of rows.groups) this.#putGroup(group);
    for (const membership of rows.memberships) this.#putMembership(membership);
    for (const site of rows.sites) this.#sites.set(site.id, site);
    for (const resource of rows.resources) this.#putResource(resource);
    for (const policy of rows.policies) this.#putPolicy(policy);
  }

  get account(): AccountRow {
    return this.#account;
  }

  site(id: string): SiteRow | undefined {
    return this.#sites.get(id);
  }

  resource(id: string): ResourceRow | undefined {
    return this.#resources.get(id);
  }

  policy(id: string): PolicyRow | undefined {
    return this.#policies.get(id);
  }

  /** A resource with its site, where gateways serve it; device pools have none. */
  siteResource(id: string): { readonly resource: SiteResource; readonly site: SiteRow } | undefined {
    const resource = this.#served.get(id);
    const siteId = this.#resources.get(id)?.site_id;
    const site = siteId ? this.#sites.get(siteId) : undefined;
    return resource && site && { resource, site };
  }

  resourcesOfSite(siteId: string): string[] {
    return [...this.#resources.values()].filter(({ site_id }) => site_id === siteId).map(({ id }) => id);
  }

  policiesFor(resourceId: string): readonly Policy[] {
    return this.#policiesByResource.get(resourceId) ?? [];
  }

  /** Groups of an actor: memberships, those that have ended included, and Everyone for people. */
  groupsOf(actor: ActorRow): Groups {
    const inEveryone = isPerson(actor);
    const answered = inEveryone ? this.#groups.people : this.#groups.others;
    const known = answered.get(actor.id);
    if (known) return known;
    const groups = new Map<string, number | null>();
    for (const [id, { expires_at }] of this.#memberships.get(actor.id) ?? NONE) groups.set(id, expires_at);
    if (inEveryone && this.#everyoneId !== undefined) groups.set(this.#everyoneId, null);
    answered.set(actor.id, groups);
    return groups;
  }

  /** Null for the membership in Everyone, which is in no table; undefined where there is none. */
  membershipOf(actor: ActorRow, groupId: string): string | null | undefined {
    const membership = this.#memberships.get(actor.id)?.get(groupId);
    if (membership !== undefined) return membership.id;
    return this.groupsOf(actor).has(groupId) ? null : undefined;
  }

  /** Resources that any policy names for any of these groups. */
  resourcesFor(groups: Groups): Set<string> {
    const ids = new Set<string>();
    for (const group of groups.keys()) {
      for (const id of this.#resourcesByGroup.get(group)?.keys() ?? []) ids.add(id);
    }
    return ids;
  }

  /** Takes over one change of a row; what is of no interest here is ignored. */
  apply(change: Change): void {
    const { object, before, after } = change;
    switch (object) {
      case "accounts":
        if (after !== null) this.#account = AccountRowSchema.parse(after);
        break;
      case "groups":
        if (after !== null) this.#putGroup(GroupRowSchema.parse(after));
        break;
      case "memberships":
        if (before !== null) this.#removeMembership(MembershipRowSchema.parse(before));
        if (after !== null) this.#putMembership(MembershipRowSchema.parse(after));
        break;
      case "sites":
        if (before !== null) this.#sites.delete(SiteRowSchema.parse(before).id);
        if (after !== null) {
          const site = SiteRowSchema.parse(after);
          this.#sites.set(site.id, site);
        }
        break;
      case "resources":
        if (before !== null) this.#removeResource(ResourceRowSchema.parse(before).id);
        if (after !== null) this.#putResource(ResourceRowSchema.parse(after));
        break;
      case "policies":
        if (before !== null) this.#removePolicy(PolicyRowSchema.parse(before).id);
        if (after !== null) this.#putPolicy(PolicyRowSchema.parse(after));
        break;
    }
  }

  #putGroup(group: GroupRow): void {
    if (!isEveryone(group)) return;
    this.#everyoneId = group.id;
    this.#groups.people.clear();
    this.#groups.others.clear();
  }

  #putResource(row: ResourceRow): void {
    const { type } = row;
    this.#removeResource(row.id);
    this.#resources.set(row.id, row);
    if (type !== "static_device_pool" && type !== "dynamic_device_pool") this.#served.set(row.id, { ...row, type });
  }

  #removeResource(id: string): void {
    this.#resources.delete(id);
    this.#served.delete(id);
  }

  #forgetGroups(actorId: string): void {
    this.#groups.people.delete(actorId);
    this.#groups.others.delete(actorId);
  }

  #putMembership(row: MembershipRow): void {
    const { actor_id, group_id } = row;
    const groups = this.#memberships.get(actor_id) ?? new Map<string, MembershipRow>();
    this.#memberships.set(actor_id, groups.set(group_id, row));
    this.#forgetGroups(actor_id);
  }

  #removeMembership({ actor_id, group_id }: MembershipRow): void {
    const groups = this.#memberships.get(actor_id);
    groups?.delete(group_id);
    if (groups?.size === 0) this.#memberships.delete(actor_id);
    this.#forgetGroups(actor_id);
  }

  #putPolicy(row: PolicyRow): void {
    this.#removePolicy(row.id);
    this.#policies.set(row.id, row);
    const { group_id: groupId, resource_id: resourceId } = row;
    this.#policiesByResource.set(resourceId, [...this.policiesFor(resourceId), readPolicyRow(row)]);
    if (groupId === null) return;
    const ofGroup = this.#resourcesByGroup.get(groupId) ?? new Map<string, number>();
    this.#resourcesByGroup.set(groupId, ofGroup.set(resourceId, (ofGroup.get(resourceId) ?? 0) + 1));
  }

  #removePolicy(id: string): void {
    const row = this.#policies.get(id);
    if (!row) return;
    this.#policies.delete(id);
    const others = this.policiesFor(row.resource_id).filter((policy) => policy.id !== id);
    if (others.length > 0) this.#policiesByResource.set(row.resource_id, others);
    else this.#policiesByResource.delete(row.resource_id);
    const ofGroup = row.group_id === null ? undefined : this.#resourcesByGroup.get(row.group_id);
    const count = (ofGroup?.get(row.resource_id) ?? 0) - 1;
    if (count > 0) ofGroup?.set(row.resource_id, count);
    else ofGroup?.delete(row.resource_id);
    if (row.group_id !== null && ofGroup?.size === 0) this.#resourcesByGroup.delete(row.group_id);
  }
}
