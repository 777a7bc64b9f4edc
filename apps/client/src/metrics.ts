import { COUNTER } from "@fz/engine";
import { CounterMetrics } from "@fz/program";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { z } from "zod";

/** What is measured; each is asked anew when somebody scrapes. */
export interface MetricSources {
  readonly counters: () => Promise<Record<string, number>>;
  readonly status: () => Promise<unknown>;
  readonly isPortalConnected: () => boolean;
  readonly portalConnectionsLost: () => number;
}

const StatusSchema = z.object({
  gateways: z.array(z.object({ connection: z.string(), path: z.enum(["direct", "relayed"]).optional() })),
});

const PATHS = ["direct", "relayed", "none"] as const;

export function clientMetrics(sources: MetricSources): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const isEngines = (name: string) => Object.hasOwn(COUNTER, name);
  new CounterMetrics(registry, "firezone_engine", "What the packet loop counted since the start", () =>
    pick(sources.counters, isEngines),
  );
  new CounterMetrics(
    registry,
    "firezone_tunnel_refused",
    "Datagrams and packets that were dropped or answered with an error since the start",
    () => pick(sources.counters, (name) => !isEngines(name)),
  );
  new Gauge({
    name: "firezone_gateways",
    help: "Gateways that this client has a connection to, by the path of their packets (none: not established)",
    labelNames: ["path"],
    registers,
    async collect() {
      const { gateways } = StatusSchema.safeParse(await sources.status()).data ?? { gateways: [] };
      for (const path of PATHS) this.set({ path }, gateways.filter((one) => (one.path ?? "none") === path).length);
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
  return registry;
}

async function pick(
  counters: () => Promise<Record<string, number>>,
  belongs: (name: string) => boolean,
): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await counters()).filter(([name]) => belongs(name)));
}
