import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

type Counts = Readonly<Record<string, number>>;

/** The metrics of one program, beside those of Node itself; each is asked anew at each scrape. */
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /** One number for each value of a label. */
  gaugeBy(label: string, name: string, help: string, read: () => Counts | Promise<Counts>): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        for (const [value, number] of Object.entries(await read())) this.set({ [label]: value }, number);
      },
    });
  }

  /** What a state machine counts by reason; with `belongs`, the reasons of which that is true. */
  counts(
    name: string,
    help: string,
    read: () => Counts | Promise<Counts>,
    belongs: (reason: string) => boolean = () => true,
  ): void {
    this.gaugeBy("reason", name, help, async () =>
      Object.fromEntries(Object.entries(await read()).filter(([reason]) => belongs(reason))),
    );
  }

  /**
   * What the packet loop and its tunnel count, told apart by name.
   * @param isOfLoop whether a name is one of the loop's own counters
   */
  packetLoop(read: () => Counts | Promise<Counts>, isOfLoop: (name: string) => boolean): void {
    this.counts("firezone_packet_loop", "What the packet loop counted since the start", read, isOfLoop);
    this.counts(
      "firezone_tunnel_refused",
      "Datagrams and packets that were dropped or answered with an error since the start",
      read,
      (reason) => !isOfLoop(reason),
    );
  }

  portal(portal: { readonly isConnected: () => boolean; readonly connectionsLost: () => number }): void {
    this.gauge("firezone_portal_connected", "1 while the portal is connected", () => (portal.isConnected() ? 1 : 0));
    this.gauge(
      "firezone_portal_connections_lost",
      "How often the portal's connection was lost or could not be made since the start",
      portal.connectionsLost,
    );
  }
}
