import type { Logger } from "pino";
import type { LiveAccounts } from "../accounts/live-accounts.ts";
import {
  AccountRowSchema,
  ActorRowSchema,
  AuthorizationRowSchema,
  DeviceRowSchema,
  IdRowSchema,
  MembershipRowSchema,
  PolicyRowSchema,
  ResourceRowSchema,
  SiteRowSchema,
} from "../accounts/live-rows.ts";
import type { Roster } from "../channels/roster.ts";
import type { Change } from "./feed.ts";

interface Surroundings {
  readonly accounts: LiveAccounts;
  readonly roster: Roster;
  readonly log: Logger;
  now(): number;
}

/** What a batch of changes asks for in one account, gathered before anything is pushed. */
interface Work {
  readonly resources: Set<string>;
  /** Actors whose memberships changed. */
  readonly actors: Set<string>;
  /** Client → resources of which it lost a grant. */
  readonly revoked: Map<string, Set<string>>;
  configChanged: boolean;
}

/**
 * Turns a batch of committed changes into pushes to the devices connected here (the portal protocol's table of
 * changes). The live accounts have taken the batch over already, so clients compare with the state after it.
 * Gateways cut access before clients are told to ask again.
 */
export function propagate(surroundings: Surroundings, changes: readonly Change[]): void {
  const works = new Map<string, Work>();
  for (const change of changes) {
    if (change.accountId === null) {
      relayTokenChanged(surroundings, change);
      continue;
    }
    const work = works.get(change.accountId) ?? emptyWork();
    works.set(change.accountId, work);
    guarded(surroundings, change.accountId, (accountId) => toDevices(surroundings, accountId, change, work));
  }
  for (const [id, work] of works) guarded(surroundings, id, (accountId) => finish(surroundings, accountId, work));
}

/** An account whose devices could not be told makes them reconnect; it does not keep others from being told. */
function guarded({ log, roster }: Surroundings, accountId: string, work: (accountId: string) => void): void {
  try {
    work(accountId);
  } catch (error) {
    log.error({ error, accountId }, "devices could not be told of a change; they reconnect");
    roster.closeAccount(accountId);
  }
}

function emptyWork(): Work {
  return { resources: new Set(), actors: new Set(), revoked: new Map(), configChanged: false };
}

/** What concerns single devices or is for gateways goes out at once; the rest is gathered. */
function toDevices({ accounts, roster, log, now }: Surroundings, accountId: string, change: Change, work: Work): void {
  const { object, operation, before, after } = change;
  const live = accounts.peek(accountId);
  switch (object) {
    case "accounts":
      return accountChanged({ roster, log }, accountId, change, work);
    case "actors":
      return actorChanged(roster, accountId, change);
    case "client_tokens":
    case "gateway_tokens":
      if (operation === "delete") endSessions(roster, IdRowSchema.parse(before).id);
      return;
    case "memberships":
      for (const row of [before, after]) if (row !== null) work.actors.add(MembershipRowSchema.parse(row).actor_id);
      return;
    case "policies":
      for (const row of [before, after]) if (row !== null) work.resources.add(PolicyRowSchema.parse(row).resource_id);
      return;
    case "resources":
      return resourceChanged(roster, accountId, change, work);
    case "sites":
      if (operation === "update") addAll(work.resources, live?.resourcesOfSite(SiteRowSchema.parse(after).id) ?? []);
      return;
    case "devices":
      return deviceChanged({ roster, log }, accountId, change);
    case "policy_authorizations":
      return authorizationDeleted(roster, accountId, change, work, now());
  }
}

function finish({ accounts, roster }: Surroundings, accountId: string, work: Work): void {
  if (!accounts.peek(accountId)) return;
  const { resources, actors, revoked, configChanged } = work;
  if (resources.size === 0 && actors.size === 0 && revoked.size === 0 && !configChanged) return;
  for (const client of roster.clients(accountId)) {
    if (configChanged) client.configChanged();
    if (actors.has(client.actorId)) client.reviewAll(revoked.get(client.id));
    else if (resources.size > 0 || revoked.has(client.id)) client.review(resources, revoked.get(client.id));
  }
}

function accountChanged(
  { roster, log }: Pick<Surroundings, "roster" | "log">,
  accountId: string,
  { before, after }: Change,
  work: Work,
): void {
  if (before === null || after === null) return;
  work.configChanged = true;
  if (AccountRowSchema.parse(before).slug === AccountRowSchema.parse(after).slug) return;
  for (const gateway of roster.gateways(accountId)) {
    gateway.reinitialize().catch((error: unknown) => failed(log, gateway, error));
  }
}

function actorChanged(roster: Roster, accountId: string, { after }: Change): void {
  if (after === null) return;
  const actor = ActorRowSchema.parse(after);
  for (const client of roster.clients(accountId)) if (client.actorId === actor.id) client.actorChanged(actor);
}

function resourceChanged(roster: Roster, accountId: string, { before, after }: Change, work: Work): void {
  const [old, current] = [before, after].map((row) => (row === null ? undefined : ResourceRowSchema.parse(row)));
  for (const row of [old, current]) if (row) work.resources.add(row.id);
  if (!old || !current) return;
  const moved = old.address !== current.address || old.type !== current.type || old.ip_stack !== current.ip_stack;
  if (moved || JSON.stringify(old.filters) === JSON.stringify(current.filters)) return;
  for (const gateway of roster.gateways(accountId)) gateway.filtersChanged(current.id);
}

function deviceChanged(
  { roster, log }: Pick<Surroundings, "roster" | "log">,
  accountId: string,
  { operation, before, after }: Change,
): void {
  if (before === null) return;
  const old = DeviceRowSchema.parse(before);
  const client = roster.client(accountId, old.id);
  const gateway = roster.gateway(accountId, old.id);
  if (operation === "delete") {
    client?.deviceDeleted();
    gateway?.deviceDeleted();
    return;
  }
  const current = DeviceRowSchema.parse(after);
  const moved = old.ipv4 !== current.ipv4 || old.ipv6 !== current.ipv6;
  if (moved || old.verified_at !== current.verified_at) {
    client?.deviceChanged(current).catch((error: unknown) => failed(log, client, error));
  }
  if (moved) gateway?.reinitialize(current).catch((error: unknown) => failed(log, gateway, error));
}

function authorizationDeleted(roster: Roster, accountId: string, { before }: Change, work: Work, now: number): void {
  const row = AuthorizationRowSchema.parse(before);
  roster.gateway(accountId, row.receiving_device_id)?.authorizationDeleted(row, now);
  if (!roster.client(accountId, row.initiating_device_id)?.losesAccess(row)) return;
  const ofClient = work.revoked.get(row.initiating_device_id) ?? new Set();
  work.revoked.set(row.initiating_device_id, ofClient.add(row.resource_id));
}

/** Also of devices that are connected and have not joined. */
function endSessions(roster: Roster, tokenId: string): void {
  for (const channel of [...roster.openWith(tokenId)]) channel.tokenDeleted();
}

function relayTokenChanged({ roster }: Surroundings, { object, operation, before }: Change): void {
  if (object === "relay_tokens" && operation === "delete") endSessions(roster, IdRowSchema.parse(before).id);
}

function addAll(set: Set<string>, ids: readonly string[]): void {
  for (const id of ids) set.add(id);
}

/** Without its new state a device is better off reconnecting. */
function failed(log: Logger, device: { readonly id: string; close(): void }, error: unknown): void {
  log.error({ error, deviceId: device.id }, "device could not be told of a change");
  device.close();
}
