#!/usr/bin/env node
import { basename, join } from "node:path";
import { GATEWAY_APP_ID, GATEWAY_ID_FILE } from "@fz/linux";
import { createLog, deviceIdentity, runProgram } from "@fz/program";
import { parseCommandLine } from "./command-line.ts";
import { gatewayConfig } from "./config.ts";
import { EXIT_CONFIGURATION } from "./exit-codes.ts";
import { Gateway } from "./gateway.ts";
import { checkPrivileges } from "./privileges.ts";
import { takeToken } from "./token.ts";

await runProgram(async (shutdown) => {
  const {
    token: argument,
    variables,
    checkPrivileges: isChecked,
    inert,
  } = parseCommandLine(process.argv.slice(2), process.env);
  // Overwrites the command line that other users see, and with it a token that stands there.
  process.title = "firezone-gateway";
  const token = await takeToken(argument, process.env);
  const config = gatewayConfig(variables, token);
  if (isChecked) checkPrivileges();
  const file = join(config.stateFolder, basename(GATEWAY_ID_FILE));
  const identity = await deviceIdentity({ ...config, file, appId: GATEWAY_APP_ID }, EXIT_CONFIGURATION);
  const log = createLog("gateway", config.logFormat, config.logLevel);
  if (inert.length > 0) log.info({ settings: inert }, "settings without effect here");

  const gateway = new Gateway(config, identity, log);
  try {
    await gateway.start();
    const failure = await Promise.race([shutdown.requested.then(() => undefined), gateway.failed]);
    if (failure) throw failure;
    log.info("asked to stop");
  } finally {
    await gateway.stop();
  }
});
