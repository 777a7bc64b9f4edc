import { type ExpressionBuilder, sql } from "kysely";
import { z } from "zod";
import type { Tables } from "../database/tables.ts";
import type { Api, Call } from "../http/api.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { requiredText } from "../http/fields.ts";
import { byOptionalText, byText, byTime, readPage, readPaging, sorted } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { occursIn } from "../http/search.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { ClientDetails, readClientDetails } from "./client-details.ts";

const MAX_NAME = 255;
const text = z.string().nullable();

const ClientView = z.object({
  id: z.uuid(),
  actor_id: z.uuid().nullable(),
  firezone_id: text,
  name: z.string(),
  ipv4: z.string(),
  ipv6: z.string(),
  online: z.boolean(),
  device_serial: text,
  device_uuid: text,
  identifier_for_vendor: text,
  firebase_installation_id: text,
  hostname: text,
  last_attested_device_serial: text,
  last_attested_device_uuid: text,
  last_attested_mdm_device_id: text,
  last_attested_cert_serial: text,
  last_attested_cert_fingerprint: text,
  last_attested_at: text,
  verified_at: text,
  public_key: text,
  last_seen_at: text,
  last_seen_version: text,
  last_seen_user_agent: text,
  last_seen_remote_ip: text,
  last_seen_remote_ip_location_region: text,
  last_seen_remote_ip_location_city: text,
  last_seen_remote_ip_location_lat: z.number().nullable(),
  last_seen_remote_ip_location_lon: z.number().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
const ClientFields = z.object({ name: requiredText(MAX_NAME) });
const ClientBody = z.object({ client: ClientFields });
const spec = { tag: "Clients", data: ClientView, details: ClientDetails };
const COLUMNS = [
  "id",
  "actor_id",
  "firezone_id",
  "name",
  "ipv4",
  "ipv6",
  "device_serial",
  "device_uuid",
  "identifier_for_vendor",
  "firebase_installation_id",
  "hostname",
  "last_attested_device_serial",
  "last_attested_device_uuid",
  "last_attested_mdm_device_id",
  "last_attested_cert_serial",
  "last_attested_cert_fingerprint",
  "last_attested_at",
  "verified_at",
  "public_key",
  "last_seen_at",
  "last_seen_version",
  "last_seen_user_agent",
  "last_seen_remote_ip",
  "last_seen_remote_ip_location_region",
  "last_seen_remote_ip_location_city",
  "last_seen_remote_ip_location_lat",
  "last_seen_remote_ip_location_lon",
  "updated_at",
] as const;
type ClientRow = Omit<z.input<typeof ClientView>, "online" | "created_at"> & { readonly inserted_at: string };

const ORDER = {
  list: "clients",
  time: "devices.inserted_at",
  id: "devices.id",
  idType: "uuid",
  newestFirst: false,
} as const;
const SORTS = {
  name: byText("devices.name"),
  last_seen_at: byTime("devices.last_seen_at"),
  last_seen_version: byOptionalText("devices.last_seen_version"),
  created_at: byTime("devices.inserted_at"),
};
const SEARCHED = [
  "devices.name",
  "devices.firezone_id",
  "devices.device_serial",
  "devices.device_uuid",
  "devices.ipv4",
  "devices.ipv6",
  "devices.last_seen_version",
];

export function clientRoutes(api: Api): void {
  api.get(
    "/clients",
    {
      ...spec,
      summary: "List clients",
      isList: true,
      filters: ["name", "firezone_id", "actor_id", "verification", "presence"],
      search: "name, ids, serial, addresses, version, and the name and e-mail address of the owner",
      sort: Object.keys(SORTS),
    },
    listClients,
  );
  api.get("/clients/:id", { ...spec, summary: "Show a client", item: "devices" }, async (call) =>
    one(call, await requireClient(call)),
  );
  api.update("/clients/:id", { ...spec, summary: "Rename a client", body: ClientBody }, renameClient);
  api.delete("/clients/:id", { ...spec, summary: "Delete a client" }, deleteClient);
  api.put("/clients/:id/verify", { ...spec, summary: "Verify a client" }, verifyClient);
  api.put("/clients/:id/unverify", { ...spec, summary: "Withdraw a verification" }, unverifyClient);
}

function clients(call: Call) {
  return call.db
    .selectFrom("devices")
    .select([...COLUMNS, "inserted_at"])
    .where("account_id", "=", call.accountId)
    .where("type", "=", "client");
}

async function requireClient(call: Call): Promise<ClientRow> {
  const row = await clients(call).where("id", "=", call.param("id")).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

async function listClients(call: Call) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const firezoneId = call.query.text("firezone_id");
  const actorId = call.query.id("actor_id");
  const verification = call.query.oneOf("verification", ["verified", "unverified"]);
  const presence = call.query.oneOf("presence", ["online", "offline"]);
  const search = call.query.search();
  const query = clients(call)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""))
    .$if(firezoneId !== undefined, (q) => q.where("firezone_id", "=", firezoneId ?? ""))
    .$if(actorId !== undefined, (q) => q.where("actor_id", "=", actorId ?? ""))
    .$if(verification === "verified", (q) => q.where("verified_at", "is not", null))
    .$if(verification === "unverified", (q) => q.where("verified_at", "is", null))
    .$if(presence !== undefined, (q) => q.where(isPresent(call, presence === "online")))
    .$if(search !== undefined, (q) =>
      q.where((eb) => eb.or([occursIn(search ?? "", SEARCHED), ownerMatches(eb, call.accountId, search ?? "")])),
    );
  const { rows, metadata } = await readPage(query, sorted(call.query, ORDER, SORTS), paging);
  const views = rows.map((row) => clientView(call, row));
  return { data: await withDetails(call, views, (ids) => readClientDetails(call, ids)), metadata };
}

/** Who is connected is known to the portals only, not to the database. */
function isPresent(call: Call, online: boolean) {
  const ids = [...call.context.cluster.onlineClients(call.accountId)];
  const isOneOf = sql<boolean>`devices.id = any(${sql.val(ids)}::uuid[])`;
  return online ? isOneOf : sql<boolean>`not ${isOneOf}`;
}

/** The subquery names the account itself, so that it is answered once, not for each device. */
function ownerMatches(eb: ExpressionBuilder<Tables, "devices">, accountId: string, search: string) {
  return eb(
    "devices.actor_id",
    "in",
    eb
      .selectFrom("actors as a")
      .select("a.id")
      .where("a.account_id", "=", accountId)
      .where(occursIn(search, ["a.name", "a.email"])),
  );
}

async function renameClient(call: Call) {
  const sent = unwrap(call.body, "client");
  const client = await requireClient(call);
  const { name } = validate(ClientFields, { name: client.name, ...sent });
  return one(call, name === client.name ? client : await update(call, client, { name }));
}

/** The first time counts. */
async function verifyClient(call: Call) {
  const client = await requireClient(call);
  if (client.verified_at !== null) return one(call, client);
  return one(call, await update(call, client, { verified_at: new Date(call.context.now()).toISOString() }));
}

async function unverifyClient(call: Call) {
  const client = await requireClient(call);
  if (client.verified_at === null) return one(call, client);
  return one(call, await update(call, client, { verified_at: null }));
}

async function update(call: Call, client: ClientRow, change: { name: string } | { verified_at: string | null }) {
  const row = await call.write((trx) =>
    trx
      .updateTable("devices")
      .set({ ...change, updated_at: new Date(call.context.now()).toISOString() })
      .where("account_id", "=", call.accountId)
      .where("id", "=", client.id)
      .returning([...COLUMNS, "inserted_at"])
      .executeTakeFirst(),
  );
  if (!row) throw notFound();
  return row;
}

async function deleteClient(call: Call) {
  const client = await requireClient(call);
  const answer = await one(call, client);
  await call.write((trx) =>
    trx.deleteFrom("devices").where("account_id", "=", call.accountId).where("id", "=", client.id).execute(),
  );
  return answer;
}

async function one(call: Call, row: ClientRow) {
  return { data: await withDetail(call, clientView(call, row), (ids) => readClientDetails(call, ids)) };
}

function clientView(call: Call, row: ClientRow): z.input<typeof ClientView> {
  const online = call.context.cluster.isClientOnline(call.accountId, row.id);
  return { ...pick(row, COLUMNS), online, created_at: row.inserted_at };
}
