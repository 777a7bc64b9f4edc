import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { readPaging } from "../http/pagination.ts";
import { badRequest, notFound } from "../http/problem.ts";
import { namesFor, readMoment } from "./explain-routes.ts";
import { pageOfList } from "./list-page.ts";
import { reasonOf } from "./sentences.ts";
import { type Range, type Verdicts, type Weighed, weigh } from "./verdicts.ts";

const VERDICTS = ["allowed", "depends", "denied"] as const;
const Named = z.object({ id: z.uuid(), name: z.string() });
const VerdictView = z.object({
  verdict: z.enum(VERDICTS),
  actor: Named.extend({ type: z.string(), email: z.string().nullable() }),
  client: Named.nullable(),
  resource: Named.extend({ type: z.string(), address: z.string().nullable() }),
  reason: z.string(),
  until: z.string().nullable(),
});

export function verdictRoutes(api: Api): void {
  const spec = {
    tag: "Access",
    summary: "Say of one actor, client or resource who may reach what and why, now or at a past moment",
    data: VerdictView,
    isList: true,
    filters: ["actor_id", "client_id", "resource_id", "of", "at", "verdict"],
    search: "names of resources, or of people and clients, and e-mail addresses",
    refuses: [404],
  } as const;
  api.get("/access/verdicts", spec, listVerdicts);
}

async function listVerdicts(call: Call) {
  const { db, accountId, query, context } = call;
  const range = readRange(call);
  const { at, moment } = readMoment(query.time("at"), context.now());
  const wanted = query.oneOf("verdict", VERDICTS);
  const search = query.search()?.toLowerCase();
  const verdicts = await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((trx) => weigh(trx, accountId, range, moment, at));
  if (!verdicts && moment === "now") throw notFound();
  const named = (verdicts?.weighed ?? [])
    .filter(({ verdict }) => wanted === undefined || verdict === wanted)
    .map((pair) => ({ pair, name: nameOf(range, pair) }))
    .filter(({ name }) => search === undefined || name.includes(search))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const { items, metadata } = pageOfList("verdicts", named, readPaging(query));
  return { data: verdicts ? items.map(({ pair }) => view(pair, verdicts, at)) : [], metadata };
}

function readRange({ query }: Call): Range {
  const [actorId, clientId, resourceId] = [query.id("actor_id"), query.id("client_id"), query.id("resource_id")];
  const of = query.oneOf("of", ["actors", "clients"]) ?? "actors";
  const ranges: Range[] = [
    ...(actorId === undefined ? [] : [{ actorId }]),
    ...(clientId === undefined ? [] : [{ clientId }]),
    ...(resourceId === undefined ? [] : [{ resourceId, of }]),
  ];
  const [range] = ranges;
  if (!range || ranges.length > 1) throw badRequest('One of "actor_id", "client_id" and "resource_id" is required.');
  return range;
}

/** What the pair is found by and in what order it is listed: the side that differs from pair to pair, in lower case. */
function nameOf(range: Range, { asker: { actor, client }, resource }: Weighed): string {
  const parts = "resourceId" in range ? [client?.name, actor.name, actor.email] : [resource.name, resource.address];
  return parts
    .filter((part) => part !== undefined && part !== null)
    .join("\n")
    .toLowerCase();
}

function view(pair: Weighed, verdicts: Verdicts, at: number): z.input<typeof VerdictView> {
  const {
    asker: { actor, client },
    resource,
    verdict,
    hindrances,
  } = pair;
  const decision = verdicts.decisionOf(pair);
  const names = namesFor({ ...verdicts, decision, actor, resource }, at);
  const until = verdict === "allowed" && decision.allowed ? decision.expiresAt : null;
  return {
    verdict,
    actor: { id: actor.id, name: actor.name, type: actor.type, email: actor.email },
    client: client ? { id: client.id, name: client.name } : null,
    resource: { id: resource.id, name: resource.name, type: resource.type, address: resource.address },
    reason: reasonOf(decision, hindrances, names, verdict === "depends"),
    until: until === null ? null : new Date(until).toISOString(),
  };
}
