import { Gauge, type Registry } from "prom-client";

type Counts = Readonly<Record<string, number>>;

/** Shows counts that a state machine keeps by reason as one metric with the label `reason`; asked anew at each scrape. */
export class CounterMetrics {
  constructor(registry: Registry, name: string, help: string, read: () => Counts | Promise<Counts>) {
    new Gauge({
      name,
      help,
      labelNames: ["reason"],
      registers: [registry],
      async collect() {
        for (const [reason, count] of Object.entries(await read())) this.set({ reason }, count);
      },
    });
  }
}
