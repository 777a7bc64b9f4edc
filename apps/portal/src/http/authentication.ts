import type { FastifyRequest } from "fastify";
import { sql } from "kysely";
import { z } from "zod";
import { findAccount } from "../accounts/store.ts";
import { findPortalSession, sessionSubject } from "../auth/sessions.ts";
import type { Context } from "../context.ts";
import { remoteSubject } from "../logs/store.ts";
import { findApiToken } from "../tokens/store.ts";
import { requestSource } from "./origin.ts";
import { forbidden, Problem, unauthorized } from "./problem.ts";
import { type Remote, remoteOf } from "./remote.ts";
import { type Role, roleOf } from "./roles.ts";

/** Who calls the API. */
export interface ApiSubject {
  readonly accountId: string;
  readonly actorId: string;
  readonly role: Role;
  /** null: a person with a session. */
  readonly apiTokenId: string | null;
  /** null: a program with a token. */
  readonly sessionId: string | null;
  /** The account is disabled, since it will be deleted; only that can be taken back. */
  readonly isEnding: boolean;
  /** When the token or session runs out, epoch milliseconds. */
  readonly expiresAt: number;
  readonly remote: Remote;
  /** As the change log keeps it. */
  readonly audit: Readonly<Record<string, unknown>>;
}

const REQUEST_COST = 10;
/** Of one session: a page of the console asks for several things at once, and people do not click for long. */
const SESSION_BUDGET = { capacity: 3_000, refillPerSecond: 300 } as const;
const SAFE_METHODS = ["GET", "HEAD"];
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
  return ((await tokenCaller(context, request)) ?? (await sessionCaller(context, request))) !== undefined;
}

/**
 * Checks the API token, then the account's budget; or the session, which has a budget of its own. Only authenticated
 * requests cost something.
 */
export async function authenticate(context: Context, request: FastifyRequest): Promise<void> {
  const caller = (await tokenCaller(context, request)) ?? (await sessionCaller(context, request));
  if (!caller) throw unauthorized();
  spend(context, caller);
  const remote = remoteOf(request.raw, context);
  const userAgent = request.headers["user-agent"] ?? null;
  if (caller.apiTokenId !== null) await touchToken(context, caller.accountId, caller.apiTokenId, remote, userAgent);
  const { accountId, actorId, role, apiTokenId, sessionId, isEnding, expiresAt } = caller;
  const audit = { ...caller.audit, ...remoteSubject(remote, userAgent) };
  subjects.set(request, { accountId, actorId, role, apiTokenId, sessionId, isEnding, expiresAt, remote, audit });
}

/** Throws where nothing is left. */
function spend({ apiBuckets, sessionBuckets, config, now }: Context, caller: Caller): void {
  const limits = BucketLimitsSchema.parse(caller.limits ?? {});
  const ofAccount = {
    capacity: limits.api_capacity ?? config.apiBucket.capacity,
    refillPerSecond: limits.api_refill_rate ?? config.apiBucket.refillPerSecond,
  };
  const isLeft =
    caller.sessionId === null
      ? apiBuckets.take(caller.accountId, REQUEST_COST, ofAccount, now())
      : sessionBuckets.take(caller.sessionId, REQUEST_COST, SESSION_BUDGET, now());
  if (isLeft) return;
  const { refillPerSecond } = caller.sessionId === null ? ofAccount : SESSION_BUDGET;
  const seconds = Math.max(1, Math.ceil(REQUEST_COST / refillPerSecond));
  throw new Problem(429, "Slow down.", { headers: { "retry-after": String(seconds) } });
}

interface Caller {
  readonly accountId: string;
  readonly actorId: string;
  readonly role: Role;
  readonly apiTokenId: string | null;
  readonly sessionId: string | null;
  readonly isEnding: boolean;
  readonly expiresAt: number;
  readonly limits: unknown;
  readonly audit: Readonly<Record<string, unknown>>;
}

async function tokenCaller(context: Context, request: FastifyRequest): Promise<Caller | undefined> {
  // Of several headers Node.js would take the first.
  const [given = "", ...others] = request.raw.headersDistinct.authorization ?? [];
  const bearer = others.length > 0 ? undefined : /^Bearer (\S+)$/.exec(given)?.[1];
  const token = bearer === undefined ? undefined : context.tokens.read("api_client", bearer);
  const row = token && (await findApiToken(context.db, token));
  const role = row && roleOf({ type: row.actor_type, role: row.actor_role });
  if (!row || !role) return undefined;
  return {
    accountId: row.account_id,
    actorId: row.actor_id,
    role,
    apiTokenId: row.id,
    sessionId: null,
    isEnding: row.account_is_disabled,
    expiresAt: Date.parse(row.expires_at),
    limits: row.limits,
    audit: {
      actor_id: row.actor_id,
      actor_name: row.actor_name,
      actor_email: null,
      actor_type: row.actor_type,
      auth_provider_id: null,
      api_token_id: row.id,
    },
  };
}

/** A person in the browser. The account is named by a header, which pages of other sites cannot send. */
async function sessionCaller(context: Context, request: FastifyRequest): Promise<Caller | undefined> {
  const name = request.headers["x-account"];
  if (typeof name !== "string" || request.headers.authorization !== undefined) return undefined;
  const account = await findAccount(context.db, name);
  const session = account && (await findPortalSession(context, request, account.id));
  if (!session) return undefined;
  const isSafe = SAFE_METHODS.includes(request.method);
  const source = requestSource(context.config, request);
  if (source === "foreign" || (!isSafe && source !== "own")) {
    throw forbidden("With a session, requests must come from the portal's own pages.");
  }
  return {
    accountId: session.accountId,
    actorId: session.actorId,
    role: session.role,
    apiTokenId: null,
    sessionId: session.id,
    isEnding: false,
    expiresAt: Date.parse(session.expiresAt),
    limits: session.limits,
    audit: { ...sessionSubject(session), portal_session_id: session.id },
  };
}

async function touchToken(
  { db }: Context,
  accountId: string,
  id: string,
  remote: Remote,
  userAgent: string | null,
): Promise<void> {
  await db
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
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
}
