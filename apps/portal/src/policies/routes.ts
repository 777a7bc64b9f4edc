import { z } from "zod";
import { findGroup } from "../groups/routes.ts";
import type { Api, Call } from "../http/api.ts";
import { refusingDuplicates } from "../http/conflicts.ts";
import { withDetail, withDetails } from "../http/details.ts";
import { flag, optionalTime, optionalVerbatimText, RequiredId } from "../http/fields.ts";
import { readPage, readPaging, sorted } from "../http/pagination.ts";
import { forbidden, invalid, notFound, type ValidationErrors } from "../http/problem.ts";
import { type Attributes, unwrap, validate } from "../http/validation.ts";
import { pick } from "../http/view.ts";
import { findResource } from "../resources/routes.ts";
import { OptionalTree, TREE_FORM, TreeView } from "./condition-tree.ts";
import { ConditionList, ConditionView, hasRepeatedProperty } from "./conditions.ts";
import {
  POLICY_ORDER,
  POLICY_SORTS,
  PolicyDetails,
  policyMatches,
  readPolicyDetails,
  readPolicyFilters,
} from "./list.ts";

const MAX_DESCRIPTION = 1_024;

const PolicyView = z.object({
  id: z.uuid(),
  group_id: z.uuid().nullable(),
  resource_id: z.uuid(),
  description: z.string().nullable(),
  flow_log_uploads_enabled: z.boolean(),
  is_disabled: z.boolean(),
  conditions: z.array(ConditionView),
  condition_tree: z.unknown().optional().meta({ description: TREE_FORM }),
  expires_at: z.string().optional(),
});
const PolicyFields = z.object({
  group_id: RequiredId,
  resource_id: RequiredId,
  description: optionalVerbatimText(MAX_DESCRIPTION),
  flow_log_uploads_enabled: flag(true),
  is_disabled: flag(false),
  conditions: ConditionList.default([]),
  condition_tree: OptionalTree,
  expires_at: optionalTime,
});
const PolicyBody = z.object({ policy: PolicyFields });
const FeaturesSchema = z.looseObject({ internet_resource: z.boolean().optional().catch(undefined) });
const tag = "Policies";
const TAKEN = { policies_pair_index: { base: ["this group has a policy for this resource already"] } };
const COLUMNS = [
  "id",
  "group_id",
  "resource_id",
  "description",
  "flow_log_uploads_enabled",
  "is_disabled",
  "conditions",
  "condition_tree",
  "expires_at",
] as const;

export function policyRoutes(api: Api): void {
  const readable = { tag, data: PolicyView, details: PolicyDetails };
  api.get(
    "/policies",
    {
      ...readable,
      summary: "List policies",
      isList: true,
      filters: ["group_id", "resource_id", "site_id", "status"],
      search: "description, and the names of group and resource",
      sort: Object.keys(POLICY_SORTS),
    },
    listPolicies,
  );
  api.get("/policies/:id", { ...readable, summary: "Show a policy", item: "policies" }, async (call) => ({
    data: await withDetail(call, policyView(await requirePolicy(call)), (ids) => readPolicyDetails(call, ids)),
  }));
  api.post(
    "/policies",
    { tag, summary: "Create a policy", body: PolicyBody, data: PolicyView, refuses: [404] },
    createPolicy,
  );
  api.update("/policies/:id", { tag, summary: "Update a policy", body: PolicyBody, data: PolicyView }, updatePolicy);
  api.delete("/policies/:id", { tag, summary: "Delete a policy", data: PolicyView }, deletePolicy);
}

async function requirePolicy(call: Call) {
  const policy = await call.db
    .selectFrom("policies")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .where("id", "=", call.param("id"))
    .executeTakeFirst();
  if (!policy) throw notFound();
  return policy;
}
type PolicyRow = Awaited<ReturnType<typeof requirePolicy>>;

async function listPolicies(call: Call) {
  const paging = readPaging(call.query);
  const groupId = call.query.id("group_id");
  const resourceId = call.query.id("resource_id");
  const more = readPolicyFilters(call);
  const query = call.db
    .selectFrom("policies")
    .select(COLUMNS)
    .where("account_id", "=", call.accountId)
    .$if(groupId !== undefined, (q) => q.where("group_id", "=", groupId ?? ""))
    .$if(resourceId !== undefined, (q) => q.where("resource_id", "=", resourceId ?? ""))
    .where((eb) => policyMatches(eb, more));
  const { rows, metadata } = await readPage(query, sorted(call.query, POLICY_ORDER, POLICY_SORTS), paging);
  return { data: await withDetails(call, rows.map(policyView), (ids) => readPolicyDetails(call, ids)), metadata };
}

async function createPolicy(call: Call) {
  const sent = unwrap(call.body, "policy");
  const resource = await requireNamedResource(call, sent);
  const raw = { ...uploadsDefault(resource), ...sent };
  const attributes = validate(PolicyFields, raw, (values) => crossErrors(values, sent, call.context.now()));
  await requireGroup(call, attributes.group_id);
  const row = await call.write((trx) =>
    refusingDuplicates(TAKEN, () =>
      trx
        .insertInto("policies")
        .values({ ...columns(attributes), account_id: call.accountId, id: crypto.randomUUID() })
        .returning(COLUMNS)
        .executeTakeFirstOrThrow(),
    ),
  );
  call.setHeader("location", `/policies/${row.id}`);
  return { data: policyView(row) };
}

async function updatePolicy(call: Call) {
  const sent = unwrap(call.body, "policy");
  const policy = await requirePolicy(call);
  const resource = Object.hasOwn(sent, "resource_id") ? await requireNamedResource(call, sent) : undefined;
  const moves = resource !== undefined && resource.id !== policy.resource_id;
  const { id: _, ...current } = pick(policy, COLUMNS);
  const raw = { ...current, ...(moves && resource.type === "internet" ? uploadsDefault(resource) : {}), ...sent };
  const attributes = validate(PolicyFields, raw, (values) => crossErrors(values, sent, call.context.now()));
  if (attributes.group_id !== policy.group_id) await requireGroup(call, attributes.group_id);
  const next = columns(attributes);
  if (sameColumns(policy, next)) return { data: policyView(policy) };
  const row = await call.write((trx) =>
    refusingDuplicates(TAKEN, () =>
      trx
        .updateTable("policies")
        .set({ ...next, updated_at: new Date(call.context.now()).toISOString() })
        .where("account_id", "=", call.accountId)
        .where("id", "=", policy.id)
        .returning(COLUMNS)
        .executeTakeFirst(),
    ),
  );
  if (!row) throw notFound();
  return { data: policyView(row) };
}

async function deletePolicy(call: Call) {
  const policy = await requirePolicy(call);
  await call.write((trx) =>
    trx.deleteFrom("policies").where("account_id", "=", call.accountId).where("id", "=", policy.id).execute(),
  );
  return { data: policyView(policy) };
}

/** Unknown and malformed resources alike are not found; undefined where none was named. */
async function requireNamedResource(call: Call, sent: Attributes) {
  const id = sent.resource_id;
  if (id === undefined || id === null) return undefined;
  const parsed = RequiredId.safeParse(id);
  const resource = parsed.success ? await findResource(call.db, call.accountId, parsed.data) : undefined;
  if (!resource) throw notFound();
  if (resource.type === "internet") await requireInternetFeature(call);
  return resource;
}

async function requireInternetFeature(call: Call): Promise<void> {
  const account = await call.db
    .selectFrom("accounts")
    .select("features")
    .where("id", "=", call.accountId)
    .executeTakeFirstOrThrow();
  if (FeaturesSchema.parse(account.features).internet_resource === true) return;
  throw forbidden("The account has no Internet resource feature.");
}

/** What flows go to the Internet is nobody's business unless asked for. */
function uploadsDefault(resource: { readonly type: string } | undefined) {
  return { flow_log_uploads_enabled: resource?.type !== "internet" };
}

async function requireGroup(call: Call, id: string): Promise<void> {
  if (!(await findGroup(call.db, call.accountId, id))) throw invalid({ group: ["does not exist"] });
}

/** An end that was set before may lie in the past, one that is set now may not. */
function crossErrors(
  { conditions, expires_at }: Partial<z.output<typeof PolicyFields>>,
  sent: Attributes,
  now: number,
): ValidationErrors {
  const repeats = conditions !== undefined && hasRepeatedProperty(conditions);
  const isPast = Object.hasOwn(sent, "expires_at") && expires_at && Date.parse(expires_at) <= now;
  return {
    ...(repeats ? { base: ["at most one condition for each property"] } : {}),
    ...(isPast ? { expires_at: ["must lie in the future"] } : {}),
  };
}

function columns({ conditions, condition_tree, ...rest }: z.output<typeof PolicyFields>) {
  return {
    ...rest,
    conditions: JSON.stringify(conditions),
    condition_tree: condition_tree === null ? null : JSON.stringify(condition_tree),
  };
}

function sameColumns(policy: PolicyRow, next: ReturnType<typeof columns>): boolean {
  const keys = ["group_id", "resource_id", "description", "flow_log_uploads_enabled", "is_disabled"] as const;
  const { conditions, condition_tree: tree = null, expires_at: end } = policyView(policy);
  const sameRules =
    JSON.stringify(conditions) === next.conditions &&
    (tree === null ? null : JSON.stringify(tree)) === next.condition_tree;
  const sameEnd = (end ? Date.parse(end) : null) === (next.expires_at ? Date.parse(next.expires_at) : null);
  return sameRules && sameEnd && keys.every((key) => policy[key] === next[key]);
}

/** PostgreSQL keeps members of JSON objects in an order of its own; parsing puts them back. */
const StoredConditions = z.array(ConditionView);

/** `condition_tree` and `expires_at` are left out where there is none. */
function policyView(row: PolicyRow): z.input<typeof PolicyView> {
  const { condition_tree: tree, expires_at, ...rest } = pick(row, COLUMNS);
  return {
    ...rest,
    conditions: StoredConditions.parse(row.conditions),
    ...(tree === null ? {} : { condition_tree: TreeView.parse(tree) }),
    ...(expires_at === null ? {} : { expires_at }),
  };
}
