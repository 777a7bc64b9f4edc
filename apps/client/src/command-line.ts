import { VERSION } from "@fz/program";
import { Command, Option } from "commander";
import { type ClientConfig, clientConfig } from "./config.ts";
import { ALL_SETTINGS, INERT_SETTINGS, PATH_SETTINGS, SETTINGS, type Setting } from "./settings.ts";

const DESCRIPTION =
  "Connects this machine to the resources that your organisation grants you. Without a command it runs the client, " +
  "which needs root; the other commands ask the client that runs.";

const HELP = `
The token is taken from FIREZONE_TOKEN, else from the token file. It may be read by nobody but root.

Exit codes: 0 asked to end · 1 anything else, and one line says what.
Signals: SIGTERM, SIGINT end it and leave the machine as it was · SIGHUP makes all connections anew.

Examples:
  sudo firezone-client sign-in --account-slug acme
  sudo FIREZONE_API_URL=wss://portal.example firezone-client
  sudo firezone-client status`;

const AUTH_BASE_URL = "https://app.firezone.dev";
const TOKEN_FLAG = "error: --token would show the token to every user of this machine; use FIREZONE_TOKEN or a file.";

export interface SignInWords {
  readonly authBaseUrl: string;
  readonly accountSlug: string | undefined;
}

/** What each command does; they are given the settings of flags and environment. */
export interface Commands {
  run(config: ClientConfig, options: { readonly untilUp: boolean; readonly inert: readonly string[] }): Promise<void>;
  check(config: ClientConfig): Promise<void>;
  signIn(config: ClientConfig, words: SignInWords): Promise<void>;
  signOut(config: ClientConfig, force: boolean): Promise<void>;
  status(config: ClientConfig, json: boolean): Promise<void>;
  resources(config: ClientConfig, json: boolean): Promise<void>;
  internetResource(config: ClientConfig, active: boolean): Promise<void>;
  roam(config: ClientConfig): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Options = Readonly<Record<string, unknown>>;

/** Ends the process itself for --help, --version and words that it does not know. */
export async function runCommandLine(words: readonly string[], environment: Environment, commands: Commands) {
  const program = new Command("firezone-client").description(DESCRIPTION).version(VERSION);
  const configOf = (options: Options) => clientConfig(variablesOf(options, environment));

  const standalone = program.command("standalone", { isDefault: true }).description("run the client (default)");
  addSettings(standalone, ALL_SETTINGS)
    .addOption(new Option("--token <token>").hideHelp())
    .option("--check", "check the settings and the token, and end")
    .option("--exit", "end once the tunnel device is configured")
    .action(async (options: Options) => {
      if (options.token !== undefined) program.error(TOKEN_FLAG);
      const config = configOf(options);
      if (options.check === true) return commands.check(config);
      const variables = variablesOf(options, environment);
      const inert = INERT_SETTINGS.map(({ variable }) => variable).filter((name) => (variables[name] ?? "") !== "");
      await commands.run(config, { untilUp: options.exit === true, inert });
    });

  addSettings(program.command("sign-in"), PATH_SETTINGS)
    .description("open the portal's sign-in page and store the token that it shows")
    .option("--auth-base-url <url>", `the portal's sign-in pages (default ${AUTH_BASE_URL}) [FIREZONE_AUTH_BASE_URL]`)
    .option("--account-slug <slug>", "your organisation [FIREZONE_ACCOUNT_SLUG]")
    .action(({ authBaseUrl, accountSlug, ...options }: Options & { authBaseUrl?: string; accountSlug?: string }) =>
      commands.signIn(configOf(options), {
        authBaseUrl: authBaseUrl || environment.FIREZONE_AUTH_BASE_URL || AUTH_BASE_URL,
        accountSlug: accountSlug || environment.FIREZONE_ACCOUNT_SLUG || undefined,
      }),
    );

  addSettings(program.command("sign-out"), PATH_SETTINGS)
    .description("remove the stored token")
    .option("-f, --force", "do not ask")
    .action((options: Options) => commands.signOut(configOf(options), options.force === true));

  addSettings(program.command("status"), PATH_SETTINGS)
    .description("what the running client is connected to")
    .option("--json", "for programs")
    .action((options: Options) => commands.status(configOf(options), options.json === true));

  addSettings(program.command("resources"), PATH_SETTINGS)
    .description("what you may reach, and whether it answers")
    .option("--json", "for programs")
    .action((options: Options) => commands.resources(configOf(options), options.json === true));

  addSettings(program.command("internet-resource"), PATH_SETTINGS)
    .description("route everything else through the Internet resource, or not")
    .addArgument(program.createArgument("<state>").choices(["on", "off"]))
    .action((state: string, options: Options) => commands.internetResource(configOf(options), state === "on"));

  addSettings(program.command("roam"), PATH_SETTINGS)
    .description("make all connections anew, as after a change of network")
    .action((options: Options) => commands.roam(configOf(options)));

  const line = ({ variable, help }: Setting) => `  ${variable}: ${help}`;
  const settings: readonly Setting[] = [...SETTINGS, ...PATH_SETTINGS];
  const byFlag = settings.flatMap(({ flags, help, variable }) =>
    flags === undefined ? [] : [`  ${flags}: ${help} [${variable}]`],
  );
  const byVariableOnly = settings.filter(({ flags }) => flags === undefined).map(line);
  program.addHelpText(
    "after",
    [
      "\nSettings, as flags of standalone or as variables:",
      ...byFlag,
      "\nBy variable only:",
      ...byVariableOnly,
      "\nTaken, but without effect here:",
      ...INERT_SETTINGS.map(line),
      HELP,
    ].join("\n"),
  );
  await program.parseAsync([...words], { from: "user" });
}

function addSettings(command: Command, settings: readonly Setting[]): Command {
  for (const { flags, help, variable } of settings) {
    if (flags === undefined) continue;
    const isInert = INERT_SETTINGS.some((inert) => inert.variable === variable);
    command.addOption(new Option(flags, `${help} [${variable}]`).hideHelp(isInert));
  }
  return command;
}

/** Settings by the names of their variables: flags over environment. */
function variablesOf(options: Options, environment: Environment): Environment {
  const variables: Record<string, string | undefined> = { ...environment };
  for (const { flags, variable } of ALL_SETTINGS) {
    if (flags === undefined) continue;
    const option = new Option(flags);
    const value = options[option.attributeName()];
    if (typeof value === "string") variables[variable] = value;
    // `--no-x` makes x false; as a variable it is FIREZONE_NO_X=true.
    else if (option.negate ? value === false : value === true) variables[variable] = "true";
  }
  return variables;
}
