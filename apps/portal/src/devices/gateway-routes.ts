import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../database/database.ts";
import type { Api, Call } from "../http/api.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { requiredText } from "../http/fields.ts";
import { byOptionalText, byText, byTime, readPage, readPaging, sorted } from "../http/pagination.ts";
import { badRequest, notFound } from "../http/problem.ts";
import { NETWORK_READERS, NETWORK_WRITERS } from "../http/roles.ts";
import { occursIn } from "../http/search.ts";
import { type Attributes, isObject, unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { requireSite } from "../sites/routes.ts";
import { GatewayDetails, readGatewayDetails } from "./gateway-details.ts";
import { generatedGatewayName } from "./names.ts";

const MAX_NAME = 255;
const PSK_BASE_BYTES = 32;

const GatewayView = z.object({
  id: z.uuid(),
  name: z.string(),
  ipv4: z.string(),
  ipv6: z.string(),
  online: z.boolean(),
  public_key: z.string().nullable(),
  gateway_token_id: z.uuid().nullable(),
  rotated_at: z.string().nullable(),
  last_seen_at: z.string().nullable(),
  last_seen_version: z.string().nullable(),
  last_seen_user_agent: z.string().nullable(),
  last_seen_remote_ip: z.string().nullable(),
  last_seen_remote_ip_location_region: z.string().nullable(),
  last_seen_remote_ip_location_city: z.string().nullable(),
  last_seen_remote_ip_location_lat: z.number().nullable(),
  last_seen_remote_ip_location_lon: z.number().nullable(),
});
const CreatedView = GatewayView.extend({ token: z.string() });
const GatewayFields = z.object({ name: requiredText(MAX_NAME) });
const GatewayBody = z.object({ gateway: GatewayFields.partial() });
const readable = { tag: "Gateways", data: GatewayView, details: GatewayDetails, may: NETWORK_READERS };
const writable = { ...readable, may: NETWORK_WRITERS };
const path = "/sites/:site_id/gateways";
const COLUMNS = [
  "id",
  "name",
  "ipv4",
  "ipv6",
  "public_key",
  "gateway_token_id",
  "last_seen_at",
  "last_seen_version",
  "last_seen_user_agent",
  "last_seen_remote_ip",
  "last_seen_remote_ip_location_region",
  "last_seen_remote_ip_location_city",
  "last_seen_remote_ip_location_lat",
  "last_seen_remote_ip_location_lon",
] as const;
type GatewayRow = Omit<z.input<typeof GatewayView>, "online">;

const ORDER = { list: "gateways", time: "d.inserted_at", id: "d.id", idType: "uuid", newestFirst: false } as const;
const SEARCHED = ["d.name", "d.ipv4", "d.ipv6", "d.last_seen_version", "d.last_seen_remote_ip"];
const SORTS = {
  name: byText("d.name"),
  last_seen_at: byTime("d.last_seen_at"),
  last_seen_version: byOptionalText("d.last_seen_version"),
  inserted_at: byTime("d.inserted_at"),
};

export function gatewayRoutes(api: Api): void {
  api.get(
    path,
    {
      ...readable,
      summary: "List the gateways of a site",
      isList: true,
      filters: ["name", "ipv4", "ipv6"],
      search: "name, addresses and version",
      sort: Object.keys(SORTS),
    },
    listGateways,
  );
  api.get(`${path}/:id`, { ...readable, summary: "Show a gateway", item: "devices" }, async (call) =>
    one(call, await requireGateway(call, call.param("id"))),
  );
  const created = { ...writable, summary: "Create a gateway with its own token", body: GatewayBody, data: CreatedView };
  api.post(path, created, createGateway);
  api.update(`${path}/:id`, { ...writable, summary: "Rename a gateway", body: GatewayBody }, renameGateway);
  api.delete(`${path}/:id`, { ...writable, summary: "Delete a gateway" }, deleteGateway);
}

/** A gateway of the site in the path; one of another site is not found. */
export async function requireGateway(call: Call, id: string): Promise<GatewayRow> {
  const row = await gateways(call.db, call.accountId, call.param("site_id")).where("d.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

function gateways(db: Db, accountId: string, siteId: string) {
  return db
    .selectFrom("devices as d")
    .leftJoin("gateway_tokens as t", (join) =>
      join.onRef("t.account_id", "=", "d.account_id").onRef("t.id", "=", "d.gateway_token_id"),
    )
    .select(COLUMNS.map((name) => `d.${name}` as const))
    .select("t.rotated_at")
    .where("d.account_id", "=", accountId)
    .where("d.type", "=", "gateway")
    .where("d.site_id", "=", siteId);
}

async function listGateways(call: Call) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const search = call.query.search();
  const addresses = { ipv4: call.query.ip("ipv4"), ipv6: call.query.ip("ipv6") };
  const query = gateways(call.db, call.accountId, call.param("site_id"))
    .$if(name !== undefined, (q) => q.where("d.name", "=", name ?? ""))
    .$if(addresses.ipv4 !== undefined, (q) => q.where(sql<boolean>`d.ipv4 = ${addresses.ipv4 ?? ""}::inet`))
    .$if(addresses.ipv6 !== undefined, (q) => q.where(sql<boolean>`d.ipv6 = ${addresses.ipv6 ?? ""}::inet`))
    .$if(search !== undefined, (q) => q.where(occursIn(search ?? "", SEARCHED)));
  const { rows, metadata } = await readPage(query, sorted(call.query, ORDER, SORTS), paging);
  const views = rows.map((row) => gatewayView(call, row));
  return { data: await withDetails(call, views, (ids) => readGatewayDetails(call, ids)), metadata };
}

async function createGateway(call: Call) {
  const name = newName(call.body);
  const site = await requireSite(call.db, call.accountId, call.param("site_id"));
  const { token, ...secret } = call.context.tokens.mint("gateway", call.accountId, call.context.now());
  const id = crypto.randomUUID();
  await call.write(async (trx) => {
    await trx
      .insertInto("devices")
      .values({
        account_id: call.accountId,
        id,
        site_id: site.id,
        type: "gateway",
        name,
        psk_base: randomBytes(PSK_BASE_BYTES),
      })
      .execute();
    await trx
      .insertInto("gateway_tokens")
      .values({ ...secret, account_id: call.accountId, device_id: id })
      .execute();
  });
  call.setHeader("location", `/sites/${site.id}/gateways/${id}`);
  return { data: { ...gatewayView(call, await requireGateway(call, id)), token } };
}

/** No body, no wrapper, no name: one is made up. An empty name is refused. */
function newName(body: unknown): string {
  const wrapper = isObject(body) ? (body.gateway ?? {}) : {};
  if (!isObject(wrapper)) throw badRequest('The member "gateway" must be an object.');
  const given = wrapper.name;
  if (given === undefined || given === null) return generatedGatewayName();
  return validate(GatewayFields, blankToNull({ name: given })).name;
}

function blankToNull(attributes: Attributes): Attributes {
  return unwrap({ gateway: attributes }, "gateway");
}

async function renameGateway(call: Call) {
  const sent = unwrap(call.body, "gateway");
  if (!Object.hasOwn(sent, "name")) throw badRequest('"gateway" needs a member "name".');
  const gateway = await requireGateway(call, call.param("id"));
  const { name } = validate(GatewayFields, sent);
  if (name !== gateway.name) {
    await call.write((trx) =>
      trx
        .updateTable("devices")
        .set({ name, updated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", gateway.id)
        .execute(),
    );
  }
  return one(call, { ...gateway, name });
}

async function deleteGateway(call: Call) {
  const gateway = await requireGateway(call, call.param("id"));
  const answer = await one(call, gateway);
  await call.write((trx) =>
    trx.deleteFrom("devices").where("account_id", "=", call.accountId).where("id", "=", gateway.id).execute(),
  );
  return answer;
}

async function one(call: Call, row: GatewayRow) {
  return { data: await withDetail(call, gatewayView(call, row), (ids) => readGatewayDetails(call, ids)) };
}

function gatewayView(call: Call, row: GatewayRow): z.input<typeof GatewayView> {
  const online = call.context.cluster.isGatewayOnline(call.accountId, row.id);
  return { ...pick(row, [...COLUMNS, "rotated_at"]), online };
}
