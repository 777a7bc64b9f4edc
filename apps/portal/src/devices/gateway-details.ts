// What the console shows of a gateway beyond the reference's REST API.

import { z } from "zod";
import type { Call } from "../http/api.ts";

export const GatewayDetails = z.object({
  site_id: z.uuid(),
  /**
   * Of its own token: `active`; `unused`, no connection has come with it; `rotating`, the old one works until the new
   * one is used; `none`, it has none, and may connect by a token of the site.
   */
  token_status: z.enum(["active", "unused", "rotating", "none"]),
  inserted_at: z.string(),
  updated_at: z.string(),
});

export async function readGatewayDetails(
  call: Call,
  ids: readonly string[],
): Promise<Map<string, z.output<typeof GatewayDetails>>> {
  const devices = await call.db
    .selectFrom("devices")
    .select(["id", "site_id", "gateway_token_id", "inserted_at", "updated_at"])
    .where("account_id", "=", call.accountId)
    .where("id", "in", ids)
    .execute();
  const tokens = await call.db
    .selectFrom("gateway_tokens")
    .select(["id", "device_id", "rotated_at"])
    .where("account_id", "=", call.accountId)
    .where("device_id", "in", ids)
    .execute();
  return new Map(
    devices.map(({ id, site_id, gateway_token_id, ...row }) => {
      const own = tokens.filter(({ device_id }) => device_id === id);
      return [id, { ...row, site_id: site_id ?? "", token_status: statusOf(own, gateway_token_id) }];
    }),
  );
}

function statusOf(
  own: readonly { readonly id: string; readonly rotated_at: string | null }[],
  inUse: string | null,
): z.output<typeof GatewayDetails>["token_status"] {
  if (own.some(({ rotated_at }) => rotated_at !== null)) return "rotating";
  if (own.length === 0) return "none";
  return own.some(({ id }) => id === inUse) ? "active" : "unused";
}
