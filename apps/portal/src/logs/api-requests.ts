import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import type { ApiSubject } from "../http/authentication.ts";
import { newLogId } from "./log-id.ts";

const MAX_PATH = 2_048;

/** Written before the action: a request that cannot be logged does not happen. */
export async function insertApiRequestLog(
  context: Context,
  request: FastifyRequest,
  subject: ApiSubject,
): Promise<void> {
  const now = context.now();
  const length = Number(request.headers["content-length"]);
  await context.db
    .insertInto("api_request_logs")
    .values({
      account_id: subject.accountId,
      log_id: newLogId("api_request", now),
      actor_id: subject.actorId,
      api_token_id: subject.apiTokenId,
      method: request.method === "HEAD" ? "GET" : request.method,
      path: request.url.split("?")[0].slice(0, MAX_PATH),
      content_length: Number.isSafeInteger(length) ? length : null,
      request_id: request.id,
      user_agent: request.headers["user-agent"] ?? null,
      ip: subject.remote.ip,
      ip_region: subject.remote.region,
      ip_city: subject.remote.city,
      ip_lat: subject.remote.lat,
      ip_lon: subject.remote.lon,
      inserted_at: new Date(now).toISOString(),
    })
    .execute();
}
