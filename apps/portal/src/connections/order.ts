// How a list of connections is searched and sorted: like those of the database, but of what is worked out.

import { badRequest } from "../http/problem.ts";
import type { Query } from "../http/query.ts";
import type { LiveConnection } from "./live-connections.ts";

/** What is sorted by; null and undefined where nobody reports it. */
export const SORTS = {
  client_name: ({ client }) => client.name.toLowerCase(),
  actor_name: ({ actor }) => actor.name.toLowerCase(),
  gateway_name: ({ gateway }) => gateway.name.toLowerCase(),
  site_name: ({ site }) => site.name.toLowerCase(),
  path: ({ figures }) => figures?.path,
  rtt_ms: ({ figures }) => figures?.rttMs,
  bits_per_second_down: ({ figures }) => figures?.bitsPerSecondDown,
  bits_per_second_up: ({ figures }) => figures?.bitsPerSecondUp,
  connected_at: ({ figures }) => figures?.connectedAt,
} satisfies Readonly<Record<string, (connection: LiveConnection) => string | number | null | undefined>>;

type SortName = keyof typeof SORTS;

/** Whether the text occurs in a name, whatever the letter case. */
export function holds({ client, actor, gateway, site, resources }: LiveConnection, text: string): boolean {
  const wanted = text.toLowerCase();
  return [client, actor, gateway, site, ...resources].some(({ name }) => name.toLowerCase().includes(wanted));
}

/** As `sort=` asks for; what is alike stays as it was, and what nobody reports comes last both ways. Throws a 400. */
export function orderOf(query: Query): (connections: readonly LiveConnection[]) => readonly LiveConnection[] {
  const wanted = query.text("sort");
  if (wanted === undefined) return (connections) => connections;
  const name = wanted.replace(/^-/, "");
  if (!isSortName(name)) {
    throw badRequest(`"sort" must be one of ${Object.keys(SORTS).join(", ")}, with a "-" in front or without.`);
  }
  const sign = wanted.startsWith("-") ? -1 : 1;
  const shown = SORTS[name];
  return (connections) => connections.toSorted((a, b) => compare(shown(a), shown(b), sign));
}

function isSortName(name: string): name is SortName {
  return Object.hasOwn(SORTS, name);
}

function compare<T extends string | number>(a: T | null | undefined, b: T | null | undefined, sign: 1 | -1): number {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  if (a === b) return 0;
  return a < b ? -sign : sign;
}
