// `npm start`: the platform at work on one machine.
import { resolve } from "node:path";
import { Command } from "commander";
import { INTRANET, WIKI } from "../world/addresses.ts";
import { makeAdministrator } from "../world/administrator.ts";
import { Machine } from "../world/machine.ts";
import { World } from "../world/world.ts";
import { forwardLoopback } from "./forward.ts";
import { isAsPromised, tell } from "./report.ts";
import { tellStory } from "./story.ts";
import { runWithoutRoot } from "./without-root.ts";

const PORTAL_PORT = 8080;

const program = new Command("npm start --")
  .description(
    "Shows the platform at work: a portal, a relay, and a lab of network namespaces with an office and a laptop behind NATs. " +
      "The laptop's request for a page of the office is refused without a policy and answered with one, through the tunnel. " +
      "Needs root on Linux; without root the portal and a relay run.",
  )
  .option("--once", "end after the demonstration instead of leaving everything running")
  .option("--json", "print the result as one line of JSON on stdout")
  .option("--data <folder>", "the portal's embedded database", "./data")
  .option("--verbose", "every line that the programs print");

const INTERRUPTED = 130;

async function main(): Promise<void> {
  program.parse();
  const options = program.opts<{ once?: boolean; json?: boolean; data: string; verbose?: boolean }>();
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());
  const dataFolder = resolve(options.data);
  if (process.getuid?.() !== 0) return runWithoutRoot(dataFolder, interrupted.signal);

  tell("building a lab of network namespaces: an office and a home, each behind a NAT, and an internet between them");
  const onLine = options.verbose ? (name: string, line: string) => tell(`${name} | ${line}`) : undefined;
  try {
    const world = await World.build(
      { dataFolder, spare: !options.once, ...(onLine ? { onLine } : {}) },
      interrupted.signal,
    );
    try {
      await show(world, options, interrupted.signal);
    } finally {
      tell("ending the programs and removing the lab");
      await world.remove();
      tell(`this machine is as it was; the portal's database stays in ${options.data}`);
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    tell("interrupted");
    process.exitCode = INTERRUPTED;
  }
}

async function show(world: World, options: { once?: boolean; json?: boolean }, signal: AbortSignal): Promise<void> {
  const result = await Promise.race([tellStory(world), abortion(signal)]);
  if (!result) throw new Error("interrupted");
  if (options.json) console.log(JSON.stringify(result));
  if (!isAsPromised(result)) throw new Error("what was seen is not what a policy promises");
  if (options.once) {
    if (!options.json) console.log("The page came through the tunnel, and only with a policy.");
    return;
  }
  const forward = await forwardLoopback(world.portalSocket, PORTAL_PORT);
  const base = `http://127.0.0.1:${forward.port}`;
  const administrator = await makeAdministrator(world.api);
  const spare = world.premises.spare && (await Machine.boot(world.premises.spare));
  const laptop = `ip netns exec ${world.laptop.namespace}`;
  process.stderr.write(`
Everything keeps running.

In a browser:
  the console   ${base}/${world.account.slug}/console
                sign in as ${administrator.email} with the password ${administrator.password}

In another terminal:
  a spare       machine in the office, for a gateway of your own; what the console shows is typed at its prompt:
                ${spare?.prompt}
                Then add a resource for ${WIKI} in the new site, grant it to Staff, and open it on the laptop
  the page      ${laptop} curl http://${INTRANET}/
  the client    ${laptop} ${process.execPath} apps/client/src/main.ts status --socket ${world.clientSocket}
  the REST API  curl -H 'authorization: Bearer ${world.account.apiToken}' ${base}/policies
                and ${base}/swaggerui describes what else there is

Ctrl-C ends every program and removes every namespace, device and rule.
`);
  await abortion(signal);
  forward.close();
}

function abortion(signal: AbortSignal): Promise<undefined> {
  return new Promise((done) => {
    if (signal.aborted) done(undefined);
    signal.addEventListener("abort", () => done(undefined), { once: true });
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// Something of an interrupted demonstration may still be waiting.
process.exit();
