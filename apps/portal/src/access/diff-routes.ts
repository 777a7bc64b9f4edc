import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { pageOfList } from "../http/list-page.ts";
import { readPaging } from "../http/pagination.ts";
import { badRequest } from "../http/problem.ts";
import { isObject, validate } from "../http/validation.ts";
import { type AffectedPair, affectedPairs, type Term } from "./difference.ts";
import { changesSoFar, MAX_CHANGES, type NetChange, ProposedChange, supposing } from "./proposed-changes.ts";

const DiffFields = z.object({ changes: z.array(ProposedChange).min(1).max(MAX_CHANGES) });
const TermView = z.object({
  policy_id: z.uuid(),
  group_id: z.uuid().nullable(),
  conditions: z.array(z.object({ property: z.string(), operator: z.string(), values: z.array(z.string()).nullable() })),
  condition_tree: z.unknown().optional(),
  expires_at: z.string().nullable(),
});
const PairView = z.object({
  effect: z.enum(["lost", "gained", "changed"]),
  actor: z.object({ id: z.uuid(), name: z.string(), type: z.string() }),
  resource: z.object({ id: z.uuid(), name: z.string() }),
  before: z.array(TermView),
  after: z.array(TermView),
});
const NamedRow = z.object({ id: z.string(), name: z.string() });
const ActorRow = NamedRow.extend({ type: z.string() });
const DiffView = z.object({ lost: z.int(), gained: z.int(), changed: z.int(), pairs: z.array(PairView) });

export function diffRoutes(api: Api): void {
  const summary = "Say who would gain and lose access by changes, without making them";
  const filters = ["limit", "page_cursor", "effect"];
  api.post(
    "/access/diff",
    { tag: "Access", summary, body: DiffFields, data: DiffView, status: 200, filters, refuses: [403, 404] },
    showDifference,
  );
}

async function showDifference(call: Call) {
  if (!isObject(call.body)) throw badRequest('The body must be an object with "changes".');
  const { changes } = validate(DiffFields, call.body);
  const paging = readPaging(call.query);
  const wanted = call.query.oneOf("effect", ["lost", "gained", "changed"]);
  return supposing(call, changes, async (trx) => {
    const net = await changesSoFar(trx);
    const pairs = await affectedPairs(trx, call.accountId, net, call.context.now());
    const counted = (effect: AffectedPair["effect"]) => pairs.filter((pair) => pair.effect === effect).length;
    const listed = wanted === undefined ? pairs : pairs.filter(({ effect }) => effect === wanted);
    const { items, metadata } = pageOfList(`diff:${wanted ?? ""}`, listed, paging);
    const names = await namesOf({ ...call, db: trx }, items, net);
    const data = {
      lost: counted("lost"),
      gained: counted("gained"),
      changed: counted("changed"),
      pairs: items.map((pair) => pairView(pair, names)),
    };
    return { data, metadata };
  });
}

type Names = Awaited<ReturnType<typeof namesOf>>;

/** What the changes delete has its name from before them, which the transaction no longer sees. */
async function namesOf(call: Call, pairs: readonly AffectedPair[], net: readonly NetChange[]) {
  const actorIds = [...new Set(pairs.map(({ actorId }) => actorId))];
  const resourceIds = [...new Set(pairs.map(({ resourceId }) => resourceId))];
  const actors =
    actorIds.length === 0
      ? []
      : await call.db
          .selectFrom("actors")
          .select(["id", "name", "type"])
          .where("account_id", "=", call.accountId)
          .where("id", "in", actorIds)
          .execute();
  const resources =
    resourceIds.length === 0
      ? []
      : await call.db
          .selectFrom("resources")
          .select(["id", "name"])
          .where("account_id", "=", call.accountId)
          .where("id", "in", resourceIds)
          .execute();
  const gone = (table: string) => net.filter(({ object, after }) => object === table && after === null);
  const goneActors = gone("actors").map(({ before }) => ActorRow.parse(before));
  const goneResources = gone("resources").map(({ before }) => NamedRow.parse(before));
  return {
    actors: new Map([...goneActors, ...actors].map((actor) => [actor.id, actor])),
    resources: new Map([...goneResources, ...resources].map(({ id, name }) => [id, name])),
  };
}

function pairView(
  { effect, actorId, resourceId, before, after }: AffectedPair,
  names: Names,
): z.input<typeof PairView> {
  return {
    effect,
    actor: names.actors.get(actorId) ?? { id: actorId, name: "", type: "" },
    resource: { id: resourceId, name: names.resources.get(resourceId) ?? "" },
    before: before.map(termView),
    after: after.map(termView),
  };
}

function termView({ policy, expiresAt }: Term): z.input<typeof TermView> {
  return {
    policy_id: policy.id,
    group_id: policy.group_id,
    conditions: policy.conditions,
    ...(policy.condition_tree === null ? {} : { condition_tree: policy.condition_tree }),
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}
