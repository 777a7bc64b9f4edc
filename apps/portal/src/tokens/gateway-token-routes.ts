import { z } from "zod";
import { requireGateway } from "../devices/gateway-routes.ts";
import type { Api, Call, Trx } from "../http/api.ts";
import { conflict, notFound } from "../http/problem.ts";
import { NETWORK_WRITERS } from "../http/roles.ts";
import { requireSite } from "../sites/routes.ts";

const TokenView = z.object({ id: z.uuid(), token: z.string() });
const writable = { tag: "Gateway tokens", may: NETWORK_WRITERS };
const ofGateway = "/sites/:site_id/gateways/:gateway_id/token";
const ofSite = "/sites/:site_id/gateway_tokens";
/** RFC 8594: when site-wide tokens can no longer be made here. */
const SUNSET = "Thu, 01 Oct 2026 00:00:00 GMT";

export function gatewayTokenRoutes(api: Api): void {
  api.post(
    ofGateway,
    { ...writable, summary: "Create a gateway's own token", data: TokenView, refuses: [409] },
    createToken,
  );
  api.post(
    `${ofGateway}/rotate`,
    { ...writable, summary: "Rotate a gateway's own token", data: TokenView },
    rotateToken,
  );
  api.post(ofSite, { ...writable, summary: "Create a site-wide token (deprecated)", data: TokenView }, createSiteToken);
  api.delete(
    `${ofSite}/:id`,
    { ...writable, summary: "Delete a gateway token", data: z.object({ id: z.uuid() }) },
    deleteToken,
  );
  const deleted = z.object({ deleted_count: z.int() });
  api.delete(ofSite, { ...writable, summary: "Delete a site's site-wide tokens", data: deleted }, deleteSiteTokens);
}

async function createToken(call: Call) {
  const gateway = await requireGateway(call, call.param("gateway_id"));
  return call.write(async (trx) => {
    await lockGateway(call, trx, gateway.id);
    const active = await ownTokens(call, trx, gateway.id).where("rotated_at", "is", null).executeTakeFirst();
    if (active) throw conflict("This gateway already owns a token; rotate it instead.");
    return { data: await insertToken(call, trx, { device_id: gateway.id }) };
  });
}

/**
 * A token that was never used, and one that waits for its first use, are replaced at once. A token in use works beside
 * the new one until that is used, or its grace is over.
 */
async function rotateToken(call: Call) {
  const gateway = await requireGateway(call, call.param("gateway_id"));
  return call.write(async (trx) => {
    await lockGateway(call, trx, gateway.id);
    const tokens = await ownTokens(call, trx, gateway.id).execute();
    const active = tokens.find(({ rotated_at }) => rotated_at === null);
    const isInUse = active !== undefined && gateway.gateway_token_id === active.id;
    if (active && isInUse) {
      await trx
        .deleteFrom("gateway_tokens")
        .where("account_id", "=", call.accountId)
        .where("device_id", "=", gateway.id)
        .where("rotated_at", "is not", null)
        .execute();
      await trx
        .updateTable("gateway_tokens")
        .set({ rotated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", active.id)
        .execute();
    } else if (active) {
      await trx
        .deleteFrom("gateway_tokens")
        .where("account_id", "=", call.accountId)
        .where("id", "=", active.id)
        .execute();
    }
    return { data: await insertToken(call, trx, { device_id: gateway.id }) };
  });
}

async function createSiteToken(call: Call) {
  call.setHeader("deprecation", "true");
  call.setHeader("sunset", SUNSET);
  const site = await requireSite(call.db, call.accountId, call.param("site_id"));
  return call.write(async (trx) => ({ data: await insertToken(call, trx, { site_id: site.id }) }));
}

async function deleteToken(call: Call) {
  const siteId = call.param("site_id");
  const rows = await call.write((trx) =>
    trx
      .deleteFrom("gateway_tokens as t")
      .where("t.account_id", "=", call.accountId)
      .where("t.id", "=", call.param("id"))
      .where((eb) =>
        eb.or([
          eb("t.site_id", "=", siteId),
          eb.exists(
            eb
              .selectFrom("devices as d")
              .select("d.id")
              .whereRef("d.account_id", "=", "t.account_id")
              .whereRef("d.id", "=", "t.device_id")
              .where("d.site_id", "=", siteId),
          ),
        ]),
      )
      .returning("t.id")
      .execute(),
  );
  if (rows.length === 0) throw notFound();
  return { data: { id: call.param("id") } };
}

async function deleteSiteTokens(call: Call) {
  const site = await requireSite(call.db, call.accountId, call.param("site_id"));
  const rows = await call.write((trx) =>
    trx
      .deleteFrom("gateway_tokens")
      .where("account_id", "=", call.accountId)
      .where("site_id", "=", site.id)
      .returning("id")
      .execute(),
  );
  return { data: { deleted_count: rows.length } };
}

function ownTokens(call: Call, trx: Trx, deviceId: string) {
  return trx
    .selectFrom("gateway_tokens")
    .select(["id", "rotated_at"])
    .where("account_id", "=", call.accountId)
    .where("device_id", "=", deviceId);
}

async function lockGateway(call: Call, trx: Trx, id: string): Promise<void> {
  const query = trx.selectFrom("devices").select("id").where("account_id", "=", call.accountId).where("id", "=", id);
  if (!(await query.forNoKeyUpdate().executeTakeFirst())) throw notFound();
}

async function insertToken(call: Call, trx: Trx, owner: { site_id: string } | { device_id: string }) {
  const { token, ...secret } = call.context.tokens.mint("gateway", call.accountId, call.context.now());
  await trx
    .insertInto("gateway_tokens")
    .values({ ...secret, ...owner, account_id: call.accountId })
    .execute();
  return { id: secret.id, token };
}
