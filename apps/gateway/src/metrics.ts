import { COUNTER, type Engine } from "@fz/engine";
import { CounterMetrics } from "@fz/program";
import type { GatewayCommand, GatewayEvent } from "@fz/tunnel";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
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

export function gatewayMetrics(sources: MetricSources): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counts = async (ofLoop: boolean) => {
    const all = Object.entries((await sources.engine()?.metrics()) ?? {});
    return Object.fromEntries(all.filter(([name]) => Object.hasOwn(COUNTER, name) === ofLoop));
  };
  new CounterMetrics(registry, "firezone_packet_loop", "What the packet loop counted", () => counts(true));
  new CounterMetrics(registry, "firezone_tunnel_refused", "Datagrams and packets dropped or refused", () =>
    counts(false),
  );
  new Gauge({
    name: "firezone_clients",
    help: "Clients that have access, by the state of their connection (none: gone, its access kept)",
    labelNames: ["connection"],
    registers,
    async collect() {
      const { clients } = StatusSchema.safeParse(await sources.engine()?.status()).data ?? { clients: [] };
      for (const connection of ["none", "connecting", "connected", "idle"]) {
        this.set({ connection }, clients.filter((client) => client.connection === connection).length);
      }
    },
  });
  new Gauge({
    name: "firezone_nat_sessions",
    help: "Flows to DNS resources that are being translated",
    registers,
    async collect() {
      const { clients } = StatusSchema.safeParse(await sources.engine()?.status()).data ?? { clients: [] };
      this.set(clients.reduce((sum, { natSessions }) => sum + natSessions, 0));
    },
  });
  new Gauge({
    name: "firezone_portal_connected",
    help: "1 while the portal is connected",
    registers,
    collect() {
      this.set(sources.isPortalConnected() ? 1 : 0);
    },
  });
  new Gauge({
    name: "firezone_portal_connections_lost",
    help: "How often the portal's connection was lost or could not be made since the start",
    registers,
    collect() {
      this.set(sources.portalConnectionsLost());
    },
  });
  new CounterMetrics(
    registry,
    "firezone_tunnel_dns",
    "Queries of clients to the DNS server in the tunnel",
    sources.dnsServer,
  );
  new CounterMetrics(registry, "firezone_site_names", "Names of DNS resources that were resolved", sources.resolver);
  return registry;
}
