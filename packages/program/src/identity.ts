import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { deviceId } from "@fz/linux";
import { externalId } from "@fz/wire";
import { ExitError } from "./run.ts";

/** How the portal knows a device. */
export interface Identity {
  /** Stays the same over restarts: the portal's key for this machine. */
  readonly externalId: string;
  readonly name: string;
}

export interface IdentityOptions {
  /** undefined: the host's. */
  readonly name: string | undefined;
  /** This and the next two: see `deviceId`. */
  readonly deviceId: string | undefined;
  readonly file: string;
  readonly appId: string;
}

/** @throws ExitError where there is an id file that cannot be used */
export async function deviceIdentity(options: IdentityOptions, exitCode = 1): Promise<Identity> {
  const { name = hostname() || randomUUID(), deviceId: configured, file, appId } = options;
  try {
    return { externalId: externalId(await deviceId({ configured, file, appId })), name };
  } catch (error) {
    throw new ExitError(`No device id: ${error instanceof Error ? error.message : String(error)}`, exitCode);
  }
}
