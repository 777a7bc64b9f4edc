import { explainStartFailure } from "@fz/engine";
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

export function engineFailure(error: unknown, tun: string): ExitError {
  return new ExitError(explainStartFailure(error, tun), EXIT_MACHINE);
}
