import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { pick } from "../http/view.ts";

const text = z.string().nullable();
const IdentityView = z.object({
  id: z.uuid(),
  actor_id: z.uuid(),
  account_id: z.uuid(),
  issuer: z.string(),
  directory_id: z.uuid().nullable(),
  email: z.string(),
  idp_id: z.string(),
  name: text,
  given_name: text,
  family_name: text,
  middle_name: text,
  nickname: text,
  preferred_username: text,
  profile: text,
  picture: text,
  firezone_avatar_url: text,
  synced_at: text,
  inserted_at: z.string(),
});
const tag = "External identities";
const path = "/actors/:actor_id/external_identities";
const COLUMNS = [
  "id",
  "actor_id",
  "account_id",
  "issuer",
  "directory_id",
  "email",
  "idp_id",
  "name",
  "given_name",
  "family_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "firezone_avatar_url",
  "synced_at",
  "inserted_at",
] as const;
type IdentityRow = Omit<z.input<typeof IdentityView>, "email"> & { readonly email: string | null };

export function externalIdentityRoutes(api: Api): void {
  api.get(path, { tag, summary: "List an actor's identities", data: IdentityView, isList: true }, listIdentities);
  api.get(`${path}/:id`, { tag, summary: "Show an identity", data: IdentityView }, async (call) => ({
    data: identityView(await requireIdentity(call)),
  }));
  api.delete(`${path}/:id`, { tag, summary: "Delete an identity", data: IdentityView }, deleteIdentity);
}

function identities(call: Call) {
  return call.db
    .selectFrom("external_identities")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .where("actor_id", "=", call.param("actor_id"));
}

async function listIdentities(call: Call) {
  const order = {
    list: "external_identities",
    time: "external_identities.inserted_at",
    id: "external_identities.id",
    idType: "uuid",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(identities(call), order, readPaging(call.query));
  return { data: rows.map(identityView), metadata };
}

async function requireIdentity(call: Call): Promise<IdentityRow> {
  const row = await identities(call).where("id", "=", call.param("id")).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function deleteIdentity(call: Call) {
  const identity = await requireIdentity(call);
  await call.write((trx) =>
    trx
      .deleteFrom("external_identities")
      .where("account_id", "=", call.accountId)
      .where("id", "=", identity.id)
      .execute(),
  );
  return { data: identityView(identity) };
}

/** The subject is shown without the prefix that providers put before a colon. */
function identityView(row: IdentityRow): z.input<typeof IdentityView> {
  const email = row.email ?? row.idp_id;
  return { ...pick(row, COLUMNS), email, idp_id: row.idp_id.slice(row.idp_id.indexOf(":") + 1) };
}
