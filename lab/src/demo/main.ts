// `npm start`: the platform at work on one machine.
import { resolve } from "node:path";
import { Command } from "commander";
import { World } from "../world/world.ts";
import { forwardLoopback } from "./forward.ts";
import { tell } from "./report.ts";
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

async function main(): Promise<void> {
  program.parse();
  const options = program.opts<{ once?: boolean; json?: boolean; data: string; verbose?: boolean }>();
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.abort());
  const dataFolder = resolve(options.data);
  if (process.getuid?.() !== 0) return runWithoutRoot(dataFolder, interrupted.signal);

  tell("building the lab: an internet, an office and a home behind NATs, all in network namespaces …");
  const onLine = options.verbose ? (name: string, line: string) => tell(`${name} | ${line}`) : undefined;
  const world = await World.build({ dataFolder, ...(onLine ? { onLine } : {}) });
  try {
    const told = await Promise.race([tellStory(world), abortion(interrupted.signal)]);
    if (!told) return;
    if (options.once) {
      console.log(options.json ? JSON.stringify(told) : "The page came through the tunnel, and only with a policy.");
      return;
    }
    if (options.json) console.log(JSON.stringify(told));
    const forward = await forwardLoopback(world.portalSocket, PORTAL_PORT);
    const base = `http://127.0.0.1:${forward.port}`;
    process.stderr.write(`
Everything keeps running. Try it:
  portal    ${base}/openapi.json
  sign-in   curl -H 'authorization: Bearer ${world.account.apiToken}' ${base}/policies
  laptop    ip netns exec ${world.laptop.namespace} curl http://intranet.corp.example/
  client    ip netns exec ${world.laptop.namespace} node apps/client/src/main.ts status --socket ${world.clientSocket}
Ctrl-C removes every namespace, device, rule and process again.
`);
    await abortion(interrupted.signal);
    forward.close();
  } finally {
    tell("removing the lab …");
    await world.remove();
    tell("everything is as it was");
  }
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
