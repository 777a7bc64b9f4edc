import type { LiveAccounts } from "../accounts/live-accounts.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Db } from "../database/database.ts";
import type { ConnectionReports, Figures, ReportedPair } from "./reports.ts";
import { type ConnectionFilter, type GrantedPair, readDevicesOf, readEnds, readGrantedPairs } from "./store.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface LiveConnection {
  readonly client: Named;
  readonly actor: Named;
  readonly gateway: Named;
  readonly site: Named;
  /** By name. */
  readonly resources: readonly Named[];
  /** Undefined where neither end reports. */
  readonly figures: Figures | undefined;
}

interface Listed {
  /** By name. */
  readonly connections: readonly LiveConnection[];
  /** Of all, those left out included. */
  readonly count: number;
}

interface Sources {
  readonly db: Db;
  readonly cluster: Cluster;
  readonly accounts: LiveAccounts;
  readonly reports: ConnectionReports;
  readonly now: () => number;
}

/** Of more only the busiest are looked at: everything that is asked is worked out anew while figures change. */
const MAX_CONNECTIONS = 5_000;

/**
 * What is connected now, by account. What is reported counts where a grant is in force; where both ends are silent, a
 * grant alone has to do while both are online.
 */
export class LiveConnections {
  readonly #sources: Sources;
  /** Being read already, by account and filter: all who watch ask at the same moment. */
  readonly #reading = new Map<string, Promise<Listed>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** At most 5,000, the busiest. */
  list(accountId: string, filter: ConnectionFilter): Promise<Listed> {
    const key = [accountId, filter.siteId ?? "", filter.actorId ?? ""].join(" ");
    const running = this.#reading.get(key);
    if (running) return running;
    const reading = this.#read(accountId, filter).finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  async #read(accountId: string, filter: ConnectionFilter): Promise<Listed> {
    const { db, cluster, reports, now } = this.#sources;
    const { clients, gateways } = await readDevicesOf(db, accountId, filter);
    const isSilent = (id: string, wanted: ReadonlySet<string> | undefined) =>
      wanted?.has(id) !== false && !reports.isComplete(accountId, id);
    const silent = {
      clients: cluster.onlineClients(accountId).filter((id) => isSilent(id, clients)),
      gateways: cluster.onlineGateways(accountId).filter((id) => isSilent(id, gateways)),
    };
    const reported = reports
      .pairs(accountId, now())
      .filter(({ clientId, gatewayId }) => clients?.has(clientId) !== false && gateways?.has(gatewayId) !== false);
    if (reported.length > MAX_CONNECTIONS) reported.sort(byThroughput);
    const looked = reported.slice(0, MAX_CONNECTIONS);
    const { pairs, count } = await readGrantedPairs(db, accountId, { reported: looked, silent }, MAX_CONNECTIONS);
    const connections = await this.#named(accountId, pairs, looked);
    return { connections, count: count + reported.length - looked.length };
  }

  /** What lost a name meanwhile is gone. */
  async #named(accountId: string, pairs: readonly GrantedPair[], reported: readonly ReportedPair[]) {
    const live = this.#sources.accounts.peek(accountId);
    const ids = new Set(pairs.flatMap(({ client_id, gateway_id }) => [client_id, gateway_id]));
    if (!live || ids.size === 0) return [];
    const ends = await readEnds(this.#sources.db, accountId, [...ids]);
    const figures = new Map(reported.map((one) => [keyOf(one.clientId, one.gatewayId), one.figures]));
    const named = pairs.flatMap(({ client_id, gateway_id, resource_ids }): LiveConnection[] => {
      const [client, gateway] = [ends.get(client_id), ends.get(gateway_id)];
      const site = gateway?.site_id ? live.site(gateway.site_id) : undefined;
      if (!client || !gateway || !site || client.actor_id === null || client.actor_name === null) return [];
      const resources = resource_ids.flatMap((id) => live.resource(id) ?? []);
      return [
        {
          client,
          actor: { id: client.actor_id, name: client.actor_name },
          gateway,
          site,
          resources: resources.sort(byName),
          figures: figures.get(keyOf(client_id, gateway_id)),
        },
      ];
    });
    return named.sort((a, b) => byName(a.client, b.client) || byName(a.gateway, b.gateway));
  }
}

/** The busiest of them, in their order. */
export function busiest(connections: readonly LiveConnection[], limit: number): readonly LiveConnection[] {
  if (connections.length <= limit) return connections;
  const kept = new Set(connections.toSorted((a, b) => throughput(b.figures) - throughput(a.figures)).slice(0, limit));
  return connections.filter((one) => kept.has(one));
}

/** Case does not count; what has the same name is told apart by its id. */
function byName(a: Named, b: Named): number {
  return compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.id, b.id);
}

function byThroughput(a: ReportedPair, b: ReportedPair): number {
  return (
    throughput(b.figures) - throughput(a.figures) ||
    compare(keyOf(a.clientId, a.gatewayId), keyOf(b.clientId, b.gatewayId))
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What nobody reports is least. */
function throughput(figures: Figures | undefined): number {
  return figures === undefined ? -1 : (figures.bitsPerSecondDown ?? 0) + (figures.bitsPerSecondUp ?? 0);
}

function keyOf(clientId: string, gatewayId: string): string {
  return `${clientId} ${gatewayId}`;
}
