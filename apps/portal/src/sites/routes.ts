import { z } from "zod";
import { requireRoom } from "../accounts/limits.ts";
import type { Db } from "../database/database.ts";
import type { Api, Call } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { verbatimText } from "../http/fields.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { forbidden, notFound } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";

const MAX_NAME = 64;

const SiteView = z.object({ id: z.uuid(), name: z.string() });
const SiteFields = z.object({ name: verbatimText(MAX_NAME) });
const SiteBody = z.object({ site: SiteFields });
const tag = "Sites";
const TAKEN = { sites_name_index: { name: ["is taken"] } };

export function siteRoutes(api: Api): void {
  api.get("/sites", { tag, summary: "List sites", data: SiteView, isList: true, filters: ["name"] }, listSites);
  api.get("/sites/:id", { tag, summary: "Show a site", data: SiteView }, async (call) => ({
    data: siteView(await requireSite(call.db, call.accountId, call.param("id"))),
  }));
  api.post("/sites", { tag, summary: "Create a site", body: SiteBody, data: SiteView }, createSite);
  api.update("/sites/:id", { tag, summary: "Rename a site", body: SiteBody, data: SiteView }, updateSite);
  api.delete(
    "/sites/:id",
    { tag, summary: "Delete a site with its gateways and resources", data: SiteView },
    deleteSite,
  );
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
  const query = call.db
    .selectFrom("sites")
    .select(["id", "name"])
    .where("account_id", "=", call.accountId)
    .$if(name !== undefined, (q) => q.where("name", "=", name ?? ""));
  const order = {
    list: "sites",
    time: "sites.inserted_at",
    id: "sites.id",
    idType: "uuid",
    newestFirst: false,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map(siteView), metadata };
}

async function createSite(call: Call) {
  const { name } = validate(SiteFields, unwrap(call.body, "site"));
  const site = await call.write(async (trx) => {
    await requireRoom(trx, call.accountId, ["sites"]);
    return refusingDuplicates(TAKEN, () =>
      trx
        .insertInto("sites")
        .values({ account_id: call.accountId, id: crypto.randomUUID(), name })
        .returning(["id", "name"])
        .executeTakeFirstOrThrow(),
    );
  });
  call.setHeader("location", `/sites/${site.id}`);
  return { data: siteView(site) };
}

async function updateSite(call: Call) {
  const sent = unwrap(call.body, "site");
  const site = await requireOwnSite(call);
  const { name } = validate(SiteFields, { name: site.name, ...sent });
  if (name === site.name) return { data: siteView(site) };
  const updated = await call.write((trx) =>
    refusingDuplicates(TAKEN, () =>
      trx
        .updateTable("sites")
        .set({ name, updated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", site.id)
        .returning(["id", "name"])
        .executeTakeFirstOrThrow(),
    ),
  );
  return { data: siteView(updated) };
}

async function deleteSite(call: Call) {
  const site = await requireOwnSite(call);
  await call.write((trx) =>
    trx.deleteFrom("sites").where("account_id", "=", call.accountId).where("id", "=", site.id).execute(),
  );
  return { data: siteView(site) };
}

async function requireOwnSite(call: Call) {
  const site = await requireSite(call.db, call.accountId, call.param("id"));
  if (site.managed_by === "system") throw forbidden("The system's own site cannot be changed.");
  return site;
}

function siteView({ id, name }: { id: string; name: string }): z.input<typeof SiteView> {
  return { id, name };
}
