import { Gauge, type Registry } from "prom-client";

/** Shows counts that a state machine keeps by reason as one metric with the label `reason`. */
export class CounterMetrics {
  constructor(registry: Registry, name: string, help: string, read: () => Record<string, number>) {
    new Gauge({
      name,
      help,
      labelNames: ["reason"],
      registers: [registry],
      collect() {
        for (const [reason, count] of Object.entries(read())) this.set({ reason }, count);
      },
    });
  }
}
