// How a route of the management API is declared: verb, path, what goes in and comes out, and its handler.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { sql, type Transaction } from "kysely";
import { z } from "zod";
import type { Context } from "../context.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { type ApiSubject, subjectOf } from "./authentication.ts";
import { isUuid } from "./fields.ts";
import { PageMetadataSchema } from "./pagination.ts";
import { badRequest, forbidden } from "./problem.ts";
import { Query } from "./query.ts";
import { READERS, type Role, WRITERS } from "./roles.ts";

export type Trx = Transaction<Tables>;

/** One authenticated request. */
export interface Call {
  readonly context: Context;
  readonly db: Db;
  readonly subject: ApiSubject;
  readonly accountId: string;
  readonly query: Query;
  readonly body: unknown;
  /** A path segment; ids are checked and in lower case. */
  param(name: string): string;
  /** A transaction whose changes are written down as the caller's. */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  setHeader(name: string, value: string): void;
}

export interface RouteSpec {
  readonly tag: string;
  readonly summary: string;
  readonly status?: 200 | 201;
  /** Filters besides `limit` and `page_cursor`, for the documentation. */
  readonly filters?: readonly string[];
  /** The body for the documentation; handlers read it themselves, in the order their checks need. */
  readonly body?: z.ZodType;
  /** Schema of `data`. */
  readonly data: z.ZodType;
  readonly isList?: boolean;
  /** Who may call it; READERS for GET and WRITERS for all other verbs where left out. */
  readonly may?: readonly Role[];
}

export type Handler = (call: Call) => Promise<{ readonly data: unknown }>;
type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Api {
  get(path: string, spec: RouteSpec, handle: Handler): void;
  post(path: string, spec: RouteSpec, handle: Handler): void;
  put(path: string, spec: RouteSpec, handle: Handler): void;
  /** PATCH and PUT do the same on items. */
  update(path: string, spec: RouteSpec, handle: Handler): void;
  patch(path: string, spec: RouteSpec, handle: Handler): void;
  delete(path: string, spec: RouteSpec, handle: Handler): void;
}

const PAGING_QUERY = ["limit", "page_cursor"];

export function createApi(app: FastifyInstance, context: Context): Api {
  const route = (method: Verb | Verb[], path: string, spec: RouteSpec, handle: Handler) => {
    const status = spec.status ?? 200;
    const may = spec.may ?? (method === "GET" ? READERS : WRITERS);
    app.route({
      method,
      url: path,
      schema: documentation(path, spec, status),
      handler: async (request, reply) => {
        const call = createCall(context, request, (name, value) => reply.header(name, value));
        if (!may.includes(call.subject.role)) throw forbidden(`This is not for the role ${call.subject.role}.`);
        return reply.status(status).send(await handle(call));
      },
    });
  };
  return {
    get: (path, spec, handle) => route("GET", path, spec, handle),
    post: (path, spec, handle) => route("POST", path, { status: 201, ...spec }, handle),
    put: (path, spec, handle) => route("PUT", path, spec, handle),
    patch: (path, spec, handle) => route("PATCH", path, spec, handle),
    update: (path, spec, handle) => route(["PATCH", "PUT"], path, spec, handle),
    delete: (path, spec, handle) => route("DELETE", path, spec, handle),
  };
}

/** Names and kinds for OpenAPI; nothing is checked by it. */
function documentation(path: string, spec: RouteSpec, status: number) {
  const names = [...path.matchAll(/:([a-z_]+)/g)].map(([, name]) => name);
  const query = [...(spec.isList ? PAGING_QUERY : []), ...(spec.filters ?? [])];
  const text = (keys: readonly string[]) => z.object(Object.fromEntries(keys.map((key) => [key, z.string()])));
  const data = spec.isList
    ? z.object({ data: z.array(spec.data), metadata: PageMetadataSchema })
    : z.object({ data: spec.data });
  return {
    tags: [spec.tag],
    summary: spec.summary,
    ...(names.length > 0 ? { params: text(names) } : {}),
    ...(query.length > 0 ? { querystring: text(query).partial() } : {}),
    ...(spec.body ? { body: spec.body } : {}),
    response: { [status]: data },
  };
}

const ParamsSchema = z.record(z.string(), z.string());

function createCall(context: Context, request: FastifyRequest, setHeader: Call["setHeader"]): Call {
  const subject = subjectOf(request);
  const params = ParamsSchema.parse(request.params ?? {});
  for (const [name, value] of Object.entries(params)) checkIdentifier(name, value);
  return {
    context,
    db: context.db,
    subject,
    accountId: subject.accountId,
    query: new Query(request.url),
    body: request.body,
    param: (name) => (params[name] ?? "").toLowerCase(),
    write: (work) =>
      context.db.transaction().execute(async (trx) => {
        await sql`select set_config('portal.subject', ${JSON.stringify(subject.audit)}, true)`.execute(trx);
        return work(trx);
      }),
    setHeader,
  };
}

/** A UUID, or the 24 hex digits of a log id, which then name nothing. */
function checkIdentifier(name: string, value: string): void {
  const isLogId = /^[0-9a-fA-F]{24}$/.test(value);
  if (name === "log_id" ? !isLogId : !isUuid(value) && !isLogId) {
    throw badRequest(`"${value.slice(0, 100)}" is no identifier.`);
  }
}
