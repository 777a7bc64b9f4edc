// Groups of a provider that names a person's groups in a claim. They are the provider's alone: groups made by hand or by
// a directory are never touched, even where they have the same name.

import type { Trx } from "../../http/api.ts";
import type { Provider } from "../providers.ts";

/** Makes the person a member of exactly these among the provider's groups; missing ones are created. */
export async function followClaim(
  trx: Trx,
  { account_id, id: providerId }: Provider,
  actorId: string,
  names: readonly string[],
): Promise<void> {
  const known = await trx
    .selectFrom("groups")
    .select(["id", "name"])
    .where("account_id", "=", account_id)
    .where("auth_provider_id", "=", providerId)
    .execute();
  for (const name of names.filter((one) => known.every((group) => group.name !== one))) {
    known.push({ id: await createGroup(trx, account_id, providerId, name), name });
  }
  const wanted = known.filter(({ name }) => names.includes(name)).map(({ id }) => id);
  const others = known.filter(({ name }) => !names.includes(name)).map(({ id }) => id);
  if (others.length > 0) {
    await trx
      .deleteFrom("memberships")
      .where("account_id", "=", account_id)
      .where("actor_id", "=", actorId)
      .where("group_id", "in", others)
      .execute();
  }
  if (wanted.length === 0) return;
  await trx
    .insertInto("memberships")
    .values(wanted.map((group_id) => ({ account_id, id: crypto.randomUUID(), actor_id: actorId, group_id })))
    .onConflict((conflict) => conflict.columns(["account_id", "actor_id", "group_id"]).doNothing())
    .execute();
}

/** Two people may bring a new group at the same time. */
async function createGroup(trx: Trx, account_id: string, providerId: string, name: string): Promise<string> {
  const row = await trx
    .insertInto("groups")
    .values({
      account_id,
      id: crypto.randomUUID(),
      type: "static",
      name,
      auth_provider_id: providerId,
      idp_id: `claim:${providerId}:${name}`,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["account_id", "idp_id"])
        .where("idp_id", "is not", null)
        .doUpdateSet((eb) => ({ name: eb.ref("excluded.name") })),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}
