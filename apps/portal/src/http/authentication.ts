import type { FastifyRequest } from "fastify";
import { sql } from "kysely";
import { z } from "zod";
import type { Context } from "../context.ts";
import { remoteSubject } from "../logs/store.ts";
import { findApiToken } from "../tokens/store.ts";
import { Problem, unauthorized } from "./problem.ts";
import { type Remote, remoteOf } from "./remote.ts";
import { type Role, roleOf } from "./roles.ts";

/** Who calls the API. */
export interface ApiSubject {
  readonly accountId: string;
  readonly actorId: string;
  readonly role: Role;
  readonly apiTokenId: string;
  readonly remote: Remote;
  /** As the change log keeps it. */
  readonly audit: Readonly<Record<string, unknown>>;
}

const REQUEST_COST = 10;
const RETRY_AFTER_SECONDS = "1";
const subjects = new WeakMap<FastifyRequest, ApiSubject>();

const BucketLimitsSchema = z.object({
  api_capacity: z.number().nullish().catch(null),
  api_refill_rate: z.number().nullish().catch(null),
});

/** The caller of a request that passed `authenticate`. */
export function subjectOf(request: FastifyRequest): ApiSubject {
  const subject = subjects.get(request);
  if (!subject) throw unauthorized();
  return subject;
}

/** Whether somebody known calls. Costs nothing of the account's budget. */
export async function isCaller(context: Context, request: FastifyRequest): Promise<boolean> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  const token = bearer === undefined ? undefined : context.tokens.read("api_client", bearer);
  return token !== undefined && (await findApiToken(context.db, token)) !== undefined;
}

/** Checks the API token, then the account's budget. Only authenticated requests cost something. */
export async function authenticate(context: Context, request: FastifyRequest): Promise<void> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  const token = bearer === undefined ? undefined : context.tokens.read("api_client", bearer);
  const row = token && (await findApiToken(context.db, token));
  const role = row && roleOf({ type: row.actor_type, role: row.actor_role });
  if (!row || !role) throw unauthorized();
  const limits = BucketLimitsSchema.parse(row.limits ?? {});
  const bucket = {
    capacity: limits.api_capacity ?? context.config.apiBucket.capacity,
    refillPerSecond: limits.api_refill_rate ?? context.config.apiBucket.refillPerSecond,
  };
  if (!context.apiBuckets.take(row.account_id, REQUEST_COST, bucket, context.now())) {
    throw new Problem(429, "Slow down.", { headers: { "retry-after": RETRY_AFTER_SECONDS } });
  }
  const remote = remoteOf(request.raw, context.config.trustedProxies);
  const userAgent = request.headers["user-agent"] ?? null;
  await context.db
    .updateTable("api_tokens")
    .set({
      last_seen_at: sql<string>`now()`,
      last_seen_user_agent: userAgent,
      last_seen_remote_ip: remote.ip,
      last_seen_remote_ip_location_region: remote.region,
      last_seen_remote_ip_location_city: remote.city,
      last_seen_remote_ip_location_lat: remote.lat,
      last_seen_remote_ip_location_lon: remote.lon,
    })
    .where("account_id", "=", row.account_id)
    .where("id", "=", row.id)
    .execute();
  subjects.set(request, {
    accountId: row.account_id,
    actorId: row.actor_id,
    role,
    apiTokenId: row.id,
    remote,
    audit: {
      actor_id: row.actor_id,
      actor_name: row.actor_name,
      actor_email: null,
      actor_type: row.actor_type,
      auth_provider_id: null,
      ...remoteSubject(remote, userAgent),
      api_token_id: row.id,
    },
  });
}
