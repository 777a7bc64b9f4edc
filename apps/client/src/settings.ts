// Every setting of the client: its variable, its flag, what it is for. The same table makes the help text and is held
// against the schema in config.ts.

import { LOG_SETTINGS, PACKET_LOOP_SETTINGS, type Setting } from "@fz/program";

/** Where files are: every subcommand takes these. */
export const PATH_SETTINGS = [
  {
    variable: "FIREZONE_SOCKET_PATH",
    flags: "--socket <path>",
    help: "control socket of the running client (default /run/dev.firezone.client/client.sock)",
  },
  {
    variable: "FIREZONE_TOKEN_PATH",
    flags: "--token-path <file>",
    help: "file with the token, root's alone (default /etc/dev.firezone.client/token)",
  },
] as const satisfies readonly Setting[];

export const SETTINGS = [
  {
    variable: "FIREZONE_API_URL",
    flags: "-u, --api-url <url>",
    help: "the portal's WebSocket URL (default wss://api.firezone.dev/)",
  },
  {
    variable: "FIREZONE_NAME",
    flags: "-n, --firezone-name <name>",
    help: "name of this device in the portal (default: the host name)",
  },
  {
    variable: "FIREZONE_ID",
    flags: "-i, --firezone-id <id>",
    help: "what the portal recognises this device by (default: kept in the state folder, or derived from /etc/machine-id)",
  },
  {
    variable: "FIREZONE_DNS_CONTROL",
    flags: "--dns-control <method>",
    help: "systemd-resolved (default), etc-resolv-conf or disabled: how the system is told to ask the tunnel for names",
  },
  {
    variable: "FIREZONE_ACTIVATE_INTERNET_RESOURCE",
    flags: "--activate-internet-resource",
    help: "route everything else through the Internet resource from the start, if one is granted",
  },
  {
    variable: "MAX_PARTITION_TIME",
    flags: "-m, --max-partition-time <duration>",
    help: "give up once the portal was unreachable for about this long, e.g. 24h (default: never)",
  },
  {
    variable: "FIREZONE_STATE_DIR",
    flags: "--state-dir <folder>",
    help: "what has to survive a restart (default /var/lib/dev.firezone.client)",
  },
  {
    variable: "HEALTH_CHECK_ADDR",
    flags: "--health-check-addr <address>",
    help: "where /healthz, /readyz and /metrics are served, e.g. 127.0.0.1:8080 (default: nowhere)",
  },
  ...LOG_SETTINGS,
  {
    variable: "LOG_DIR",
    flags: "-l, --log-dir <folder>",
    help: "keep a copy of the log as JSON lines there, 100 MiB at most (default: none)",
  },
  ...PACKET_LOOP_SETTINGS,
  {
    variable: "FZFF_ICMP_ERROR_UNREACHABLE_PROHIBITED_CREATE_NEW_FLOW",
    help: 'true (default) or false: whether a gateway\'s "prohibited" makes the client ask the portal for access again',
  },
] as const satisfies readonly Setting[];

/** Settings of the stock client that are taken and have no effect here. */
export const INERT_SETTINGS = [
  { variable: "FIREZONE_NO_TELEMETRY", flags: "--no-telemetry", help: "nothing is ever reported to anybody" },
  { variable: "FIREZONE_METRICS", flags: "--metrics <exporter>", help: "metrics are at /metrics, for Prometheus" },
  { variable: "OTLP_GRPC_ENDPOINT", flags: "--otlp-grpc-endpoint <address>", help: "the same" },
  { variable: "FIREZONE_FLOW_LOGS", flags: "--flow-logs", help: "the portal says whether flows are logged" },
  {
    variable: "FIREZONE_INC_BUF",
    flags: "--inc-buf",
    help: "each socket gets its own buffers; the machine's limits are never touched",
  },
  { variable: "FIREZONE_NO_INC_BUF", flags: "--no-inc-buf", help: "the same" },
] as const satisfies readonly Setting[];

export const ALL_SETTINGS: readonly Setting[] = [...SETTINGS, ...PATH_SETTINGS, ...INERT_SETTINGS];
