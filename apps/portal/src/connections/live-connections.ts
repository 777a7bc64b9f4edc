import type { Context } from "../context.ts";
import type { Figures, ReportedPair } from "./reports.ts";
import { type ConnectedPair, type PairFilter, readPairs } from "./store.ts";

export interface LiveConnection {
  readonly pair: ConnectedPair;
  /** Undefined where neither end reports. */
  readonly figures: Figures | undefined;
}

type Sources = Pick<Context, "db" | "cluster" | "connectionReports">;

/**
 * What is connected now, at most `limit`, the busiest, by name; and the number of all. What is reported counts where a
 * grant is in force; where both ends are silent, a grant alone has to do while both are online.
 */
export async function liveConnections(
  { db, cluster, connectionReports }: Sources,
  accountId: string,
  filter: PairFilter,
  limit: number,
) {
  const isSilent = (id: string) => !connectionReports.isComplete(accountId, id);
  const silent = {
    clients: cluster.onlineClients(accountId).filter(isSilent),
    gateways: cluster.onlineGateways(accountId).filter(isSilent),
  };
  const reported = connectionReports.pairs(accountId);
  // Only the database knows whose they are and where.
  const isNarrowed = filter.siteId !== undefined || filter.actorId !== undefined;
  if (reported.length > limit && !isNarrowed) reported.sort(byThroughput);
  const looked = isNarrowed ? reported : reported.slice(0, limit);
  const { pairs, count } = await readPairs(db, accountId, { reported: looked, silent, filter }, limit);
  const figures = new Map(looked.map((one) => [keyOf(one.clientId, one.gatewayId), one.figures]));
  const connections: LiveConnection[] = pairs.map((pair) => ({
    pair,
    figures: figures.get(keyOf(pair.client_id, pair.gateway_id)),
  }));
  return { connections, count: count + reported.length - looked.length };
}

function byThroughput(a: ReportedPair, b: ReportedPair): number {
  return rateOf(b) - rateOf(a) || (keyOf(a.clientId, a.gatewayId) < keyOf(b.clientId, b.gatewayId) ? -1 : 1);
}

function rateOf({ figures }: ReportedPair): number {
  return (figures.bitsPerSecondDown ?? 0) + (figures.bitsPerSecondUp ?? 0);
}

function keyOf(clientId: string, gatewayId: string): string {
  return `${clientId} ${gatewayId}`;
}
