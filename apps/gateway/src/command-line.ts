import { addSettings, givenOf, settingsHelp, type Variables, VERSION, variablesOf } from "@fz/program";
import { Command } from "commander";
import { INERT_SETTINGS, SETTINGS } from "./settings.ts";

const HELP = `
Ends the tunnels of clients beside the resources they may reach: opens tun-firezone, connects to the portal, forwards and
masquerades what clients are authorised for, resolves names at this site, and on exit leaves the machine as it was.
Needs root or CAP_NET_ADMIN (ambient, since it runs ip and nft).

First steps:
  1. Make a gateway in the portal and keep its token: Sites → Deploy a gateway, or POST /sites/<id>/gateways.
  2. sudo FIREZONE_TOKEN=… FIREZONE_API_URL=wss://api.example.com firezone-gateway
  3. curl localhost:8080/readyz     "ready" once the portal has accepted it

The token may also be the systemd credential FIREZONE_TOKEN (LoadCredential=), which no other process sees. As an
argument it stands in the shell's history, and for a moment in the list of processes.

Exit codes: 69 portal unreachable for too long · 71 the machine lacks something · 77 token refused · 78 bad setting.`;

export interface CommandLine {
  readonly token: string | undefined;
  /** Flags over environment. */
  readonly variables: Variables;
  readonly checkPrivileges: boolean;
  /** Variables that were set although they do nothing. */
  readonly inert: readonly string[];
}

/** Ends the process itself for --help, --version and words that it does not know. */
export function parseCommandLine(words: readonly string[], environment: Variables): CommandLine {
  const command = new Command("firezone-gateway")
    .summary("ends tunnels beside the protected resources")
    .version(VERSION)
    .argument("[token]", "what the portal gave for this site; better as FIREZONE_TOKEN")
    .option("--no-check", "skip the check for root or CAP_NET_ADMIN");
  addSettings(command, SETTINGS);
  addSettings(command, INERT_SETTINGS, { hidden: true });
  command.addHelpText("after", `${settingsHelp(SETTINGS, INERT_SETTINGS)}\n${HELP}`);
  command.parse([...words], { from: "user" });
  const given: Record<string, unknown> = command.opts();
  const variables = variablesOf([...SETTINGS, ...INERT_SETTINGS], given, environment);
  const inert = givenOf(INERT_SETTINGS, variables);
  return { token: command.args[0], variables, checkPrivileges: given.check !== false, inert };
}
