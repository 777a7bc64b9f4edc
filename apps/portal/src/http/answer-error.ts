import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { isUnstorable } from "../database/errors.ts";
import { FrameworkError, PROBLEM_TYPE, Problem } from "./problem.ts";

export function answerError(
  context: Context,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof Problem) {
    return reply.status(error.status).headers(error.headers).type(PROBLEM_TYPE).send(error.body());
  }
  const framework = error instanceof FrameworkError ? error : new FrameworkError(statusOf(error));
  if (framework.status >= 500)
    context.log.error({ error, requestId: request.id, route: request.routeOptions.url }, "request failed");
  return reply.status(framework.status).send(framework.body());
}

/** Fastify's own errors say which status they stand for. */
export function statusOf(error: unknown): number {
  if (isUnstorable(error)) return 400;
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number") return 500;
  return error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500;
}
