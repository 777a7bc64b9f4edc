// What strangers may make the portal read. Bodies are parsed before the caller is known, since malformed JSON is
// answered before a missing token; so the body of somebody unknown has to be small.

import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { isCaller } from "./authentication.ts";
import { FrameworkError, unauthorized } from "./problem.ts";

/** What any route reads where it does not say otherwise. */
export const MAX_STRANGERS_BODY_BYTES = 16_384;
/** Bodies of the management API. */
export const MAX_BODY_BYTES = 8_000_000;

/** Before the body is read: more than a little is for callers with a valid token or session. */
export async function guardBody(context: Context, request: FastifyRequest): Promise<void> {
  const length = declaredLength(request);
  if (length > MAX_BODY_BYTES && length !== Number.POSITIVE_INFINITY) throw new FrameworkError(413);
  if (length > MAX_STRANGERS_BODY_BYTES && !(await isCaller(context, request))) throw unauthorized();
}

/** Bytes; infinite where they are not announced. */
function declaredLength({ headers }: FastifyRequest): number {
  if (headers["transfer-encoding"] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(headers["content-length"] ?? 0);
}
