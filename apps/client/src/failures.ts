// The last line of a client that cannot go on: what was wrong, and what helps.
import { explainStartFailure } from "@fz/engine";
import type { Fatal } from "@fz/portal-channel";
import { ExitError } from "@fz/program";

const SIGN_IN = "Sign in again (`sign-in`), or put a new token in its place";

export function portalFailure({ reason, detail, signInRequired }: Fatal): ExitError {
  switch (reason) {
    case "unauthorized":
      return new ExitError(`The portal refuses this client (${detail}).${signInRequired ? ` ${SIGN_IN}.` : ""}`);
    case "token_expired":
      return new ExitError(`The session was ended in the portal, or its time is over. ${SIGN_IN}.`);
    case "join_refused":
      return new ExitError(`The portal does not let this client in: ${detail}`);
    case "retries_exhausted":
      return new ExitError(`The portal could not be reached for too long: ${detail}`);
  }
}

export function engineFailure(error: unknown, tun: string): ExitError {
  return new ExitError(explainStartFailure(error, tun));
}

export function machineFailure(error: unknown): ExitError {
  if (error instanceof ExitError) return error;
  return new ExitError(`This machine could not be set up: ${messageOf(error)}`);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
