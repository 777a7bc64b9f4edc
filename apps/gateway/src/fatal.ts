import type { Fatal } from "@fz/portal-channel";
import { ExitError } from "@fz/program";
import { EXIT_MACHINE, EXIT_REFUSED, EXIT_UNAVAILABLE } from "./exit-codes.ts";

const NEW_TOKEN = "Get a new token on the site's page in the portal";

/** The last line of a gateway that the portal does not want, or that cannot find it. */
export function portalFailure({ reason, detail }: Fatal): ExitError {
  switch (reason) {
    case "unauthorized":
      return new ExitError(`The portal refuses the token (${detail}). ${NEW_TOKEN}`, EXIT_REFUSED);
    case "token_expired":
      return new ExitError(`The token was revoked or has expired. ${NEW_TOKEN}`, EXIT_REFUSED);
    case "join_refused":
      return new ExitError(`The portal does not let this gateway in: ${detail}`, EXIT_REFUSED);
    case "retries_exhausted":
      return new ExitError(`The portal could not be reached for too long: ${detail}`, EXIT_UNAVAILABLE);
  }
}

/** Why the packet loop could not start, and what helps. */
export function engineFailure(error: unknown, tun: string): ExitError {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("EBUSY")) {
    return new ExitError(`${tun} is in use: another gateway or client runs on this machine`, EXIT_MACHINE);
  }
  if (message.includes("/dev/net/tun")) {
    const remedy = "load the module (modprobe tun), or give the container the device (--device /dev/net/tun)";
    return new ExitError(`No TUN device (${message}): ${remedy}`, EXIT_MACHINE);
  }
  return new ExitError(`The packet loop cannot start: ${message}`, EXIT_MACHINE);
}
