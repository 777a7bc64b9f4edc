// Sessions of people in the browser: a row, and a cookie that names it.

import type { FastifyReply, FastifyRequest } from "fastify";
import { sql } from "kysely";
import { z } from "zod";
import type { Context } from "../context.ts";
import type { ActorType } from "../database/tables/people.ts";
import type { Trx } from "../http/api.ts";
import type { Remote } from "../http/remote.ts";
import { type Role, roleOf } from "../http/roles.ts";
import { clearCookie, readCookie, sessionCookie, setCookie } from "./cookies.ts";
import type { SealKind } from "./seal.ts";

const MS_PER_SECOND = 1_000;
const MAX_USER_AGENT = 2_000;

const SESSION: SealKind<{ readonly accountId: string; readonly sessionId: string }> = {
  purpose: "session",
  schema: z.object({ accountId: z.uuid(), sessionId: z.uuid() }),
};

/** A session in force. */
export interface PortalSession {
  readonly id: string;
  readonly accountId: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly actorEmail: string | null;
  readonly actorType: ActorType;
  readonly role: Role;
  readonly authProviderId: string;
  readonly expiresAt: string;
  /** Of the account, as stored. */
  readonly limits: unknown;
}

export interface NewSession {
  readonly accountId: string;
  readonly actorId: string;
  readonly authProviderId: string;
  readonly lifetimeSeconds: number;
  readonly remote: Remote;
  readonly userAgent: string | null;
}

/** @returns what `setSessionCookie` needs once the transaction is through */
export async function insertPortalSession(trx: Trx, session: NewSession, now: number) {
  const id = crypto.randomUUID();
  const expiresAt = now + session.lifetimeSeconds * MS_PER_SECOND;
  await trx
    .insertInto("portal_sessions")
    .values({
      account_id: session.accountId,
      id,
      actor_id: session.actorId,
      auth_provider_id: session.authProviderId,
      user_agent: session.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      remote_ip: session.remote.ip,
      remote_ip_location_region: session.remote.region,
      remote_ip_location_city: session.remote.city,
      remote_ip_location_lat: session.remote.lat,
      remote_ip_location_lon: session.remote.lon,
      expires_at: new Date(expiresAt).toISOString(),
    })
    .execute();
  return { id, accountId: session.accountId, expiresAt };
}

interface IssuedSession {
  readonly id: string;
  readonly accountId: string;
  readonly expiresAt: number;
}

/** What the cookie of a session holds. */
export async function sealSession({ seal }: Context, { id, accountId, expiresAt }: IssuedSession): Promise<string> {
  return seal.close(SESSION, { accountId, sessionId: id }, expiresAt);
}

export async function setSessionCookie(context: Context, reply: FastifyReply, session: IssuedSession): Promise<void> {
  const value = await sealSession(context, session);
  setCookie(context, reply, { name: sessionCookie(session.accountId), value, expiresAt: session.expiresAt });
}

/** The session of this browser in the account. The person, the provider and the account must be enabled. */
export async function findPortalSession(
  context: Context,
  request: FastifyRequest,
  accountId: string,
): Promise<PortalSession | undefined> {
  const opened = await context.seal.open(SESSION, readCookie(request, sessionCookie(accountId)));
  if (!opened || opened.value.accountId !== accountId) return undefined;
  const row = await context.db
    .selectFrom("portal_sessions as s")
    .innerJoin("actors as a", (join) =>
      join.onRef("a.account_id", "=", "s.account_id").onRef("a.id", "=", "s.actor_id"),
    )
    .innerJoin("auth_providers as p", (join) =>
      join.onRef("p.account_id", "=", "s.account_id").onRef("p.id", "=", "s.auth_provider_id"),
    )
    .innerJoin("accounts as c", "c.id", "s.account_id")
    .select(["s.id", "s.actor_id", "s.auth_provider_id", "s.expires_at", "c.limits"])
    .select(["a.name", "a.email", "a.type", "a.role"])
    .where("s.account_id", "=", accountId)
    .where("s.id", "=", opened.value.sessionId)
    .where("s.expires_at", ">", sql<string>`now()`)
    .where("a.is_disabled", "=", false)
    .where("p.is_disabled", "=", false)
    .where("p.context", "in", ["clients_and_portal", "portal_only"])
    .where("c.is_disabled", "=", false)
    .executeTakeFirst();
  const role = row && roleOf(row);
  if (!row || !role) return undefined;
  return {
    id: row.id,
    accountId,
    actorId: row.actor_id,
    actorName: row.name,
    actorEmail: row.email,
    actorType: row.type,
    role,
    authProviderId: row.auth_provider_id,
    expiresAt: row.expires_at,
    limits: row.limits,
  };
}

/** The person of a session as logs keep it, without where the request came from. */
export function sessionSubject(session: PortalSession): Readonly<Record<string, unknown>> {
  return {
    actor_id: session.actorId,
    actor_name: session.actorName,
    actor_email: session.actorEmail,
    actor_type: session.actorType,
    auth_provider_id: session.authProviderId,
  };
}

/** Whether the browser still has a session cookie of the account, in force or not. */
export function hasSessionCookie(request: FastifyRequest, accountId: string): boolean {
  return readCookie(request, sessionCookie(accountId)) !== undefined;
}

export async function endPortalSession(
  context: Context,
  reply: FastifyReply,
  session: { readonly id: string; readonly accountId: string },
): Promise<void> {
  await context.db
    .deleteFrom("portal_sessions")
    .where("account_id", "=", session.accountId)
    .where("id", "=", session.id)
    .execute();
  clearCookie(context, reply, sessionCookie(session.accountId));
}
