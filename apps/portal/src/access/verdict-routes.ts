import { z } from "zod";
import type { Api, Call, Trx } from "../http/api.ts";
import { metadataOfPage, pageOfList, placeOfPage } from "../http/list-page.ts";
import { type PageMetadata, readPaging } from "../http/pagination.ts";
import { badRequest, notFound } from "../http/problem.ts";
import { currentPairs } from "./current-pairs.ts";
import { namesFor, readMoment } from "./explain-routes.ts";
import { reasonOf } from "./sentences.ts";
import { type Range, VERDICTS, type Verdicts, type Weighed, weigh } from "./verdicts.ts";

const LIST = "verdicts";
const Named = z.object({ id: z.uuid(), name: z.string() });
const VerdictView = z.object({
  verdict: z.enum(VERDICTS),
  actor: Named.extend({ type: z.string(), email: z.string().nullable() }).nullable(),
  client: Named.nullable(),
  group: Named.nullable(),
  resource: Named.extend({ type: z.string(), address: z.string().nullable() }),
  reason: z.string(),
  until: z.string().nullable(),
});

export function verdictRoutes(api: Api): void {
  const spec = {
    tag: "Access",
    summary: "Say of one actor, client, group, resource or policy who may reach what and why, now or at a past moment",
    data: VerdictView,
    isList: true,
    filters: ["actor_id", "client_id", "group_id", "resource_id", "policy_id", "of", "at", "verdict"],
    search: "names of resources, or of people and clients, and e-mail addresses",
    refuses: [404],
  } as const;
  api.get("/access/verdicts", spec, listVerdicts);
}

interface Page {
  readonly pairs: readonly Weighed[];
  readonly verdicts: Verdicts;
  readonly metadata: PageMetadata;
}

async function listVerdicts(call: Call) {
  const { db, query, context } = call;
  const range = readRange(call);
  const { at, moment } = readMoment(query.time("at"), context.now());
  const page = await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((trx) => (moment === "now" ? readNow(trx, call, range, at) : readThen(trx, call, range, moment)));
  if (!page && moment === "now") throw notFound();
  if (!page) return { data: [], metadata: pageOfList(LIST, [], readPaging(query)).metadata };
  return { data: page.pairs.map((pair) => view(pair, page.verdicts, at)), metadata: page.metadata };
}

function readRange({ query }: Call): Range {
  const of = query.oneOf("of", ["actors", "clients"]) ?? "actors";
  const [actorId, clientId, groupId] = [query.id("actor_id"), query.id("client_id"), query.id("group_id")];
  const [resourceId, policyId] = [query.id("resource_id"), query.id("policy_id")];
  const ranges: Range[] = [
    ...(actorId === undefined ? [] : [{ actorId }]),
    ...(clientId === undefined ? [] : [{ clientId }]),
    ...(groupId === undefined ? [] : [{ groupId }]),
    ...(resourceId === undefined ? [] : [{ resourceId, of }]),
    ...(policyId === undefined ? [] : [{ policyId, of }]),
  ];
  const [range] = ranges;
  if (!range || ranges.length > 1) {
    throw badRequest('One of "actor_id", "client_id", "group_id", "resource_id" and "policy_id" is required.');
  }
  return range;
}

/** Of the present the database finds the pairs of a page, and only these are weighed. */
async function readNow(trx: Trx, { accountId, query }: Call, range: Range, now: number): Promise<Page | undefined> {
  const paging = readPaging(query);
  const start = placeOfPage(LIST, paging);
  const wanted = { verdict: query.oneOf("verdict", VERDICTS), search: query.search(), start, limit: paging.limit };
  const { ids, count } = await currentPairs(trx, accountId, range, wanted, now);
  const verdicts = await weigh(trx, accountId, range, { moment: "now", now }, ids);
  if (!verdicts) return undefined;
  const pairs = Map.groupBy(verdicts.weighed, (pair) => idOf(range, pair));
  return {
    verdicts,
    pairs: ids.flatMap((id) => pairs.get(id) ?? []),
    metadata: metadataOfPage(LIST, start, paging.limit, count),
  };
}

/** Of the past all pairs are weighed, since its rows are rebuilt from the change log. */
async function readThen(trx: Trx, { accountId, query }: Call, range: Range, moment: number): Promise<Page | undefined> {
  const wanted = query.oneOf("verdict", VERDICTS);
  const search = query.search()?.toLowerCase();
  const verdicts = await weigh(trx, accountId, range, { moment, now: moment });
  if (!verdicts) return undefined;
  const named = verdicts.weighed
    .filter(({ verdict }) => wanted === undefined || verdict === wanted)
    .map((pair) => ({ pair, name: nameOf(range, pair) }))
    .filter(({ name }) => search === undefined || name.includes(search))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const { items, metadata } = pageOfList(LIST, named, readPaging(query));
  return { verdicts, pairs: items.map(({ pair }) => pair), metadata };
}

function isAboutOneResource(range: Range): boolean {
  return "resourceId" in range || "policyId" in range;
}

/** Of the side that differs from pair to pair. */
function idOf(range: Range, { asker: { actor, client }, resource }: Weighed): string | undefined {
  return isAboutOneResource(range) ? (client ?? actor)?.id : resource.id;
}

/** What the pair is found by and in what order it is listed: the side that differs, in lower case. */
function nameOf(range: Range, { asker: { actor, client }, resource }: Weighed): string {
  const parts = isAboutOneResource(range)
    ? [client?.name, actor?.name, actor?.email]
    : [resource.name, resource.address];
  return parts
    .filter((part) => part !== undefined && part !== null)
    .join("\n")
    .toLowerCase();
}

function view(pair: Weighed, verdicts: Verdicts, at: number): z.input<typeof VerdictView> {
  const {
    asker: { actor, client, group },
    resource,
    verdict,
    hindrances,
  } = pair;
  const decision = verdicts.decisionOf(pair);
  const names = namesFor({ ...verdicts, decision, actor, group, resource }, at);
  const until = verdict === "allowed" && decision.allowed ? decision.expiresAt : null;
  return {
    verdict,
    actor: actor ? { id: actor.id, name: actor.name, type: actor.type, email: actor.email } : null,
    client: client ? { id: client.id, name: client.name } : null,
    group: group ? { id: group.id, name: group.name } : null,
    resource: { id: resource.id, name: resource.name, type: resource.type, address: resource.address },
    reason: reasonOf(decision, hindrances, names, verdict === "depends"),
    until: until === null ? null : new Date(until).toISOString(),
  };
}
