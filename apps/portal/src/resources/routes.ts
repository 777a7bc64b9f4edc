import { COUNTRIES } from "@fz/policy";
import { z } from "zod";
import type { Db } from "../database/database.ts";
import type { Api, Call } from "../http/api.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { flag, optionalText, RequiredId, requiredEnum, requiredText } from "../http/fields.ts";
import { byOptionalText, byText, byTime, readPage, readPaging, sorted } from "../http/pagination.ts";
import { forbidden, invalid, notFound, type ValidationErrors } from "../http/problem.ts";
import { NETWORK_READERS, NETWORK_WRITERS } from "../http/roles.ts";
import { occursIn } from "../http/search.ts";
import { type Attributes, unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { checkAddress } from "./address.ts";
import { ResourceDetails, readResourceDetails } from "./details.ts";
import { FilterList, FilterView } from "./filters.ts";

const MAX_NAME = 255;
const MAX_ADDRESS = 1_000;
const RESOURCE_TYPES = ["dns", "cidr", "ip", "internet", "static_device_pool", "dynamic_device_pool"] as const;
type ResourceTypeName = (typeof RESOURCE_TYPES)[number];
const FILTERED_TYPES = ["cidr", "ip", "dns", "static_device_pool"] as const;
const IP_STACKS = ["dual", "ipv4_only", "ipv6_only"] as const;
/** Countries without a top-level domain of their own in the list of protected ones. */
const NO_TLD = ["AQ", "BL", "BQ", "EH", "GS", "MF", "UM"];

const ResourceView = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.enum(RESOURCE_TYPES),
  address: z.string().nullable(),
  address_description: z.string().nullable(),
  ip_stack: z.enum(IP_STACKS).optional(),
  is_requestable: z.boolean().optional(),
  filters: z.array(FilterView),
  site_id: z.uuid().optional(),
});
const ResourceFields = z.object({
  name: requiredText(MAX_NAME),
  type: requiredEnum(RESOURCE_TYPES),
  address: optionalText(MAX_ADDRESS),
  address_description: optionalText(MAX_NAME),
  ip_stack: z.enum(IP_STACKS, { error: "is invalid" }).nullish(),
  is_requestable: flag(false),
  filters: FilterList,
  site_id: RequiredId.nullish(),
});
type ResourceAttributes = z.output<typeof ResourceFields>;
const ResourceBody = z.object({ resource: ResourceFields });
const readable = { tag: "Resources", data: ResourceView, details: ResourceDetails, may: NETWORK_READERS };
const writable = { ...readable, may: NETWORK_WRITERS };
const COLUMNS = [
  "id",
  "name",
  "type",
  "address",
  "address_description",
  "ip_stack",
  "filters",
  "site_id",
  "is_requestable",
] as const;

const ORDER = {
  list: "resources",
  time: "resources.inserted_at",
  id: "resources.id",
  idType: "uuid",
  newestFirst: false,
} as const;
const SORTS = {
  name: byText("resources.name"),
  address: byOptionalText("resources.address"),
  type: byText("resources.type"),
  inserted_at: byTime("resources.inserted_at"),
};

export function resourceRoutes(api: Api): void {
  api.get(
    "/resources",
    {
      ...readable,
      summary: "List resources",
      isList: true,
      filters: ["name", "type", "site_id", "address", "ip_stack"],
      search: "name, address and its description",
      sort: Object.keys(SORTS),
    },
    listResources,
  );
  api.get("/resources/:id", { ...readable, summary: "Show a resource", item: "resources" }, async (call) =>
    one(call, await requireResource(call.db, call.accountId, call.param("id"))),
  );
  api.post("/resources", { ...writable, summary: "Create a resource", body: ResourceBody }, createResource);
  api.update("/resources/:id", { ...writable, summary: "Update a resource", body: ResourceBody }, updateResource);
  api.delete("/resources/:id", { ...writable, summary: "Delete a resource" }, deleteResource);
}

export async function findResource(db: Db, accountId: string, id: string) {
  return db
    .selectFrom("resources")
    .select(COLUMNS)
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function requireResource(db: Db, accountId: string, id: string) {
  const resource = await findResource(db, accountId, id);
  if (!resource) throw notFound();
  return resource;
}
type ResourceRow = Awaited<ReturnType<typeof requireResource>>;

async function listResources(call: Call) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const type = call.query.oneOf("type", FILTERED_TYPES);
  const siteId = call.query.id("site_id");
  const address = call.query.text("address");
  const search = call.query.search();
  const ipStack = call.query.oneOf("ip_stack", IP_STACKS);
  const query = call.db
    .selectFrom("resources")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""))
    .$if(type !== undefined, (q) => q.where("type", "=", type ?? "dns"))
    .$if(siteId !== undefined, (q) => q.where("site_id", "=", siteId ?? ""))
    .$if(address !== undefined, (q) => q.where("address", "=", address ?? ""))
    .$if(ipStack !== undefined, (q) => q.where("ip_stack", "=", ipStack ?? "dual"))
    .$if(search !== undefined, (q) => q.where(occursIn(search ?? "", ["name", "address", "address_description"])));
  const { rows, metadata } = await readPage(query, sorted(call.query, ORDER, SORTS), paging);
  return { data: await withDetails(call, rows.map(resourceView), (ids) => readResourceDetails(call, ids)), metadata };
}

async function createResource(call: Call) {
  const sent = unwrap(call.body, "resource");
  const attributes = validate(ResourceFields, sent, (values) => ({
    ...(isPool(values.type) ? { type: ["cannot be created here"] } : checkAttributes(values, sent)),
  }));
  await requireOwnSite(call, attributes.site_id ?? "");
  const row = await call.write((trx) =>
    trx
      .insertInto("resources")
      .values({ ...columns(attributes), account_id: call.accountId, id: crypto.randomUUID() })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  );
  call.setHeader("location", `/resources/${row.id}`);
  return one(call, row);
}

async function updateResource(call: Call) {
  const sent = unwrap(call.body, "resource");
  const current = await requireChangeable(call);
  const attributes = isPool(current.type) ? checkPool(current, sent) : checkSiteResource(current, sent);
  if (!isPool(current.type) && attributes.site_id !== current.site_id)
    await requireOwnSite(call, attributes.site_id ?? "");
  const next = columns(attributes);
  if (sameColumns(current, next)) return one(call, current);
  const row = await call.write((trx) =>
    trx
      .updateTable("resources")
      .set({ ...next, updated_at: new Date(call.context.now()).toISOString() })
      .where("account_id", "=", call.accountId)
      .where("id", "=", current.id)
      .returning(COLUMNS)
      .executeTakeFirst(),
  );
  if (!row) throw notFound();
  return one(call, row);
}

async function deleteResource(call: Call) {
  const resource = await requireChangeable(call);
  const answer = await one(call, resource);
  await call.write((trx) =>
    trx.deleteFrom("resources").where("account_id", "=", call.accountId).where("id", "=", resource.id).execute(),
  );
  return answer;
}

async function one(call: Call, row: ResourceRow) {
  return { data: await withDetail(call, resourceView(row), (ids) => readResourceDetails(call, ids)) };
}

async function requireChangeable(call: Call): Promise<ResourceRow> {
  const resource = await requireResource(call.db, call.accountId, call.param("id"));
  if (resource.type === "internet") throw forbidden("The Internet resource cannot be changed.");
  return resource;
}

/** The address, sent or kept, is checked against the type, sent or kept. */
function checkSiteResource(current: ResourceRow, sent: Attributes): ResourceAttributes {
  const { ip_stack, ...kept } = pick(current, [
    "name",
    "type",
    "address",
    "address_description",
    "filters",
    "site_id",
    "ip_stack",
    "is_requestable",
  ]);
  const keepsType = sent.type === undefined || sent.type === current.type;
  const raw = { ...kept, ...(keepsType ? { ip_stack } : {}), ...sent };
  return validate(ResourceFields, raw, (values) => ({
    ...(isPool(values.type) ? { type: ["cannot be changed to a pool"] } : checkAttributes(values, raw)),
  }));
}

/** Site and address of a pool are dropped silently; its type may only be restated. */
function checkPool(current: ResourceRow, sent: Attributes): ResourceAttributes {
  const { site_id: _, address: __, ...rest } = sent;
  const kept = pick(current, ["name", "type", "address_description", "filters", "is_requestable"]);
  return validate(ResourceFields, { ...kept, ...rest }, ({ type, ip_stack }) => ({
    ...(type === current.type ? {} : { type: ["cannot be changed"] }),
    ...(ip_stack ? { ip_stack: ["is only for dns resources"] } : {}),
  }));
}

/** What depends on the type. `raw` says what was given at all. */
function checkAttributes(values: Partial<ResourceAttributes>, raw: Attributes): ValidationErrors {
  const { type, address, ip_stack, site_id } = values;
  const errors: Record<string, string[]> = {};
  if (raw.site_id === undefined || raw.site_id === null) errors.site_id = ["must not be empty"];
  if (type === undefined) return errors;
  if (type === "internet") {
    return site_id === undefined
      ? errors
      : { ...errors, site_id: ["must be the system's own site, which has one already"] };
  }
  if (ip_stack && type !== "dns") errors.ip_stack = ["is only for dns resources"];
  if (isPool(type)) return errors;
  if (address === null || address === undefined) {
    if (raw.address === undefined || raw.address === null) errors.address = ["must not be empty"];
    return errors;
  }
  const checked = checkAddress(type, address, isCountryTld);
  return "error" in checked ? { ...errors, address: [checked.error] } : errors;
}

function isCountryTld(tld: string): boolean {
  const country = tld.toUpperCase();
  return COUNTRIES.has(country) && !NO_TLD.includes(country);
}

function isPool(type: ResourceTypeName | undefined): type is "static_device_pool" | "dynamic_device_pool" {
  return type === "static_device_pool" || type === "dynamic_device_pool";
}

async function requireOwnSite(call: Call, siteId: string): Promise<void> {
  const site = await call.db
    .selectFrom("sites")
    .select("managed_by")
    .where("account_id", "=", call.accountId)
    .where("id", "=", siteId)
    .executeTakeFirst();
  if (!site) throw invalid({ site: ["does not exist"] });
  if (site.managed_by === "system") throw invalid({ site_id: ["is the system's own site"] });
}

/** As stored: the address canonical, the stack only for names. */
function columns(attributes: ResourceAttributes) {
  const { name, type, address, address_description, ip_stack, filters, site_id, is_requestable } = attributes;
  const stored = type === "dns" || type === "cidr" || type === "ip" ? canonical(type, address ?? "") : null;
  return {
    name,
    type,
    address: stored,
    address_description,
    ip_stack: type === "dns" ? (ip_stack ?? "dual") : null,
    filters: JSON.stringify(filters),
    site_id: site_id ?? null,
    is_requestable,
  };
}

function canonical(type: "dns" | "cidr" | "ip", address: string): string {
  const checked = checkAddress(type, address, isCountryTld);
  return "address" in checked ? checked.address : address;
}

function sameColumns(current: ResourceRow, next: ReturnType<typeof columns>): boolean {
  const { filters, ...rest } = next;
  const keys = ["name", "type", "address", "address_description", "ip_stack", "site_id", "is_requestable"] as const;
  return keys.every((key) => current[key] === rest[key]) && JSON.stringify(current.filters) === filters;
}

const StoredFilters = z.array(FilterView);

/** `ip_stack` and `site_id` are left out where there is none, `is_requestable` where it is not. */
export function resourceView(row: ResourceRow): z.input<typeof ResourceView> {
  const { ip_stack, site_id, filters, is_requestable, ...rest } = pick(row, COLUMNS);
  return {
    ...rest,
    filters: StoredFilters.parse(filters),
    ...(ip_stack === null ? {} : { ip_stack }),
    ...(is_requestable ? { is_requestable } : {}),
    ...(site_id === null ? {} : { site_id }),
  };
}
