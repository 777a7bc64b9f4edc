import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { ANYONE } from "../http/roles.ts";

const MeView = z.object({
  role: z.enum(["admin", "auditor", "network_admin", "person"]),
  actor: z.object({
    id: z.uuid(),
    name: z.string(),
    type: z.enum(["account_user", "account_admin_user", "api_client"]),
    email: z.string().nullable(),
  }),
  account: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
  api_token_id: z.uuid().nullable(),
});

export function meRoutes(api: Api): void {
  const spec = { tag: "Account", summary: "Who the caller is, and what it may do", data: MeView, may: ANYONE };
  api.get("/me", spec, showMe);
}

async function showMe({ db, accountId, subject }: Call) {
  const account = await db
    .selectFrom("accounts")
    .select(["id", "slug", "name"])
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  const actor = await db
    .selectFrom("actors")
    .select(["id", "name", "type", "email"])
    .where("account_id", "=", accountId)
    .where("id", "=", subject.actorId)
    .executeTakeFirstOrThrow();
  return { data: { role: subject.role, actor, account, api_token_id: subject.apiTokenId } };
}
