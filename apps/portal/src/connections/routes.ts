import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { NETWORK_READERS } from "../http/roles.ts";
import type { LiveConnection } from "./live-connections.ts";

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
  /** Of all, those left out included. */
  count: z.int(),
  truncated: z.boolean(),
  relays_online: z.int().meta({ description: "Relays of the installation. Without one no device finds another." }),
});

export function connectionRoutes(api: Api): void {
  const summary = "List what is connected now: clients with gateways, by name, with what their devices report";
  const filters = ["site_id", "actor_id"];
  const spec = { tag: "Connections", summary, may: NETWORK_READERS, filters };
  api.get("/connections", { ...spec, data: z.array(ConnectionView), metadata: ConnectionsMetadata }, listConnections);
}

async function listConnections(call: Call) {
  const filter = { siteId: call.query.id("site_id"), actorId: call.query.id("actor_id") };
  const { connections, count } = await call.context.liveConnections.list(call.accountId, filter);
  const relays_online = call.context.cluster.relays().length;
  const metadata = { count, truncated: count > connections.length, relays_online };
  return { data: connections.map(connectionView), metadata };
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
