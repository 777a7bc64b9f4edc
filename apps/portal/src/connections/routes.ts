import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { pageOfList } from "../http/list-page.ts";
import { readPaging } from "../http/pagination.ts";
import { NETWORK_READERS } from "../http/roles.ts";
import { busiest, type LiveConnection } from "./live-connections.ts";
import { holds, orderOf, SORTS } from "./order.ts";

const figure = z.number().nullable();
const ConnectionView = z.object({
  client_id: z.uuid(),
  client_name: z.string(),
  actor_id: z.uuid(),
  actor_name: z.string(),
  gateway_id: z.uuid(),
  gateway_name: z.string(),
  site_id: z.uuid(),
  site_name: z.string(),
  resources: z.array(z.object({ id: z.uuid(), name: z.string() })),
  path: z.enum(["direct", "relayed"]).nullable(),
  rtt_ms: figure,
  bits_per_second_down: figure.meta({ description: "Towards the client." }),
  bits_per_second_up: figure,
  bytes_down: figure.meta({ description: "Towards the client." }),
  bytes_up: figure,
  connected_at: z.string().nullable(),
  reported_at: z.string().nullable(),
});
const ConnectionsMetadata = z.object({
  truncated: z.boolean().meta({ description: "Not all are looked at, or shown where no page is asked for." }),
  unreported_count: z.int().meta({ description: "Of how many neither end reports anything." }),
  bits_per_second_down: figure.meta({ description: "Of all together, towards clients." }),
  bits_per_second_up: figure,
  relays_online: z.int().meta({ description: "Relays of the installation. Without one no device finds another." }),
});

/** Without a page, of more the busiest. */
const WHOLE_UP_TO = 1_000;
const LIST = "connections";

export function connectionRoutes(api: Api): void {
  const summary = "List what is connected now: clients with gateways, by name, with what their devices report";
  const spec = {
    tag: "Connections",
    summary,
    may: NETWORK_READERS,
    filters: ["site_id", "actor_id"],
    search: "names of the client, its owner, the gateway, its site and the resources",
    sort: Object.keys(SORTS),
    isList: true,
    wholeUpTo: WHOLE_UP_TO,
  };
  api.get("/connections", { ...spec, data: ConnectionView, metadata: ConnectionsMetadata }, listConnections);
}

async function listConnections(call: Call) {
  const filter = { siteId: call.query.id("site_id"), actorId: call.query.id("actor_id") };
  const paging = readPaging(call.query);
  const search = call.query.search();
  const inOrder = orderOf(call.query);
  const { connections, count } = await call.context.liveConnections.list(call.accountId, filter);
  const left = count - connections.length;
  const found = search === undefined ? connections : connections.filter((one) => holds(one, search));
  const isPage = call.query.text("limit") !== undefined || paging.cursor !== undefined;
  const whole = isPage ? found : busiest(found, WHOLE_UP_TO);
  const page = pageOfList(LIST, inOrder(whole), isPage ? paging : { limit: WHOLE_UP_TO, cursor: undefined });
  const metadata = {
    ...page.metadata,
    count: search === undefined ? count : found.length,
    truncated: left > 0 || whole.length < found.length,
    unreported_count: found.filter(({ figures }) => figures === undefined).length,
    bits_per_second_down: total(found, ({ figures }) => figures?.bitsPerSecondDown),
    bits_per_second_up: total(found, ({ figures }) => figures?.bitsPerSecondUp),
    relays_online: call.context.cluster.relays().length,
  };
  return { data: page.items.map(connectionView), metadata };
}

/** Null where nobody says anything. */
function total(connections: readonly LiveConnection[], of: (one: LiveConnection) => number | null | undefined) {
  const known = connections.flatMap((one) => of(one) ?? []);
  return known.length === 0 ? null : known.reduce((sum, bits) => sum + bits, 0);
}

function connectionView(connection: LiveConnection): z.input<typeof ConnectionView> {
  const { client, actor, gateway, site, resources, figures } = connection;
  return {
    client_id: client.id,
    client_name: client.name,
    actor_id: actor.id,
    actor_name: actor.name,
    gateway_id: gateway.id,
    gateway_name: gateway.name,
    site_id: site.id,
    site_name: site.name,
    resources: resources.map(({ id, name }) => ({ id, name })),
    path: figures?.path ?? null,
    rtt_ms: figures?.rttMs ?? null,
    bits_per_second_down: figures?.bitsPerSecondDown ?? null,
    bits_per_second_up: figures?.bitsPerSecondUp ?? null,
    bytes_down: figures?.bytesDown ?? null,
    bytes_up: figures?.bytesUp ?? null,
    connected_at: figures ? timeText(figures.connectedAt) : null,
    reported_at: figures ? timeText(figures.reportedAt) : null,
  };
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
