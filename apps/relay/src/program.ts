// The command line: every option is a flag and an environment variable.

import { Command, Option } from "commander";

const HELP = `
A relay stands on a public address and passes encrypted packets between devices that cannot reach each other directly.
Open UDP 3478 and the range of relayed ports (49152-65535) in the firewall in front of it. Devices find a relay on port 3478
only: choose another one for tests alone.

Examples:
  Joined to a portal
    $ export FIREZONE_API_URL=wss://api.example.com FIREZONE_TOKEN=…
    $ relay --public-ip4-addr 203.0.113.7 --public-ip6-addr 2001:db8::7

  On its own, for any TURN client
    $ relay --public-ip4-addr 203.0.113.7 --stamp-secret "$(openssl rand -hex 32)" \\
        --allocations-per-user 100 --highest-channel 0x7fff
    $ relay credentials --stamp-secret …        prints a username and its password

  In a lab on one machine, where peers are on loopback
    $ relay --public-ip4-addr 127.0.0.1 --allow-peer 127.0.0.0/8

Health: http://<health-check-addr>/healthz (runs), /readyz (serves and has joined its portal), /metrics (Prometheus).
Exit codes: 0 asked to end · 2 a setting is missing or unusable · 1 anything else, and the last line on stderr says what.`;

/** Names of options as `Configuration` wants them, to how people know them. */
export function optionLabel(command: Command): (name: string) => string {
  return (name) => {
    const option = command.options.find((candidate) => candidate.attributeName() === name);
    if (!option) return name;
    return option.envVar === undefined ? (option.long ?? name) : `${option.long} (${option.envVar})`;
  };
}

/** @param run gets the options as given, to be checked */
export function relayCommand(version: string): Command {
  const command = new Command("relay")
    .description("STUN and TURN server that lets devices reach each other through it")
    .version(version)
    .addHelpText("after", HELP)
    .showHelpAfterError("(relay --help shows all options)");
  for (const [flags, description, variable] of OPTIONS) {
    command.addOption(new Option(flags, description).env(variable));
  }
  return command;
}

const OPTIONS: readonly (readonly [flags: string, description: string, variable: string])[] = [
  ["--public-ip4-addr <ip>", "IPv4 address at which clients and peers reach this relay", "PUBLIC_IP4_ADDR"],
  ["--public-ip6-addr <ip>", "the same for IPv6; at least one of the two is needed", "PUBLIC_IP6_ADDR"],
  [
    "--bind-ip4-addr <ip>",
    "local IPv4 address for the sockets (default: the public one if this machine has it, else all)",
    "BIND_IP4_ADDR",
  ],
  ["--bind-ip6-addr <ip>", "the same for IPv6", "BIND_IP6_ADDR"],
  ["--listen-port <port>", "UDP port that clients speak to (default: 3478)", "LISTEN_PORT"],
  ["--lowest-port <port>", "first port for allocations (default: 49152)", "LOWEST_PORT"],
  ["--highest-port <port>", "last port for allocations (default: 65535)", "HIGHEST_PORT"],
  [
    "--allocations-per-user <number>",
    "how many a username may have; devices need one, other TURN clients may share a name (default: 1)",
    "RELAY_ALLOCATIONS_PER_USER",
  ],
  [
    "--highest-channel <number>",
    "last channel number to accept; clients from before RFC 8656 need 0x7fff (default: 0x4fff)",
    "RELAY_HIGHEST_CHANNEL",
  ],
  [
    "--allow-peer <networks>",
    "comma-separated networks to relay to although they are special, such as loopback; for labs",
    "RELAY_ALLOW_PEER",
  ],
  ["--deny-peer <networks>", "comma-separated networks never to relay to, such as your own", "RELAY_DENY_PEER"],
  ["--api-url <url>", "the portal, such as wss://api.example.com", "FIREZONE_API_URL"],
  ["--token <token>", "token of this relay; without one it stands alone. Prefer the variable", "FIREZONE_TOKEN"],
  ["--name <name>", "what the portal shows", "FIREZONE_NAME"],
  [
    "--stamp-secret <secret>",
    "secret from which the passwords of clients follow (default: a new one at each start)",
    "RELAY_STAMP_SECRET",
  ],
  ["--rng-seed <number>", "for tests only: nothing is random, secrets included", "RNG_SEED"],
  [
    "--health-check-addr <address>",
    "health and metrics over HTTP, or off (default: 0.0.0.0:8080)",
    "HEALTH_CHECK_ADDR",
  ],
  [
    "--control-endpoint <address>",
    "takes POST /log_filter?directives=<level>, such as 127.0.0.1:9999 (default: off)",
    "CONTROL_ENDPOINT",
  ],
  ["--log-level <filter>", "error, warn, info, debug, trace or off (default: info)", "RUST_LOG"],
  ["--log-format <format>", "human, json or google-cloud (default: human)", "LOG_FORMAT"],
];
