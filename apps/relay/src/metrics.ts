import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Traffic } from "./counters.ts";
import type { TurnServer } from "./turn-server.ts";

export interface MetricsSource {
  readonly server: TurnServer;
  readonly isReady: boolean;
  /** Datagrams that the kernel refused to send. */
  readonly sendErrors: number;
}

/** The numbers of one relay, read when they are asked for. */
export function createMetrics(relay: MetricsSource): Registry {
  const registry = new Registry();
  const registers = [registry];
  const { counters } = relay.server;
  collectDefaultMetrics({ register: registry });
  gauge("relay_active_allocations", "Allocations that are in force", () => relay.server.allocationCount);
  gauge("relay_ready", "1 while the relay serves and, if it has one, has joined its portal", () =>
    relay.isReady ? 1 : 0,
  );
  counter("relay_send_errors_total", "Datagrams that the kernel refused to send", [], (set) =>
    set({}, relay.sendErrors),
  );
  counter("relay_forbidden_peers_total", "Requests for peers that the relay does not send to", [], (set) =>
    set({}, counters.forbiddenPeers),
  );
  counter("relay_responses_total", "Responses to clients", ["response_class", "message_type", "error_code"], (set) => {
    for (const [key, value] of counters.responses) {
      const [message_type, response_class, error_code] = key.split("|");
      set({ response_class, message_type, error_code }, value);
    }
  });
  counter("relay_dropped_total", "Datagrams that led to nothing", ["reason"], (set) => {
    for (const [reason, value] of counters.drops) set({ reason }, value);
  });
  const perDirection = (read: (traffic: Traffic) => number) => (set: SetCounter) => {
    set({ direction: "to_peer" }, read(counters.toPeers));
    set({ direction: "to_client" }, read(counters.toClients));
  };
  counter(
    "relay_data_datagrams_total",
    "Datagrams relayed",
    ["direction"],
    perDirection((traffic) => traffic.datagrams),
  );
  counter(
    "relay_data_bytes_total",
    "Bytes relayed",
    ["direction"],
    perDirection((traffic) => traffic.bytes),
  );
  return registry;

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  function counter(name: string, help: string, labelNames: string[], read: (set: SetCounter) => void): void {
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        read((labels, value) => this.inc(labels, value));
      },
    });
  }
}

type SetCounter = (labels: Record<string, string>, value: number) => void;
