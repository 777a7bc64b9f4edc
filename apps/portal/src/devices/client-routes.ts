import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { requiredText } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";

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
const tag = "Clients";
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

export function clientRoutes(api: Api): void {
  const filters = ["name", "firezone_id"];
  api.get("/clients", { tag, summary: "List clients", data: ClientView, isList: true, filters }, listClients);
  api.get("/clients/:id", { tag, summary: "Show a client", data: ClientView }, async (call) => ({
    data: clientView(call, await requireClient(call)),
  }));
  api.update("/clients/:id", { tag, summary: "Rename a client", body: ClientBody, data: ClientView }, renameClient);
  api.delete("/clients/:id", { tag, summary: "Delete a client", data: ClientView }, deleteClient);
  api.put("/clients/:id/verify", { tag, summary: "Verify a client", data: ClientView }, verifyClient);
  api.put("/clients/:id/unverify", { tag, summary: "Withdraw a verification", data: ClientView }, unverifyClient);
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
  const query = clients(call)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""))
    .$if(firezoneId !== undefined, (q) => q.where("firezone_id", "=", firezoneId ?? ""));
  const order = {
    list: "clients",
    time: "devices.inserted_at",
    id: "devices.id",
    idType: "uuid",
    newestFirst: false,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map((row) => clientView(call, row)), metadata };
}

async function renameClient(call: Call) {
  const sent = unwrap(call.body, "client");
  const client = await requireClient(call);
  const { name } = validate(ClientFields, { name: client.name, ...sent });
  return { data: name === client.name ? clientView(call, client) : await update(call, client, { name }) };
}

/** The first time counts. */
async function verifyClient(call: Call) {
  const client = await requireClient(call);
  if (client.verified_at !== null) return { data: clientView(call, client) };
  return { data: await update(call, client, { verified_at: new Date(call.context.now()).toISOString() }) };
}

async function unverifyClient(call: Call) {
  const client = await requireClient(call);
  if (client.verified_at === null) return { data: clientView(call, client) };
  return { data: await update(call, client, { verified_at: null }) };
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
  return clientView(call, row);
}

async function deleteClient(call: Call) {
  const client = await requireClient(call);
  await call.write((trx) =>
    trx.deleteFrom("devices").where("account_id", "=", call.accountId).where("id", "=", client.id).execute(),
  );
  return { data: clientView(call, client) };
}

function clientView(call: Call, row: ClientRow): z.input<typeof ClientView> {
  const online = call.context.cluster.isClientOnline(call.accountId, row.id);
  return { ...pick(row, COLUMNS), online, created_at: row.inserted_at };
}
