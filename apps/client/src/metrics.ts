import { COUNTER } from "@fz/engine";
import { Metrics } from "@fz/program";
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

export function clientMetrics(sources: MetricSources): Metrics {
  const metrics = new Metrics();
  metrics.packetLoop(sources.counters, (name) => Object.hasOwn(COUNTER, name));
  metrics.gaugeBy(
    "path",
    "firezone_gateways",
    "Gateways that this client has a connection to, by the path of their packets (none: not established)",
    async () => {
      const { gateways } = StatusSchema.safeParse(await sources.status()).data ?? { gateways: [] };
      const count = (path: string) => gateways.filter((one) => (one.path ?? "none") === path).length;
      return Object.fromEntries(PATHS.map((path) => [path, count(path)]));
    },
  );
  metrics.portal({ isConnected: sources.isPortalConnected, connectionsLost: sources.portalConnectionsLost });
  return metrics;
}
