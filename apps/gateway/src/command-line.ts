import { VERSION } from "@fz/program";
import { Command, Option } from "commander";
import { INERT_SETTINGS, SETTINGS, type Setting } from "./settings.ts";

const HELP = `
Ends the tunnels of clients beside the resources they may reach: opens tun-firezone, connects to the portal, forwards and
masquerades what clients are authorised for, resolves names at this site, and on exit leaves the machine as it was.
Needs root or CAP_NET_ADMIN (ambient, since it runs ip and nft).

First steps:
  1. Make a gateway in the portal and keep its token: POST /sites/<id>/gateways (stock portals: Sites → Deploy a gateway).
  2. sudo FIREZONE_TOKEN=… FIREZONE_API_URL=wss://api.example.com firezone-gateway
  3. curl localhost:8080/readyz     "ready" once the portal has accepted it

The token may also be the systemd credential FIREZONE_TOKEN (LoadCredential=), which no other process sees. As an
argument it stands in the shell's history, and for a moment in the list of processes.

Exit codes: 69 portal unreachable for too long · 71 the machine lacks something · 77 token refused · 78 bad setting.`;

export interface CommandLine {
  readonly token: string | undefined;
  /** Settings by the names of their variables: flags over environment. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly checkPrivileges: boolean;
  /** Variables that were set although they do nothing. */
  readonly inert: readonly string[];
}

/** Ends the process itself for --help, --version and words that it does not know. */
export function parseCommandLine(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const command = new Command("firezone-gateway")
    .summary("ends tunnels beside the protected resources")
    .version(VERSION)
    .argument("[token]", "what the portal gave for this site; better as FIREZONE_TOKEN")
    .option("--no-check", "skip the check for root or CAP_NET_ADMIN");
  const settings: readonly Setting[] = [...SETTINGS, ...INERT_SETTINGS];
  for (const { flags, help, variable } of settings) {
    if (flags === undefined) continue;
    const isInert = INERT_SETTINGS.some((inert) => inert.variable === variable);
    command.addOption(new Option(flags, `${help} [${variable}]`).hideHelp(isInert));
  }
  const line = ({ variable, help }: Setting) => `  ${variable}: ${help}`;
  const byVariableOnly = settings.filter(({ flags }) => flags === undefined).map(line);
  const inertLines = INERT_SETTINGS.map(line);
  command.addHelpText("after", `\nBy variable only:\n${byVariableOnly.join("\n")}`);
  command.addHelpText("after", `\nTaken, but without effect here:\n${inertLines.join("\n")}\n${HELP}`);
  command.parse([...words], { from: "user" });
  const given: Record<string, unknown> = command.opts();
  const variables: Record<string, string | undefined> = { ...environment };
  for (const { flags, variable } of settings) {
    if (flags === undefined) continue;
    const option = new Option(flags);
    const value = given[option.attributeName()];
    if (typeof value === "string") variables[variable] = value;
    // `--no-x` makes x false; as a variable it is FIREZONE_NO_X=true.
    else if (option.negate ? value === false : value === true) variables[variable] = "true";
  }
  const inert = INERT_SETTINGS.map(({ variable }) => variable).filter((variable) => (variables[variable] ?? "") !== "");
  return { token: command.args[0], variables, checkPrivileges: given.check !== false, inert };
}
