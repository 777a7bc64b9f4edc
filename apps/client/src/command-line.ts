import { addSettings, givenOf, type Setting, settingsHelp, type Variables, VERSION, variablesOf } from "@fz/program";
import { Command, Option } from "commander";
import { type ClientConfig, clientConfig } from "./config.ts";
import { ALL_SETTINGS, INERT_SETTINGS, PATH_SETTINGS, SETTINGS } from "./settings.ts";

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

type Options = Readonly<Record<string, unknown>>;

/** Ends the process itself for --help, --version and words that it does not know. */
export async function runCommandLine(words: readonly string[], environment: Variables, commands: Commands) {
  const program = new Command("firezone-client").description(DESCRIPTION).version(VERSION);
  const readVariables = (options: Options) => variablesOf(ALL_SETTINGS, options, environment);
  const configOf = (options: Options) => clientConfig(readVariables(options));

  const standalone = program.command("standalone", { isDefault: true }).description("run the client (default)");
  addSettings(standalone, [...SETTINGS, ...PATH_SETTINGS]);
  addSettings(standalone, INERT_SETTINGS, { hidden: true })
    .addOption(new Option("--token <token>").hideHelp())
    .option("--check", "check the settings and the token, and end")
    .option("--exit", "end once the tunnel device is configured")
    // A word that is no command comes here, to the default one.
    .allowExcessArguments()
    .action(async (options: Options, { args: [word] }: Command) => {
      if (word !== undefined) program.error(`error: unknown command '${word}'; --help lists those that there are`);
      if (options.token !== undefined) program.error(TOKEN_FLAG);
      const config = configOf(options);
      if (options.check === true) return commands.check(config);
      const inert = givenOf(INERT_SETTINGS, readVariables(options));
      await commands.run(config, { untilUp: options.exit === true, inert });
    });

  addSettings(program.command("sign-in"), PATH_SETTINGS)
    .description("sign in with a browser, on this machine or any other, and store the token")
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

  const settings: readonly Setting[] = [...SETTINGS, ...PATH_SETTINGS];
  const byFlag = settings.flatMap(({ flags, help, variable }) =>
    flags === undefined ? [] : [`  ${flags}: ${help} [${variable}]`],
  );
  program.addHelpText(
    "after",
    [
      "\nSettings, as flags of standalone or as variables:",
      ...byFlag,
      settingsHelp(settings, INERT_SETTINGS),
      HELP,
    ].join("\n"),
  );
  await program.parseAsync([...words], { from: "user" });
}
