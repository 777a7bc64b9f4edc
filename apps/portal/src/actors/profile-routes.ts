// One's own password, and the devices that are signed in as oneself. Browsers are in session-routes.ts.

import { z } from "zod";
import { PASSWORD_TRIES } from "../auth/limits.ts";
import { hashSecret, secretIsRight } from "../auth/secret-hash.ts";
import type { Api, Call } from "../http/api.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { badRequest, forbidden, invalid, notFound, Problem } from "../http/problem.ts";
import { ANYONE } from "../http/roles.ts";
import { unwrap, validate } from "../http/validation.ts";
import { PasswordValue, writePassword } from "./password-routes.ts";

const PasswordFields = z.object({ current: z.string({ error: "must not be empty" }).max(1_000), value: PasswordValue });
const PasswordBody = z.object({ password: PasswordFields });
const IdView = z.object({ id: z.uuid() });
const CountView = z.object({ deleted_count: z.int() });
const text = z.string().nullable();
const SignInView = z.object({
  id: z.uuid(),
  /** Null for tokens that an administrator made. */
  auth_provider_id: z.uuid().nullable(),
  expires_at: z.string(),
  inserted_at: z.string(),
  /** What has connected with it; null where nothing has yet. */
  client: z
    .object({
      id: z.uuid(),
      name: z.string(),
      online: z.boolean(),
      last_seen_at: text,
      last_seen_version: text,
      last_seen_remote_ip: text,
    })
    .nullable(),
});
const tag = "Sessions";
const path = "/me/client_tokens";
const ORDER = {
  list: "own-client-tokens",
  time: "t.inserted_at",
  id: "t.id",
  idType: "uuid",
  newestFirst: true,
} as const;

export function profileRoutes(api: Api): void {
  const own = { tag, may: ANYONE };
  const list = { ...own, summary: "List the sign-ins of one's own devices", data: SignInView, isList: true };
  api.get(path, list, listSignIns);
  api.delete(`${path}/:id`, { ...own, summary: "Sign a device of one's own out", data: IdView }, endSignIn);
  api.delete(path, { ...own, summary: "Sign all of one's own devices out", data: CountView }, endSignIns);
  const summary = "Change one's own password; what came from the old one ends, except the session that asks";
  const change = { tag: "Account", summary, may: ANYONE, body: PasswordBody, data: IdView, refuses: [403] as const };
  api.put("/me/password", change, changePassword);
}

async function listSignIns(call: Call) {
  const query = call.db
    .selectFrom("client_tokens as t")
    .leftJoin("devices as d", (join) =>
      join.onRef("d.account_id", "=", "t.account_id").onRef("d.client_token_id", "=", "t.id"),
    )
    .select(["t.id", "t.auth_provider_id", "t.expires_at", "t.inserted_at", "d.id as client_id", "d.name"])
    .select(["d.last_seen_at", "d.last_seen_version", "d.last_seen_remote_ip"])
    .where("t.account_id", "=", call.accountId)
    .where("t.actor_id", "=", call.subject.actorId);
  const { rows, metadata } = await readPage(query, ORDER, readPaging(call.query));
  const data = rows.map(({ id, auth_provider_id, expires_at, inserted_at, client_id, name, ...seen }) => ({
    ...{ id, auth_provider_id, expires_at, inserted_at },
    client: client_id === null || name === null ? null : clientView(call, { ...seen, id: client_id, name }),
  }));
  return { data, metadata };
}

interface SeenClient {
  readonly id: string;
  readonly name: string;
  readonly last_seen_at: string | null;
  readonly last_seen_version: string | null;
  readonly last_seen_remote_ip: string | null;
}

function clientView(call: Call, { id, name, last_seen_at, last_seen_version, last_seen_remote_ip }: SeenClient) {
  const online = call.context.cluster.isClientOnline(call.accountId, id);
  return { id, name, online, last_seen_at, last_seen_version, last_seen_remote_ip };
}

async function endSignIn(call: Call) {
  const id = call.param("id");
  const [ended] = await call.write((trx) =>
    trx
      .deleteFrom("client_tokens")
      .where("account_id", "=", call.accountId)
      .where("actor_id", "=", call.subject.actorId)
      .where("id", "=", id)
      .returning("id")
      .execute(),
  );
  if (!ended) throw notFound();
  return { data: ended };
}

async function endSignIns(call: Call) {
  const ended = await call.write((trx) =>
    trx
      .deleteFrom("client_tokens")
      .where("account_id", "=", call.accountId)
      .where("actor_id", "=", call.subject.actorId)
      .returning("id")
      .execute(),
  );
  return { data: { deleted_count: ended.length } };
}

/** Whoever found an open browser does not know the old one. A first password comes from an administrator. */
async function changePassword(call: Call) {
  const sent = unwrap(call.body, "password");
  const { context, subject } = call;
  if (subject.sessionId === null) throw badRequest("Only people have passwords.");
  const { current, value } = validate(PasswordFields, sent);
  if (!context.webBuckets.passwords.take(`own ${subject.actorId}`, 1, PASSWORD_TRIES, context.now())) {
    throw new Problem(429, "Too many passwords were tried. Try again in five minutes.", {
      headers: { "retry-after": "300" },
    });
  }
  const actor = await call.db
    .selectFrom("actors")
    .select("password_hash")
    .where("account_id", "=", call.accountId)
    .where("id", "=", subject.actorId)
    .executeTakeFirstOrThrow();
  if (actor.password_hash === null) throw forbidden("You have no password yet: an administrator gives the first one.");
  if (!(await secretIsRight(current, actor.password_hash))) throw invalid({ current: ["is wrong"] });
  return writePassword(call, subject.actorId, await hashSecret(value), subject.sessionId);
}
