import { sql } from "kysely";
import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { requiredText } from "../http/fields.ts";
import { badRequest } from "../http/problem.ts";
import { ANYONE } from "../http/roles.ts";
import { unwrap, validate } from "../http/validation.ts";
import { keepsRelays } from "../relays/keepers.ts";
import { readStartPage, START_PAGES } from "./start-page.ts";

const MAX_NAME = 255;

const MeView = z.object({
  role: z.enum(["admin", "auditor", "network_admin", "person"]),
  actor: z.object({
    id: z.uuid(),
    name: z.string(),
    type: z.enum(["account_user", "account_admin_user", "api_client"]),
    email: z.string().nullable(),
    has_password: z.boolean(),
  }),
  account: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
  api_token_id: z.uuid().nullable(),
  portal_session_id: z.uuid().nullable(),
  /** Where devices connect to this portal; null: it was not told, so wherever the caller reaches it. */
  api_url: z.string().nullable(),
  /** Whether the account looks after the relays of the installation. */
  keeps_relays: z.boolean(),
  /** Where the console begins. */
  start_page: z.enum(START_PAGES),
});
/** One's e-mail address is how one signs in: administrators change it. */
const MeFields = z.object({
  name: requiredText(MAX_NAME),
  start_page: z.enum(START_PAGES, { error: "is invalid" }).default("overview"),
});
const MeBody = z.object({ me: MeFields.partial() });

export function meRoutes(api: Api): void {
  const spec = { tag: "Account", summary: "Who the caller is, and what it may do", data: MeView, may: ANYONE };
  api.get("/me", spec, showMe);
  api.update("/me", { ...spec, summary: "Change one's name and preferences", body: MeBody }, updateMe);
}

async function showMe({ context, db, accountId, subject }: Call) {
  const account = await db
    .selectFrom("accounts")
    .select(["id", "slug", "name"])
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  const actor = await db
    .selectFrom("actors")
    .select(["id", "name", "type", "email", "password_hash", "preferences"])
    .where("account_id", "=", accountId)
    .where("id", "=", subject.actorId)
    .executeTakeFirstOrThrow();
  const { preferences, password_hash, ...known } = actor;
  const start_page = readStartPage(preferences);
  const shown = { ...known, has_password: password_hash !== null };
  const api_url = context.config.apiExternalUrl ?? null;
  const { role, apiTokenId: api_token_id, sessionId: portal_session_id } = subject;
  const keeps_relays = await keepsRelays(context, accountId);
  return { data: { role, actor: shown, account, api_token_id, portal_session_id, api_url, keeps_relays, start_page } };
}

async function updateMe(call: Call) {
  const sent = unwrap(call.body, "me");
  const isPerson = call.subject.sessionId !== null;
  if (!isPerson) throw badRequest("Only people change their own profile; administrators rename API clients.");
  const { data } = await showMe(call);
  const kept = { name: data.actor.name, start_page: data.start_page };
  const raw = { ...kept, ...sent };
  const { name, start_page } = validate(MeFields, raw.start_page === null ? { name: raw.name } : raw);
  if (name === kept.name && start_page === kept.start_page) return { data };
  await call.write((trx) =>
    trx
      .updateTable("actors")
      .set({
        name,
        preferences: sql<string>`coalesce(preferences, '{}') || ${JSON.stringify({ start_page })}::jsonb`,
        updated_at: new Date(call.context.now()).toISOString(),
      })
      .where("account_id", "=", call.accountId)
      .where("id", "=", call.subject.actorId)
      .execute(),
  );
  return { data: { ...data, actor: { ...data.actor, name }, start_page } };
}
