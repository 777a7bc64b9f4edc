// Every setting of the gateway: its variable, its flag, what it is for. The same table makes the help text and is held
// against the schema in config.ts.

import { LOG_SETTINGS, PACKET_LOOP_SETTINGS, type Setting } from "@fz/program";

export const SETTINGS = [
  {
    variable: "FIREZONE_API_URL",
    flags: "-u, --api-url <url>",
    help: "the portal's WebSocket URL (default wss://api.firezone.dev/)",
  },
  {
    variable: "FIREZONE_NAME",
    flags: "-n, --firezone-name <name>",
    help: "name in the portal when this gateway is seen for the first time (default: the host name)",
  },
  {
    variable: "FIREZONE_ID",
    flags: "-i, --firezone-id <id>",
    help: "what the portal recognises this machine by (default: gateway_id in the state folder, else derived from /etc/machine-id)",
  },
  {
    variable: "FIREZONE_STATE_DIR",
    flags: "--state-dir <folder>",
    help: "the id, and what has to be put back after a crash (default /var/lib/firezone)",
  },
  {
    variable: "FIREZONE_MAX_PARTITION_TIME",
    flags: "-m, --max-partition-time <duration>",
    help: "give up once the portal was unreachable for about this long, e.g. 24h (the default)",
  },
  {
    variable: "HEALTH_CHECK_ADDR",
    flags: "--health-check-addr <address>",
    help: "where /healthz, /readyz and /metrics are served (default 0.0.0.0:8080)",
  },
  ...LOG_SETTINGS,
  {
    variable: "FIREZONE_DNS_PROBE_NAME",
    flags: "--dns-probe-name <name>",
    help: "asked of every nameserver once a minute to find the fastest (default firezone.dev)",
  },
  ...PACKET_LOOP_SETTINGS,
] as const satisfies readonly Setting[];

/** Settings of the stock gateway that are taken and have no effect here. */
export const INERT_SETTINGS = [
  { variable: "FIREZONE_NO_TELEMETRY", flags: "--no-telemetry", help: "nothing is ever reported to anybody" },
  { variable: "FIREZONE_METRICS", flags: "--metrics <exporter>", help: "metrics are at /metrics, for Prometheus" },
  { variable: "OTLP_GRPC_ENDPOINT", flags: "--otlp-grpc-endpoint <address>", help: "the same" },
  { variable: "FIREZONE_FLOW_LOGS", flags: "--flow-logs", help: "the portal says whether flows are logged" },
  {
    variable: "FIREZONE_VALIDATE_CHECKSUMS",
    flags: "--validate-checksums",
    help: "checksums are the kernel's business",
  },
  {
    variable: "FIREZONE_NO_INC_BUF",
    flags: "--no-inc-buf",
    help: "each socket gets its own buffers; the machine's limits are never touched",
  },
] as const satisfies readonly Setting[];
