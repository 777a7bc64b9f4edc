// What the console shows of a client beyond the reference's REST API.

import { z } from "zod";
import type { Call } from "../http/api.ts";

export const ClientDetails = z.object({
  actor_name: z.string(),
  actor_type: z.string(),
  actor_email: z.string().nullable(),
  client_token_id: z.uuid().nullable(),
  /** By which its owner signed in; null for tokens that an administrator made. */
  auth_provider_id: z.uuid().nullable(),
  token_expires_at: z.string().nullable(),
});

export async function readClientDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof ClientDetails>>> {
  const rows = await call.db
    .selectFrom("devices as d")
    .innerJoin("actors as a", (join) =>
      join.onRef("a.account_id", "=", "d.account_id").onRef("a.id", "=", "d.actor_id"),
    )
    .leftJoin("client_tokens as t", (join) =>
      join.onRef("t.account_id", "=", "d.account_id").onRef("t.id", "=", "d.client_token_id"),
    )
    .select(["d.id", "d.client_token_id", "a.name as actor_name", "a.type as actor_type", "a.email as actor_email"])
    .select(["t.auth_provider_id", "t.expires_at as token_expires_at"])
    .where("d.account_id", "=", call.accountId)
    .where("d.id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, ...details }) => [id, details]));
}
