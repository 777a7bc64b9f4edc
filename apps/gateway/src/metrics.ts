import { COUNTER, type Engine } from "@fz/engine";
import { Metrics } from "@fz/program";
import type { GatewayCommand, GatewayEvent } from "@fz/tunnel";
import { z } from "zod";

/** What is measured; nothing of it needs to exist yet. */
export interface MetricSources {
  readonly engine: () => Engine<GatewayCommand, GatewayEvent> | undefined;
  readonly isPortalConnected: () => boolean;
  readonly portalConnectionsLost: () => number;
  readonly dnsServer: () => Record<string, number>;
  readonly resolver: () => Record<string, number>;
}

const StatusSchema = z.object({
  clients: z.array(z.object({ connection: z.string(), resources: z.array(z.string()), natSessions: z.number() })),
});

const CONNECTIONS = ["none", "connecting", "connected", "idle"];

export function gatewayMetrics(sources: MetricSources): Metrics {
  const metrics = new Metrics();
  const counters = async () => (await sources.engine()?.metrics()) ?? {};
  const clients = async () => StatusSchema.safeParse(await sources.engine()?.status()).data?.clients ?? [];
  metrics.packetLoop(counters, (name) => Object.hasOwn(COUNTER, name));
  metrics.gaugeBy(
    "connection",
    "firezone_clients",
    "Clients that have access, by the state of their connection (none: gone, its access kept)",
    async () => {
      const present = await clients();
      const count = (connection: string) => present.filter((client) => client.connection === connection).length;
      return Object.fromEntries(CONNECTIONS.map((connection) => [connection, count(connection)]));
    },
  );
  metrics.gauge("firezone_nat_sessions", "Flows to DNS resources that are being translated", async () =>
    (await clients()).reduce((sum, { natSessions }) => sum + natSessions, 0),
  );
  metrics.portal({ isConnected: sources.isPortalConnected, connectionsLost: sources.portalConnectionsLost });
  metrics.counts("firezone_tunnel_dns", "Queries of clients to the DNS server in the tunnel", sources.dnsServer);
  metrics.counts("firezone_site_names", "Names of DNS resources that were resolved", sources.resolver);
  return metrics;
}
