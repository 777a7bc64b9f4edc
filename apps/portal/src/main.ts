#!/usr/bin/env node
import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { bootstrapAccount, hasAccounts } from "./accounts/bootstrap.ts";
import { isReserved } from "./accounts/new-account.ts";
import { setUpPath } from "./accounts/set-up.ts";
import { normalizeEmail } from "./actors/email.ts";
import { verifyAudit } from "./audit/command.ts";
import { backUp, restore } from "./backup/command.ts";
import { BackupRefused } from "./backup/refused.ts";
import { ConfigurationInvalid, ENVIRONMENT_HELP, type PortalConfig, readConfig } from "./config.ts";
import { createContext } from "./context.ts";
import { DatabaseUnavailable } from "./database/unavailable.ts";
import { configuredOrigin } from "./http/origin.ts";
import { createLog, STDERR } from "./ops/log.ts";
import { createPortal, type Listening, type Portal } from "./portal.ts";
import { makeRelayToken, revokeRelayToken, showRelayTokens } from "./tokens/command.ts";

const SLUG = /^[a-z0-9](?:[a-z0-9_-]{1,98})[a-z0-9]$/;

const FIRST_STEPS = `
First steps, in a checkout (tokens are shown this once):
  $ ./firezone portal bootstrap --name "My company" --slug my-company > account.json
  $ ./firezone portal --listen :8081 serve
  $ curl -H "authorization: Bearer <apiToken of account.json>" http://127.0.0.1:8081/account
The API is described at /openapi.json.

Health: /healthz (runs), /readyz (serves and has its database), /metrics (Prometheus).
Exit codes: 0 asked to end · 1 anything else, and the last line on stderr says what.`;

/** On a terminal, before the link on a line of its own. */
const FIRST_START = `
There is no account yet. To make it and its administrator, open this link in a browser. It works once, for a day;
without a browser: ./firezone portal bootstrap --help`;

interface BootstrapOptions {
  readonly name: string;
  readonly slug: string;
  readonly adminEmail?: string;
}

interface Options {
  readonly listen?: string;
  readonly data: string;
}

const program = new Command("portal")
  .description("Control plane: identities, policies, device connections, REST API")
  .version(manifest.version)
  .option("--listen <address:port>", "where to serve (LISTEN_ADDRESS, 127.0.0.1:8081)")
  .option("--data <folder>", "folder of the embedded database; not used with DATABASE_URL", "./data")
  .addHelpText("after", ENVIRONMENT_HELP)
  .addHelpText("after", FIRST_STEPS);

program
  .command("serve", { isDefault: true })
  .description("run the portal")
  .action(() => run(serve));

program
  .command("bootstrap")
  .description("create an account with an API token and a relay token, and print them as JSON (shown this once)")
  .requiredOption("--name <name>", "name of the account")
  .requiredOption("--slug <slug>", "its name in URLs: lower-case letters, digits, - and _")
  .option("--admin-email <address>", "also create an administrator, who signs in with mailed codes")
  .action((account: BootstrapOptions) => run((config) => bootstrap(config, account)));

program
  .command("relay-token")
  .description("make a token for relays and print it (shown this once), also while the portal runs")
  .action(() => run(async (config) => void process.stdout.write(`${await makeRelayToken(config)}\n`)));

program
  .command("relay-tokens")
  .description("list the tokens for relays: their ids, and when each was made")
  .action(() => run(async (config) => void process.stdout.write(await showRelayTokens(config))));

program
  .command("revoke-relay-token")
  .description("delete a token for relays, also while the portal runs; relays that use it are let go")
  .argument("<id>", "as relay-tokens lists it")
  .action((id: string) => run((config) => revokeRelayToken(config, id)));

program
  .command("backup")
  .description("write everything to a file, also while the portal runs; it holds keys, so keep it safe")
  .requiredOption("--to <file>", "the file; it must not exist")
  .action(({ to }: { to: string }) => run((config) => makeBackup(config, to)));

program
  .command("restore")
  .description("fill an empty database (--data or DATABASE_URL) from a backup")
  .requiredOption("--from <file>", "a file that backup wrote")
  .action(({ from }: { from: string }) => run((config) => restoreFrom(config, from)));

const audit = program.command("audit").description("look after the change log");
audit
  .command("verify")
  .description("check that no row of the change log was altered, removed, put in or moved; exit code 1 if one was")
  .option("--account <slug>", "only this account (slug, or id where the account is gone)")
  .option(
    "--noted <number:hash>",
    "an end of the account's chain that was printed before: it must still be in the chain",
  )
  .action((options: { account?: string; noted?: string }) => run((config) => verify(config, options)));

await program.parseAsync();

async function run(command: (config: PortalConfig) => Promise<void>): Promise<void> {
  const { listen, data } = program.opts<Options>();
  try {
    await command(readConfig(process.env, { listen, folder: data }));
  } catch (error) {
    process.stderr.write(`portal: ${describe(error)}\n`);
    process.exitCode = 1;
  }
}

/** What a person can mend is one line; anything else shows where it came from. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected =
    error instanceof DatabaseUnavailable ||
    error instanceof ConfigurationInvalid ||
    error instanceof BackupRefused ||
    "code" in error;
  return isExpected ? error.message : (error.stack ?? error.message);
}

async function serve(config: PortalConfig): Promise<void> {
  const portal = await createPortal(config);
  const { log } = portal.context;
  const [firstPath, { url, port }] = await open(portal).catch(async (error: unknown) => {
    await portal.close();
    throw error;
  });
  const stop = (signal: string) => {
    log.info({ signal }, "stopping");
    portal
      .close()
      .then(() => log.info("stopped"))
      .catch((error: unknown) => {
        log.error({ error }, "could not stop cleanly");
        process.exitCode = 1;
      });
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  log.info({ url, database: portal.context.database.kind }, "portal is up");
  if (firstPath !== undefined) {
    const link = `${configuredOrigin({ ...config, listen: { ...config.listen, port } })}${firstPath}`;
    if (process.stdout.isTTY) process.stdout.write(`${FIRST_START}\n\n${link}\n\n`);
    else log.warn({ link }, 'there is no account yet: open the link to make it, or use "portal bootstrap"');
  }
}

async function open(portal: Portal): Promise<[string | undefined, Listening]> {
  const firstPath = (await hasAccounts(portal.context)) ? undefined : await setUpPath(portal.context);
  return [firstPath, await portal.listen()];
}

async function verify(
  config: PortalConfig,
  { account, noted }: { readonly account?: string; readonly noted?: string },
): Promise<void> {
  const isIntact = await verifyAudit(config, account, (line) => process.stdout.write(`${line}\n`), noted);
  if (!isIntact) process.exitCode = 1;
}

async function makeBackup(config: PortalConfig, to: string): Promise<void> {
  const rows = await backUp(config, to, Date.now());
  process.stdout.write(`${to}: ${rows} rows, checked\n`);
}

async function restoreFrom(config: PortalConfig, from: string): Promise<void> {
  const { rows, createdAt } = await restore(config, from);
  process.stdout.write(`${rows} rows restored, as of ${createdAt}\n`);
}

async function bootstrap(config: PortalConfig, { name, slug, adminEmail }: BootstrapOptions): Promise<void> {
  if (!SLUG.test(slug))
    throw new ConfigurationInvalid("The slug must have 3 to 100 lower-case letters, digits, - and _.");
  if (isReserved(slug))
    throw new ConfigurationInvalid(`The slug ${slug} is a path of the portal itself; choose another.`);
  const email = adminEmail === undefined ? undefined : normalizeEmail(adminEmail);
  if (adminEmail !== undefined && email === undefined)
    throw new ConfigurationInvalid(`${adminEmail} is no e-mail address.`);
  const administrator = email === undefined ? undefined : { name: email.slice(0, email.indexOf("@")), email };
  const context = await createContext(config, { log: createLog("warn", STDERR) });
  try {
    const account = await bootstrapAccount(context, { name, slug, administrator });
    process.stdout.write(`${JSON.stringify(account, undefined, 2)}\n`);
  } finally {
    await context.close();
  }
}
