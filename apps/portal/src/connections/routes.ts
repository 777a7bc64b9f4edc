import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { NETWORK_READERS } from "../http/roles.ts";
import { type ConnectedPair, readPairs } from "./store.ts";

const MAX_CONNECTIONS = 1_000;

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
});

export function connectionRoutes(api: Api): void {
  const summary = "List what is connected now: clients with gateways, by name, with what their devices report";
  const spec = { tag: "Connections", summary, may: NETWORK_READERS };
  api.get("/connections", { ...spec, data: z.array(ConnectionView), metadata: ConnectionsMetadata }, listConnections);
}

async function listConnections(call: Call) {
  const { cluster } = call.context;
  const online = { clients: cluster.onlineClients(call.accountId), gateways: cluster.onlineGateways(call.accountId) };
  const { pairs, count } = await readPairs(call.db, call.accountId, online, MAX_CONNECTIONS);
  return { data: pairs.map(connectionView), metadata: { count, truncated: count > pairs.length } };
}

/** A connection between devices that report nothing of it. */
function connectionView(pair: ConnectedPair): z.input<typeof ConnectionView> {
  return {
    ...pair,
    resources: [...pair.resources],
    path: null,
    rtt_ms: null,
    bits_per_second_down: null,
    bits_per_second_up: null,
    bytes_down: null,
    bytes_up: null,
    connected_at: null,
    reported_at: null,
  };
}
