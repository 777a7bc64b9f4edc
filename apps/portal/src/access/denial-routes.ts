import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { pageOfList } from "../http/list-page.ts";
import { readPaging } from "../http/pagination.ts";
import type { DenialRecord } from "./denials.ts";

const DenialView = z.object({
  client_id: z.uuid(),
  actor_id: z.uuid(),
  actor_name: z.string(),
  resource_id: z.uuid(),
  resource_name: z.string().nullable(),
  reason: z.string(),
  violated_properties: z.array(z.string()),
  count: z.int(),
  first_at: z.string(),
  last_at: z.string(),
});

export function denialRoutes(api: Api): void {
  const summary = "List access that clients asked for and did not get, latest first";
  const filters = ["actor_id", "client_id", "resource_id"];
  api.get("/access/denials", { tag: "Access", summary, data: DenialView, isList: true, filters }, listDenials);
}

async function listDenials(call: Call) {
  const actorId = call.query.id("actor_id");
  const clientId = call.query.id("client_id");
  const resourceId = call.query.id("resource_id");
  const found = call.context.denials
    .list(call.accountId)
    .filter((denial) => actorId === undefined || denial.actorId === actorId)
    .filter((denial) => clientId === undefined || denial.clientId === clientId)
    .filter((denial) => resourceId === undefined || denial.resourceId === resourceId);
  const { items, metadata } = pageOfList("denials", found, readPaging(call.query));
  return { data: items.map(denialView), metadata };
}

function denialView(denial: DenialRecord): z.input<typeof DenialView> {
  return {
    client_id: denial.clientId,
    actor_id: denial.actorId,
    actor_name: denial.actorName,
    resource_id: denial.resourceId,
    resource_name: denial.resourceName,
    reason: denial.reason,
    violated_properties: [...denial.violated],
    count: denial.count,
    first_at: new Date(denial.firstAt).toISOString(),
    last_at: new Date(denial.lastAt).toISOString(),
  };
}
