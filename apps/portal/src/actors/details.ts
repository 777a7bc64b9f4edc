// What the console shows of an actor beyond the reference's REST API.

import { z } from "zod";
import type { Call } from "../http/api.ts";

export const ActorDetails = z.object({
  role: z.enum(["auditor", "network_admin"]).nullable(),
  has_password: z.boolean(),
  groups_count: z.int(),
  clients_count: z.int(),
  client_tokens_count: z.int(),
  portal_sessions_count: z.int(),
  external_identities_count: z.int(),
  /** The latest that any of its clients connected. */
  clients_last_seen_at: z.string().nullable(),
});

const COUNTED = ["memberships", "client_tokens", "portal_sessions", "external_identities"] as const;

export async function readActorDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof ActorDetails>>> {
  const { db, accountId } = call;
  const actors = await db
    .selectFrom("actors")
    .select(["id", "role", "password_hash"])
    .where("account_id", "=", accountId)
    .where("id", "in", ids)
    .execute();
  const clients = await db
    .selectFrom("devices")
    .select(({ fn }) => ["actor_id", fn.countAll<number>().as("count"), fn.max("last_seen_at").as("last_seen_at")])
    .where("account_id", "=", accountId)
    .where("actor_id", "in", ids)
    .groupBy("actor_id")
    .execute();
  const counts = new Map<string, Map<string, number>>();
  for (const table of COUNTED) {
    const rows = await db
      .selectFrom(table)
      .select(({ fn }) => ["actor_id", fn.countAll<number>().as("count")])
      .where("account_id", "=", accountId)
      .where("actor_id", "in", ids)
      .groupBy("actor_id")
      .execute();
    counts.set(table, new Map(rows.map(({ actor_id, count }) => [actor_id, count])));
  }
  const countOf = (table: (typeof COUNTED)[number], id: string) => counts.get(table)?.get(id) ?? 0;
  return new Map(
    actors.map(({ id, role, password_hash }) => {
      const own = clients.find(({ actor_id }) => actor_id === id);
      return [
        id,
        {
          role,
          has_password: password_hash !== null,
          groups_count: countOf("memberships", id),
          clients_count: own?.count ?? 0,
          client_tokens_count: countOf("client_tokens", id),
          portal_sessions_count: countOf("portal_sessions", id),
          external_identities_count: countOf("external_identities", id),
          clients_last_seen_at: own?.last_seen_at ?? null,
        },
      ];
    }),
  );
}
