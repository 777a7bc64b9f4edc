// Sessions of people in the browser: everyone's own, and anyone's for administrators. None is made here.

import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { ANYONE } from "../http/roles.ts";
import { pick } from "../http/view.ts";

const text = z.string().nullable();

const SessionView = z.object({
  id: z.uuid(),
  actor_id: z.uuid(),
  auth_provider_id: z.uuid(),
  user_agent: text,
  remote_ip: text,
  remote_ip_location_region: text,
  remote_ip_location_city: text,
  remote_ip_location_lat: z.number().nullable(),
  remote_ip_location_lon: z.number().nullable(),
  expires_at: z.string(),
  inserted_at: z.string(),
});
const OwnSessionView = SessionView.extend({ is_current: z.boolean() });
const IdView = z.object({ id: z.uuid() });
const CountView = z.object({ deleted_count: z.int() });
const tag = "Sessions";
const COLUMNS = [
  "id",
  "actor_id",
  "auth_provider_id",
  "user_agent",
  "remote_ip",
  "remote_ip_location_region",
  "remote_ip_location_city",
  "remote_ip_location_lat",
  "remote_ip_location_lon",
  "expires_at",
  "inserted_at",
] as const;
const ORDER = {
  list: "portal_sessions",
  time: "portal_sessions.inserted_at",
  id: "portal_sessions.id",
  idType: "uuid",
  newestFirst: true,
} as const;

type OwnerOf = (call: Call) => string;

export function portalSessionRoutes(api: Api): void {
  const ofActor: OwnerOf = (call) => call.param("actor_id");
  const own: OwnerOf = (call) => call.subject.actorId;
  const path = "/actors/:actor_id/portal_sessions";
  const list = { tag, data: SessionView, isList: true };
  api.get(path, { ...list, summary: "List a person's sessions" }, (call) => listSessions(call, ofActor));
  api.delete(`${path}/:id`, { tag, summary: "End a person's session", data: IdView }, (call) =>
    endSession(call, ofActor),
  );
  api.delete(path, { tag, summary: "End a person's sessions", data: CountView }, (call) => endSessions(call, ofActor));
  const me = { tag, may: ANYONE };
  const listed = { ...me, summary: "List one's own sessions", data: OwnSessionView, isList: true };
  api.get("/me/portal_sessions", listed, async (call) => {
    const { data, metadata } = await listSessions(call, own);
    return {
      data: data.map((session) => ({ ...session, is_current: session.id === call.subject.sessionId })),
      metadata,
    };
  });
  api.delete("/me/portal_sessions/:id", { ...me, summary: "End a session of one's own", data: IdView }, (call) =>
    endSession(call, own),
  );
  const others = { ...me, summary: "End all sessions of one's own but the one that asks", data: CountView };
  api.delete("/me/portal_sessions", others, (call) => endSessions(call, own));
}

async function listSessions(call: Call, owner: OwnerOf) {
  const query = call.db
    .selectFrom("portal_sessions")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .where("actor_id", "=", owner(call));
  const { rows, metadata } = await readPage(query, ORDER, readPaging(call.query));
  return { data: rows.map((row) => pick(row, COLUMNS)), metadata };
}

async function endSession(call: Call, owner: OwnerOf) {
  const id = call.param("id");
  const [ended] = await call.write((trx) =>
    trx
      .deleteFrom("portal_sessions")
      .where("account_id", "=", call.accountId)
      .where("actor_id", "=", owner(call))
      .where("id", "=", id)
      .returning("id")
      .execute(),
  );
  if (!ended) throw notFound();
  return { data: ended };
}

/** Nobody signs themselves out by it. */
async function endSessions(call: Call, owner: OwnerOf) {
  const { sessionId } = call.subject;
  const ended = await call.write((trx) =>
    trx
      .deleteFrom("portal_sessions")
      .where("account_id", "=", call.accountId)
      .where("actor_id", "=", owner(call))
      .$if(sessionId !== null, (q) => q.where("id", "<>", sessionId ?? ""))
      .returning("id")
      .execute(),
  );
  return { data: { deleted_count: ended.length } };
}
