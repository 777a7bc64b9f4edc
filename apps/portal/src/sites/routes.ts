import { z } from "zod";
import { requireRoom } from "../accounts/limits.ts";
import type { Db } from "../database/database.ts";
import type { Api, Call } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { verbatimText } from "../http/fields.ts";
import { byText, byTime, readPage, readPaging, sorted } from "../http/pagination.ts";
import { forbidden, notFound } from "../http/problem.ts";
import { NETWORK_READERS, NETWORK_WRITERS } from "../http/roles.ts";
import { occursIn } from "../http/search.ts";
import { unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { readSiteDetails, SiteDetails } from "./details.ts";

const MAX_NAME = 64;

const MAX_THRESHOLD = 1_000;

const SiteView = z.object({ id: z.uuid(), name: z.string() });
const SiteFields = z.object({
  name: verbatimText(MAX_NAME),
  health_threshold: z
    .int({ error: "is invalid" })
    .min(1, "must be 1 or more")
    .max(MAX_THRESHOLD, `must be at most ${MAX_THRESHOLD}`)
    .nullish()
    .transform((threshold) => threshold ?? 1),
});
const SiteBody = z.object({ site: SiteFields });
const readable = { tag: "Sites", data: SiteView, details: SiteDetails, may: NETWORK_READERS };
const writable = { ...readable, may: NETWORK_WRITERS };
const ORDER = {
  list: "sites",
  time: "sites.inserted_at",
  id: "sites.id",
  idType: "uuid",
  newestFirst: false,
} as const;
const SORTS = { name: byText("sites.name"), inserted_at: byTime("sites.inserted_at") };
const TAKEN = { sites_name_index: { name: ["is taken"] } };

export function siteRoutes(api: Api): void {
  api.get(
    "/sites",
    {
      ...readable,
      summary: "List sites",
      isList: true,
      filters: ["name", "managed_by"],
      search: "the name",
      sort: Object.keys(SORTS),
    },
    listSites,
  );
  api.get("/sites/:id", { ...readable, summary: "Show a site", item: "sites" }, async (call) =>
    one(call, await requireSite(call.db, call.accountId, call.param("id"))),
  );
  api.post("/sites", { ...writable, summary: "Create a site", body: SiteBody }, createSite);
  api.update("/sites/:id", { ...writable, summary: "Update a site", body: SiteBody }, updateSite);
  api.delete("/sites/:id", { ...writable, summary: "Delete a site with its gateways and resources" }, deleteSite);
}

/** Also where the site exists in another account only: 404. */
export async function requireSite(db: Db, accountId: string, id: string) {
  const site = await db
    .selectFrom("sites")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (!site) throw notFound();
  return site;
}

async function listSites(call: Call) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const managedBy = call.query.oneOf("managed_by", ["account", "system"]);
  const search = call.query.search();
  const query = call.db
    .selectFrom("sites")
    .select(["id", "name"])
    .where("account_id", "=", call.accountId)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""))
    .$if(managedBy !== undefined, (q) => q.where("managed_by", "=", managedBy ?? "account"))
    .$if(search !== undefined, (q) => q.where(occursIn(search ?? "", ["name"])));
  const { rows, metadata } = await readPage(query, sorted(call.query, ORDER, SORTS), paging);
  return { data: await withDetails(call, rows.map(siteView), (ids) => readSiteDetails(call, ids)), metadata };
}

async function createSite(call: Call) {
  const attributes = validate(SiteFields, unwrap(call.body, "site"));
  const site = await call.write(async (trx) => {
    await requireRoom(trx, call.accountId, ["sites"]);
    return refusingDuplicates(TAKEN, () =>
      trx
        .insertInto("sites")
        .values({ ...attributes, account_id: call.accountId, id: crypto.randomUUID() })
        .returning(["id", "name"])
        .executeTakeFirstOrThrow(),
    );
  });
  call.setHeader("location", `/sites/${site.id}`);
  return one(call, site);
}

async function updateSite(call: Call) {
  const sent = unwrap(call.body, "site");
  const site = await requireOwnSite(call);
  const attributes = validate(SiteFields, { ...pick(site, ["name", "health_threshold"]), ...sent });
  if (attributes.name === site.name && attributes.health_threshold === site.health_threshold) return one(call, site);
  const updated = await call.write((trx) =>
    refusingDuplicates(TAKEN, () =>
      trx
        .updateTable("sites")
        .set({ ...attributes, updated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", site.id)
        .returning(["id", "name"])
        .executeTakeFirst(),
    ),
  );
  if (!updated) throw notFound();
  return one(call, updated);
}

async function deleteSite(call: Call) {
  const site = await requireOwnSite(call);
  const answer = await one(call, site);
  await call.write((trx) =>
    trx.deleteFrom("sites").where("account_id", "=", call.accountId).where("id", "=", site.id).execute(),
  );
  return answer;
}

async function requireOwnSite(call: Call) {
  const site = await requireSite(call.db, call.accountId, call.param("id"));
  if (site.managed_by === "system") throw forbidden("The system's own site cannot be changed.");
  return site;
}

async function one(call: Call, site: z.input<typeof SiteView>) {
  return { data: await withDetail(call, siteView(site), (ids) => readSiteDetails(call, ids)) };
}

function siteView({ id, name }: { id: string; name: string }): z.input<typeof SiteView> {
  return { id, name };
}
