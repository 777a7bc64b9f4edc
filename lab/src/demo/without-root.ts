// Without root there are no namespaces and no tunnel devices: portal and relay run, and the rest is told.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { LabProcess, type ProcessOptions } from "../network/process.ts";
import { type Account, accountSchema, bootstrap } from "../world/portal-data.ts";
import { PROGRAMS } from "../world/programs.ts";
import { tell } from "./report.ts";

/** The one that the portal takes by default; a gateway on this machine has 8080 for its health. */
const PORT = 8081;
/** An address that is nobody's (RFC 2606): its mail is read in the outbox. */
const ADMINISTRATOR = "admin@my-company.example";
const HEALTH = "127.0.0.1:8090";

/** Runs until the signal comes. */
export async function runWithoutRoot(dataFolder: string, signal: AbortSignal): Promise<void> {
  tell("not root: network namespaces and tunnel devices are out of reach, so there is no lab and no tunnel to show");
  tell("a portal and a relay run instead, to which gateways and clients can be attached");
  const programs: LabProcess[] = [];
  const start = (name: string, words: readonly string[], options: ProcessOptions) => {
    signal.throwIfAborted();
    const program = new LabProcess(name, process.execPath, words, options);
    programs.push(program);
    return program;
  };
  try {
    const account = await firstAccount(dataFolder, signal);
    const ip = outsideAddress();
    const words = [PROGRAMS.portal, "--listen", `0.0.0.0:${PORT}`, "--data", dataFolder, "serve"];
    await start("portal", words, {}).line(/portal is up/);
    const environment = {
      PUBLIC_IP4_ADDR: ip,
      FIREZONE_API_URL: `ws://127.0.0.1:${PORT}`,
      FIREZONE_TOKEN: account.relayToken,
      HEALTH_CHECK_ADDR: HEALTH,
    };
    await start("relay", [PROGRAMS.relay], { env: environment }).line(/joined the portal/);
    tell("both are up");
    process.stderr.write(instructions(ip, account, accountFile(dataFolder)));
    await Promise.race([abortion(signal), ...programs.map(failure)]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    tell(`portal and relay have ended; the database stays in ${dataFolder}`);
  }
}

/** Its tokens are shown once, so they are kept beside the database, readable by its owner only. */
function accountFile(dataFolder: string): string {
  return join(dataFolder, "first-account.json");
}

async function firstAccount(dataFolder: string, signal: AbortSignal): Promise<Account> {
  const file = accountFile(dataFolder);
  if (existsSync(file)) return accountSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  mkdirSync(dataFolder, { recursive: true });
  tell("making the portal's database and a first account");
  const slug = `my-company-${Date.now().toString(36)}`;
  const account = await bootstrap(dataFolder, { name: "My company", slug, administrator: ADMINISTRATOR }, signal);
  writeFileSync(file, `${JSON.stringify(account)}\n`, { mode: 0o600 });
  return account;
}

function instructions(ip: string, { apiToken, slug }: Account, file: string): string {
  const local = `http://127.0.0.1:${PORT}`;
  return `
Portal   http://${ip}:${PORT}, its API is described at ${local}/openapi.json
Console  ${local}/${slug}/console
         sign in as ${ADMINISTRATOR}; the mail with the code is at ${local}/outbox, for a browser on this machine
Relay    ${ip}:3478
Try      curl -H 'authorization: Bearer ${apiToken}' ${local}/account

Attach to it, each in a checkout of its own after \`npm ci && npm run build\`:
  a gateway, as root on a machine beside your resources, with a token from POST /sites/<id>/gateways:
    FIREZONE_API_URL=ws://${ip}:${PORT} FIREZONE_TOKEN=<token> ./firezone gateway
  a client, as root on a user's machine, with a token from POST /actors/<id>/client_tokens:
    FIREZONE_API_URL=ws://${ip}:${PORT} FIREZONE_TOKEN=<token> ./firezone client
Sites, resources, policies and both tokens by REST: docs/rest.md, "From nothing to a connection", with account.json being
  ${file}
See all of it at work on this machine: sudo npm start

Ctrl-C ends both.
`;
}

function abortion(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function failure(program: LabProcess): Promise<void> {
  await program.exited;
  throw new Error(`the ${program.name} ended by itself:\n${program.lines.slice(-5).join("\n")}`);
}

function outsideAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}
