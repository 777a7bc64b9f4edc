import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { forbidden, notFound } from "../http/problem.ts";
import { pick } from "../http/view.ts";

const Common = z.object({
  id: z.uuid(),
  account_id: z.uuid(),
  name: z.string(),
  error_email_count: z.int(),
  is_disabled: z.boolean(),
  disabled_reason: z.string().nullable(),
  error_message: z.string().nullable(),
  synced_at: z.string().nullable(),
  errored_at: z.string().nullable(),
  inserted_at: z.string(),
  updated_at: z.string(),
});

/** What each kind shows beyond the common members; secrets are in a column of their own. */
const KINDS = [
  {
    type: "google",
    settings: z.object({
      domain: z.string(),
      impersonation_email: z.string(),
      group_sync_mode: z.enum(["all", "filtered", "disabled"]).default("all"),
      orgunit_sync_enabled: z.boolean().default(false),
    }),
  },
  {
    type: "entra",
    settings: z.object({
      tenant_id: z.string(),
      email_field: z.enum(["userPrincipalName", "mail"]).default("userPrincipalName"),
      sync_all_groups: z.boolean().default(false),
    }),
  },
  { type: "okta", settings: z.object({ client_id: z.string(), kid: z.string(), okta_domain: z.string() }) },
] as const;
type Kind = (typeof KINDS)[number];

const tag = "Directories";
const COLUMNS = [
  "id",
  "account_id",
  "name",
  "error_email_count",
  "is_disabled",
  "disabled_reason",
  "error_message",
  "synced_at",
  "errored_at",
  "inserted_at",
  "updated_at",
] as const;

export function directoryRoutes(api: Api): void {
  for (const kind of KINDS) {
    const path = `/${kind.type}_directories`;
    const data = Common.extend(kind.settings.shape);
    const filters = ["name"];
    api.get(path, { tag, summary: `List ${kind.type} directories`, data, isList: true, filters }, (call) =>
      list(call, kind),
    );
    api.get(`${path}/:id`, { tag, summary: `Show a ${kind.type} directory`, data }, (call) => show(call, kind));
  }
  postureRoutes(api);
}

function directories(call: Call, kind: Kind) {
  return call.db
    .selectFrom("directories")
    .select([...COLUMNS, "settings"])
    .where("account_id", "=", call.accountId)
    .where("type", "=", kind.type);
}
type DirectoryRow = NonNullable<Awaited<ReturnType<ReturnType<typeof directories>["executeTakeFirst"]>>>;

async function list(call: Call, kind: Kind) {
  const paging = readPaging(call.query);
  const name = call.query.text("name");
  const query = directories(call, kind).$if(name !== undefined, (q) => q.where("name", "=", name ?? ""));
  const order = {
    list: `${kind.type}_directories`,
    time: "directories.inserted_at",
    id: "directories.id",
    idType: "uuid",
    newestFirst: true,
  } as const;
  const { rows, metadata } = await readPage(query, order, paging);
  return { data: rows.map((row) => directoryView(row, kind)), metadata };
}

async function show(call: Call, kind: Kind) {
  const row = await directories(call, kind).where("id", "=", call.param("id")).executeTakeFirst();
  if (!row) throw notFound();
  return { data: directoryView(row, kind) };
}

function directoryView(row: DirectoryRow, kind: Kind) {
  return { ...pick(row, COLUMNS), ...kind.settings.parse(row.settings) };
}

/** Device posture is a feature that no account of this portal has. */
function postureRoutes(api: Api): void {
  const spec = { tag: "Device posture", summary: "Needs the feature device_posture", data: z.never() };
  for (const vendor of ["intune", "iru"]) {
    for (const kind of ["posture_providers", "devices"]) {
      for (const path of [`/${vendor}_${kind}`, `/${vendor}_${kind}/:id`]) {
        api.get(path, spec, async () => {
          throw forbidden("The account has no device posture feature.");
        });
      }
    }
  }
}
