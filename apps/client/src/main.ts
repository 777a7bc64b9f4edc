#!/usr/bin/env node
import { runProgram, type Shutdown, VERSION } from "@fz/program";
import { Command, Option } from "commander";
import { type ClientConfig, DNS_CONTROLS, readConfig } from "./config.ts";
import { runDaemon } from "./daemon.ts";
import { askDaemon } from "./ipc.ts";
import { signIn, signOut } from "./sign-in.ts";
import { formatResources, formatStatus, statusSchema } from "./status.ts";

const HELP = `
Every option can be given by environment variable as well; more of them:
  FIREZONE_TOKEN                        the token itself (wins over the file, and is taken out of the environment)
  FIREZONE_ACTIVATE_INTERNET_RESOURCE   true: route everything through the Internet resource, where there is one
  MAX_PARTITION_TIME                    how long a portal outage may last, e.g. 24h (unset: for ever)
  HEALTH_CHECK_ADDR                     address:port for /healthz, /readyz and /metrics (unset: none)
  FIREZONE_LOG_FORMAT, LOG_LEVEL        human or json; debug, info, warn …

Examples:
  sudo firezone-client sign-in --account-slug acme
  sudo FIREZONE_API_URL=wss://portal.example firezone-client
  sudo firezone-client status
`;

const TOKEN_FLAG = "error: --token would show the token to every user of this machine; use FIREZONE_TOKEN or a file.";

function build(shutdown: Shutdown): Command {
  const program = new Command("firezone-client")
    .description("Connects this machine to the resources that your organisation grants you.")
    .version(VERSION)
    .addHelpText("after", HELP);

  const settings = (command: Command): Command =>
    command
      .addOption(new Option("-u, --api-url <url>", "the portal (FIREZONE_API_URL)"))
      .addOption(new Option("-i, --firezone-id <id>", "identity of this device (FIREZONE_ID)"))
      .addOption(new Option("--name <name>", "name of this device (FIREZONE_NAME; default: host name)"))
      .addOption(new Option("--token-path <file>", "where the token is (FIREZONE_TOKEN_PATH)"))
      .addOption(
        new Option("--dns-control <method>", "who tells the system to ask us (FIREZONE_DNS_CONTROL)").choices(
          DNS_CONTROLS,
        ),
      )
      .addOption(new Option("-m, --max-partition-time <span>", "end after such a portal outage (MAX_PARTITION_TIME)"))
      .addOption(new Option("--state-dir <folder>", "what must survive a restart (FIREZONE_STATE_DIR)"))
      .addOption(new Option("--socket <path>", "control socket (FIREZONE_SOCKET_PATH)"))
      .addOption(new Option("--token <token>").hideHelp());

  settings(program.command("standalone", { isDefault: true }).description("run the client (default)"))
    .option("--check", "check configuration and token, then end")
    .option("--exit", "end once the tunnel device is configured")
    .action(async (options: Record<string, string | boolean>) => {
      if (options.token !== undefined) program.error(TOKEN_FLAG);
      const config = configOf(options);
      if (options.check) return check(config);
      await runDaemon({ config, exitOnceUp: options.exit === true }, shutdown);
    });

  settings(program.command("sign-in").description("open the sign-in page and store the token it shows"))
    .option("--auth-base-url <url>", "sign-in pages of the portal (FIREZONE_AUTH_BASE_URL)")
    .option("--account-slug <slug>", "your organisation (FIREZONE_ACCOUNT_SLUG)")
    .action(async (options: Record<string, string>) => {
      const { FIREZONE_AUTH_BASE_URL: base = "https://app.firezone.dev", FIREZONE_ACCOUNT_SLUG: slug } = process.env;
      const tokenPath = configOf(options).FIREZONE_TOKEN_PATH;
      await signIn({ authBaseUrl: options.authBaseUrl ?? base, accountSlug: options.accountSlug ?? slug, tokenPath });
    });

  settings(program.command("sign-out").description("remove the stored token"))
    .option("-f, --force", "do not ask")
    .action((options: Record<string, string>) => signOut(configOf(options).FIREZONE_TOKEN_PATH));

  settings(program.command("status").description("what the running client is connected to"))
    .option("--json", "for programs")
    .action(async (options: Record<string, string | boolean>) => {
      const status = await askDaemon(configOf(options).FIREZONE_SOCKET_PATH, { ask: "status" });
      print(options.json ? JSON.stringify(status) : formatStatus(statusSchema.parse(status)));
    });

  settings(program.command("resources").description("what you may reach, and whether it answers"))
    .option("--json", "for programs")
    .action(async (options: Record<string, string | boolean>) => {
      const status = statusSchema.parse(await askDaemon(configOf(options).FIREZONE_SOCKET_PATH, { ask: "status" }));
      print(options.json ? JSON.stringify(status.tunnel.resources) : formatResources(status.tunnel.resources));
    });

  settings(program.command("internet-resource").description("route everything through the Internet resource, or not"))
    .argument("<state>", "on or off")
    .action(async (state: string, options: Record<string, string>) => {
      if (state !== "on" && state !== "off") program.error("error: say on or off");
      const request = { ask: "set-internet-resource", active: state === "on" } as const;
      await askDaemon(configOf(options).FIREZONE_SOCKET_PATH, request);
      print(`The Internet resource is ${state}.`);
    });

  settings(program.command("roam").description("make all connections anew, as after a change of network")).action(
    async (options: Record<string, string>) => {
      await askDaemon(configOf(options).FIREZONE_SOCKET_PATH, { ask: "roam" });
    },
  );
  return program;
}

function configOf(options: Record<string, string | boolean>): ClientConfig {
  return readConfig(process.env, {
    FIREZONE_API_URL: options.apiUrl,
    FIREZONE_ID: options.firezoneId,
    FIREZONE_NAME: options.name,
    FIREZONE_TOKEN_PATH: options.tokenPath,
    FIREZONE_DNS_CONTROL: options.dnsControl,
    FIREZONE_STATE_DIR: options.stateDir,
    FIREZONE_SOCKET_PATH: options.socket,
    MAX_PARTITION_TIME: options.maxPartitionTime,
  });
}

async function check(config: ClientConfig): Promise<void> {
  const { readToken } = await import("./token-store.ts");
  readToken(config.FIREZONE_TOKEN, config.FIREZONE_TOKEN_PATH);
  print(`The configuration is fine; the portal would be ${config.FIREZONE_API_URL}.`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runProgram((shutdown) =>
  build(shutdown)
    .parseAsync()
    .then(() => undefined),
);
