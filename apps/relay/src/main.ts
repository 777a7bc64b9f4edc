#!/usr/bin/env node
// The program.

import { randomBytes } from "node:crypto";
import { createLog, runProgram, type Shutdown, VERSION } from "@fz/program";
import { GATEWAY_TURN_EXPIRY, TURN_REALM, turnPassword } from "@fz/wire";
import type { Command } from "commander";
import { ConfigurationError, parseConfiguration } from "./configuration.ts";
import { optionLabel, relayCommand } from "./program.ts";
import { createRelay } from "./relay.ts";

/** Of the stock relay; ours has nothing for them to change. */
const WITHOUT_EFFECT = ["NUM_WORKER_THREADS", "EBPF_OFFLOADING", "EBPF_ATTACH_MODE", "OTLP_GRPC_ENDPOINT", "TELEMETRY"];
const SALT_BYTES = 16;

await runProgram(async (shutdown) => {
  const command = relayCommand(VERSION).action((options) => serve(options, optionLabel(command), shutdown));
  command
    .command("credentials")
    .description("print a username and password for a TURN client of a relay with --stamp-secret")
    .option("--expires <unix seconds>", "when they end (default: 2038-01-01)")
    .action(printCredentials);
  await command.parseAsync();
});

async function serve(
  options: Record<string, unknown>,
  label: (name: string) => string,
  shutdown: Shutdown,
): Promise<void> {
  const configuration = parseConfiguration(options, label);
  const log = createLog("relay", configuration.log.format, configuration.log.level);
  const ignored = WITHOUT_EFFECT.filter((name) => process.env[name]);
  if (ignored.length > 0) log.warn({ variables: ignored.join(",") }, "these variables have no effect on this relay");
  if (configuration.rngSeed !== undefined) log.warn("a seed is given: secrets can be guessed");
  const relay = await createRelay(configuration, log);
  try {
    await Promise.race([relay.done, shutdown.requested]);
    log.info("relay ends");
  } finally {
    await relay.close();
  }
}

function printCredentials(_options: unknown, subcommand: Command): void {
  const { stampSecret, expires } = subcommand.optsWithGlobals<{ stampSecret?: string; expires?: string }>();
  if (!stampSecret) throw new ConfigurationError("--stamp-secret (RELAY_STAMP_SECRET): give the one of the relay");
  const expiry = expires ?? String(GATEWAY_TURN_EXPIRY);
  if (!/^\d{1,15}$/.test(expiry)) throw new ConfigurationError(`--expires: expected unix seconds, not "${expiry}"`);
  const salt = randomBytes(SALT_BYTES).toString("hex");
  const password = turnPassword(expiry, salt, stampSecret);
  process.stdout.write(`username ${expiry}:${salt}\npassword ${password}\nrealm    ${TURN_REALM}\n`);
}
