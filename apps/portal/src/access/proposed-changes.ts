// Changes that are only thought of: they are made by the very handlers of the API, in a transaction that is then undone.

import { sql, type Transaction } from "kysely";
import { z } from "zod";
import { actorRoutes } from "../actors/routes.ts";
import type { Db } from "../database/database.ts";
import { isSerializationFailure } from "../database/errors.ts";
import type { Tables } from "../database/tables.ts";
import { membershipRoutes } from "../groups/membership-routes.ts";
import { groupRoutes } from "../groups/routes.ts";
import type { Api, Call, Handler } from "../http/api.ts";
import { isUuid } from "../http/fields.ts";
import { invalid, Problem } from "../http/problem.ts";
import { type Attributes, isObject } from "../http/validation.ts";
import { policyRoutes } from "../policies/routes.ts";
import { resourceRoutes } from "../resources/routes.ts";
import { siteRoutes } from "../sites/routes.ts";

const OBJECTS = ["site", "actor", "group", "membership", "resource", "policy"] as const;
export const MAX_CHANGES = 100;

/** `$0` in place of an id is what the first change of the list created. */
export const ProposedChange = z.object({
  operation: z.enum(["create", "update", "delete"]),
  object: z.enum(OBJECTS),
  id: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
});
export type ProposedChange = z.output<typeof ProposedChange>;

const ATTEMPTS = 5;
const CREATED = /^\$(\d{1,3})$/;
const PATHS = {
  site: "/sites",
  actor: "/actors",
  group: "/groups",
  resource: "/resources",
  policy: "/policies",
} as const;
const MEMBERSHIPS = "/groups/:group_id/memberships";

/** Collects handlers by verb and path in place of serving them. */
function handlersOf(...routes: readonly ((api: Api) => void)[]): ReadonlyMap<string, Handler> {
  const handlers = new Map<string, Handler>();
  const take = (verb: string) => (path: string, _spec: unknown, handle: Handler) => {
    handlers.set(`${verb} ${path}`, handle);
  };
  const api: Api = {
    get: take("GET"),
    stream: () => undefined,
    post: take("POST"),
    put: take("PUT"),
    patch: take("PATCH"),
    update: take("PATCH"),
    delete: take("DELETE"),
  };
  for (const register of routes) register(api);
  return handlers;
}

const handlers = handlersOf(siteRoutes, actorRoutes, groupRoutes, membershipRoutes, resourceRoutes, policyRoutes);

class Undo<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super("undone");
    this.result = result;
  }
}

/**
 * Makes the changes one after the other, lets `look` see what came of them, and undoes them. Throws what the API would
 * have answered to the first change that it refuses.
 */
export async function supposing<T>(
  call: Call,
  changes: readonly ProposedChange[],
  look: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call.db
        .transaction()
        .setIsolationLevel("repeatable read")
        .execute(async (trx) => {
          const created: unknown[] = [];
          for (const [index, change] of changes.entries()) created.push(await make(call, trx, change, index, created));
          throw new Undo(await look(trx));
        });
    } catch (error) {
      if (error instanceof Undo) return error.result;
      // Someone changed the same rows for real meanwhile.
      if (!isSerializationFailure(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** @returns the id of what was created or changed */
async function make(
  call: Call,
  trx: Transaction<Tables>,
  change: ProposedChange,
  index: number,
  created: readonly unknown[],
): Promise<unknown> {
  const { path, verb, params, body } = requestOf(filled(change, created, index), index);
  const handle = handlers.get(`${verb} ${path}`);
  if (!handle) throw refused(index, "cannot be proposed");
  const db: Db = trx;
  const supposed: Call = {
    ...call,
    db,
    body,
    param: (name) => (params[name] ?? "").toLowerCase(),
    write: (work) => work(trx),
    setHeader: () => undefined,
  };
  try {
    const { data } = await handle(supposed);
    return isObject(data) ? data.id : undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, validationErrors, headers } = error;
    const more = validationErrors === undefined ? { headers } : { headers, validationErrors };
    throw new Problem(status, `Change ${index} would be refused: ${error.message}`, more);
  }
}

interface Request {
  readonly verb: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function requestOf(change: ProposedChange, index: number): Request {
  const { operation, object, attributes = {} } = change;
  if (object === "membership") return membershipRequest(change, attributes, index);
  const path = PATHS[object];
  const body = { [object]: attributes };
  if (operation === "create") return { verb: "POST", path, params: {}, body };
  const id = idOf(change.id, index, "id");
  return { verb: operation === "update" ? "PATCH" : "DELETE", path: `${path}/:id`, params: { id }, body };
}

/** Memberships have no id in the API: they are named by group and actor. */
function membershipRequest({ operation }: ProposedChange, attributes: Attributes, index: number): Request {
  const group_id = idOf(attributes.group_id, index, "attributes.group_id");
  const actor_id = idOf(attributes.actor_id, index, "attributes.actor_id");
  const end = Object.hasOwn(attributes, "expires_at") ? { expires_at: attributes.expires_at } : {};
  const memberships = operation === "delete" ? { remove: [actor_id] } : { add: [{ actor_id, ...end }] };
  return { verb: "PATCH", path: MEMBERSHIPS, params: { group_id }, body: { memberships } };
}

function idOf(value: unknown, index: number, member: string): string {
  if (typeof value === "string" && isUuid(value)) return value;
  throw refused(index, `${member} must be an identifier`);
}

function filled(change: ProposedChange, created: readonly unknown[], index: number): ProposedChange {
  const fill = (value: unknown): unknown => {
    const match = typeof value === "string" ? CREATED.exec(value) : null;
    if (!match) return value;
    const id = created[Number(match[1])];
    if (id === undefined) throw refused(index, `${match[0]} must name an earlier change`);
    return id;
  };
  const id = fill(change.id);
  const attributes = Object.entries(change.attributes ?? {}).map(([name, value]) => [name, fill(value)]);
  return {
    ...change,
    ...(typeof id === "string" ? { id } : {}),
    attributes: Object.fromEntries(attributes),
  };
}

function refused(index: number, message: string): Problem {
  return invalid({ changes: [`${index}: ${message}`] });
}

export interface NetChange {
  readonly object: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What this transaction has changed so far, consequences included: one entry for each row, in no order. */
export async function changesSoFar(trx: Transaction<Tables>): Promise<NetChange[]> {
  const { rows } = await sql<{ object: string; id: string; before: unknown; after: unknown }>`
    select object, coalesce(before, after) ->> 'id' as id, before, after from change_logs
    where xid = pg_current_xact_id() order by seq`.execute(trx);
  const net = new Map<string, NetChange>();
  for (const { object, id, before, after } of rows) {
    const key = `${object} ${id}`;
    net.set(key, { object, before: net.get(key)?.before ?? (net.has(key) ? null : before), after });
  }
  return [...net.values()];
}
