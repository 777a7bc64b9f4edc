import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { deviceId, GATEWAY_APP_ID, GATEWAY_ID_FILE } from "@fz/linux";
import { ExitError } from "@fz/program";
import { externalId } from "@fz/wire";
import { EXIT_CONFIGURATION } from "./exit-codes.ts";

/** How the portal knows this gateway. */
export interface Identity {
  /** Stays the same over restarts: the portal's key for this machine. */
  readonly externalId: string;
  readonly name: string;
}

/** @throws ExitError where there is an id file that cannot be used */
export async function gatewayIdentity(configured: {
  readonly name: string | undefined;
  readonly deviceId: string | undefined;
  readonly stateFolder: string;
}): Promise<Identity> {
  const name = configured.name ?? (hostname() || randomUUID());
  try {
    const id = await deviceId({
      configured: configured.deviceId,
      file: join(configured.stateFolder, basename(GATEWAY_ID_FILE)),
      appId: GATEWAY_APP_ID,
    });
    return { externalId: externalId(id), name };
  } catch (error) {
    throw new ExitError(`No device id: ${error instanceof Error ? error.message : String(error)}`, EXIT_CONFIGURATION);
  }
}
