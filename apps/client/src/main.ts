#!/usr/bin/env node
import { createLog, ExitError, runProgram, type Shutdown } from "@fz/program";
import { type Commands, runCommandLine } from "./command-line.ts";
import type { ClientConfig } from "./config.ts";
import { Daemon } from "./daemon.ts";
import { askDaemon } from "./ipc/ask-daemon.ts";
import { LogFolder } from "./log-folder.ts";
import { signIn, signOut } from "./sign-in.ts";
import { formatResources, formatStatus, type Status, StatusSchema } from "./status.ts";
import { readToken } from "./token-store.ts";

const ROOT = 0;

await runProgram((shutdown) => runCommandLine(process.argv.slice(2), process.env, commandsUntil(shutdown)));

function commandsUntil(shutdown: Shutdown): Commands {
  return {
    async run(config, { untilUp, inert }) {
      if (process.geteuid?.() !== ROOT) throw new ExitError("The client makes a network device and must run as root.");
      const token = readToken(config.token, config.tokenPath);
      // What is started from here does not need it.
      delete process.env.FIREZONE_TOKEN;
      const copy = config.logFolder === undefined ? undefined : new LogFolder(config.logFolder);
      const log = createLog("client", config.logFormat, config.logLevel, copy);
      if (inert.length > 0) log.info({ settings: inert }, "settings without effect here");
      const daemon = new Daemon(config, token, log);
      process.on("SIGHUP", () => daemon.roam("SIGHUP"));
      try {
        await daemon.start();
        const asked = [shutdown.requested, ...(untilUp ? [daemon.up] : [])].map((one) => one.then(() => undefined));
        const failure = await Promise.race([...asked, daemon.failed]);
        if (failure) throw failure;
        log.info("ending");
      } finally {
        await daemon.stop();
        copy?.close();
      }
    },

    async check({ token, tokenPath, apiUrl }) {
      readToken(token, tokenPath);
      print(`The settings can be used and there is a token. The portal is ${apiUrl}.`);
    },

    signIn: ({ tokenPath }, words) => signIn({ ...words, tokenPath }),
    signOut: ({ tokenPath }, force) => signOut(tokenPath, force),

    async status(config, json) {
      const status = await askForStatus(config);
      print(json ? JSON.stringify(status) : formatStatus(status));
    },

    async resources(config, json) {
      const { resources } = (await askForStatus(config)).tunnel;
      print(json ? JSON.stringify(resources) : formatResources(resources));
    },

    async internetResource({ socketPath }, active) {
      await askDaemon(socketPath, { ask: "set-internet-resource", active });
      print(`The Internet resource is ${active ? "on" : "off"}.`);
    },

    async roam({ socketPath }) {
      await askDaemon(socketPath, { ask: "roam" });
    },
  };
}

async function askForStatus({ socketPath }: ClientConfig): Promise<Status> {
  return StatusSchema.parse(await askDaemon(socketPath, { ask: "status" }));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
