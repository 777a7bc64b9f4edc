import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What Prometheus reads at /metrics. One registry for each portal in a process. */
export function createMetrics(counts: () => { clients: number; gateways: number; relays: number }) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const connected = new Gauge({
    name: "portal_devices_connected",
    help: "Devices connected to this portal",
    labelNames: ["kind"] as const,
    registers: [registry],
    collect() {
      for (const [kind, count] of Object.entries(counts())) this.set({ kind }, count);
    },
  });
  return {
    registry,
    connected,
    refusedConnections: new Counter({
      name: "portal_connections_refused_total",
      help: "Device connections refused, by code",
      labelNames: ["code"] as const,
      registers: [registry],
    }),
    authorizations: new Counter({
      name: "portal_authorizations_total",
      help: "Access asked for by clients, by outcome",
      labelNames: ["outcome"] as const,
      registers: [registry],
    }),
    authorizationTime: new Histogram({
      name: "portal_authorization_seconds",
      help: "Time from a client's request until the written grant is on its way to the gateway",
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.1, 0.25, 0.5, 1],
      registers: [registry],
    }),
    propagation: new Histogram({
      name: "portal_change_propagation_seconds",
      help: "Time to push a batch of changes to the devices connected here",
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers: [registry],
    }),
    requests: new Histogram({
      name: "portal_http_request_seconds",
      help: "HTTP requests by route and status",
      labelNames: ["method", "route", "status"] as const,
      registers: [registry],
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
