// How a route of the management API is declared: verb, path, what goes in and comes out, and its handler.

import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sql, type Transaction } from "kysely";
import { z } from "zod";
import type { Context } from "../context.ts";
import type { Db } from "../database/database.ts";
import { hangsOnNothing, isSerializationFailure } from "../database/errors.ts";
import type { Tables } from "../database/tables.ts";
import { type ApiSubject, subjectOf } from "./authentication.ts";
import { MAX_BODY_BYTES } from "./body-guard.ts";
import { describeRoute } from "./documentation.ts";
import { isUuid } from "./fields.ts";
import { type Item, type ItemTable, membersOf, readVersioned, uponNewest, whereUnchanged } from "./item-versions.ts";
import { webOrigin } from "./origin.ts";
import { badRequest, conflict, forbidden, unauthorized } from "./problem.ts";
import { Query } from "./query.ts";
import { READERS, type Role, WRITERS } from "./roles.ts";

const JSON_TYPE = "application/json";
const MAX_ATTEMPTS = 5;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Media type of the answer. */
    readonly produces?: string;
  }
}

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
  /** Scheme, host and port that people see. */
  readonly origin: string;
}

export interface RouteSpec {
  readonly tag: string;
  readonly summary: string;
  readonly status?: 200 | 201;
  /** Filters besides `limit` and `page_cursor`, for the documentation. */
  readonly filters?: readonly string[];
  /** What `search=` looks in, for the documentation. */
  readonly search?: string;
  /** What `sort=` takes, for the documentation. */
  readonly sort?: readonly string[];
  /** Members that `include=details` adds to `data`. */
  readonly details?: z.ZodObject;
  /** The body for the documentation; handlers read it themselves, in the order their checks need. */
  readonly body?: z.ZodType;
  /** Schema of `data`. */
  readonly data: z.ZodType;
  readonly isList?: boolean;
  /** Of a list that comes whole, up to so many, unless a page is asked for. */
  readonly wholeUpTo?: number;
  /** Schema of `metadata`; of a list, what it has besides that of a page. */
  readonly metadata?: z.ZodObject;
  /** Who may call it; READERS for GET and WRITERS for all other verbs where left out. */
  readonly may?: readonly Role[];
  /** Of the GET of one thing that can be changed: where it is stored. It gets an ETag, and its changes take If-Match. */
  readonly item?: ItemTable;
  /** Also for tokens of an account that is disabled since it will be deleted. */
  readonly whileEnding?: boolean;
  /** Refusals besides those that follow from the rest, for the documentation. */
  readonly refuses?: readonly (400 | 403 | 404 | 409 | 412 | 422)[];
}

export type Handler = (call: Call) => Promise<{ readonly data: unknown }>;
/** Answers something else than one JSON document. */
export type StreamHandler = (call: Call) => Promise<{ readonly type: string; readonly stream: Readable }>;
export type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** A stream has a media type, and `data` is the schema of one item in it. */
export interface StreamSpec extends RouteSpec {
  readonly mediaType: string;
}

export interface Api {
  get(path: string, spec: RouteSpec, handle: Handler): void;
  stream(path: string, spec: StreamSpec, handle: StreamHandler): void;
  post(path: string, spec: RouteSpec, handle: Handler): void;
  put(path: string, spec: RouteSpec, handle: Handler): void;
  /** PATCH and PUT do the same on items. */
  update(path: string, spec: RouteSpec, handle: Handler): void;
  patch(path: string, spec: RouteSpec, handle: Handler): void;
  delete(path: string, spec: RouteSpec, handle: Handler): void;
}

export function createApi(app: FastifyInstance, context: Context): Api {
  const route = (method: Verb, path: string, spec: (RouteSpec | StreamSpec) & Conditional, answer: Answer) => {
    const status = spec.status ?? 200;
    const may = spec.may ?? (method === "GET" ? READERS : WRITERS);
    app.route({
      method,
      url: path,
      schema: describeRoute(method, path, { ...spec, status, may }),
      bodyLimit: MAX_BODY_BYTES,
      config: { produces: "mediaType" in spec ? spec.mediaType : JSON_TYPE },
      handler: async (request, reply) => {
        const call = createCall(context, request, (name, value) => reply.header(name, value));
        if (call.subject.isEnding && !spec.whileEnding) throw unauthorized();
        if (!may.includes(call.subject.role)) throw forbidden(`This is not for the role ${call.subject.role}.`);
        return answer(call, reply.status(status));
      },
    });
  };
  const json =
    (handle: Handler): Answer =>
    async (call, reply) =>
      reply.send(await uponWhatIsThere(handle, call));
  const items = new Map<string, Item>();
  /** By the same path as the GET of an item, which is declared before. */
  const change = (method: Verb, path: string, spec: RouteSpec, handle: Handler) => {
    const item = items.get(path);
    if (!item) return route(method, path, spec, json(handle));
    for (const member of membersOf(spec.body)) item.members.add(member);
    const answer = json(method === "DELETE" ? handle : (call) => uponNewest(item, call, handle));
    const conditional = (ifMatch: string) => json((call) => whereUnchanged(item, call, ifMatch, handle));
    route(method, path, { ...spec, isConditional: true }, (call, reply) => {
      const ifMatch = reply.request.headers["if-match"];
      return (ifMatch === undefined ? answer : conditional(ifMatch))(call, reply);
    });
  };
  return {
    get: (path, spec, handle) => {
      if (spec.item === undefined) return route("GET", path, spec, json(handle));
      const item = { table: spec.item, spec, read: handle, members: new Set<string>() };
      items.set(path, item);
      route(
        "GET",
        path,
        spec,
        json((call) => readVersioned(item, call)),
      );
    },
    stream: (path, spec, handle) =>
      route("GET", path, spec, async (call, reply) => {
        const { type, stream } = await handle(call);
        if (reply.request.method !== "HEAD") return reply.type(type).send(stream);
        // Nobody will read it, nor hang up.
        stream.destroy();
        return reply.type(type).send();
      }),
    post: (path, spec, handle) => route("POST", path, { status: 201, ...spec }, json(handle)),
    put: (path, spec, handle) => change("PUT", path, spec, handle),
    patch: (path, spec, handle) => change("PATCH", path, spec, handle),
    update: (path, spec, handle) => {
      change("PATCH", path, spec, handle);
      change("PUT", path, spec, handle);
    },
    delete: (path, spec, handle) => change("DELETE", path, spec, handle),
  };
}

/**
 * Where others deleted, in the midst of it, what a call needs, or changed the same rows the other way round, the call is
 * run again: it is answered as had it come a moment later.
 */
async function uponWhatIsThere(handle: Handler, call: Call) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await handle(call);
    } catch (error) {
      if (!hangsOnNothing(error) && !isSerializationFailure(error)) throw error;
      if (attempt === MAX_ATTEMPTS) throw conflict("What it is about is being changed by others. Try again.");
    }
  }
}

/** Whether it takes `If-Match`. */
interface Conditional {
  readonly isConditional?: boolean;
}

type Answer = (call: Call, reply: FastifyReply) => Promise<unknown>;

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
    param: (name) => identifierIn(name, params[name] ?? ""),
    write: (work) =>
      context.db.transaction().execute(async (trx) => {
        await sql`select set_config('portal.subject', ${JSON.stringify(subject.audit)}, true)`.execute(trx);
        return work(trx);
      }),
    setHeader,
    origin: webOrigin(context.config, request),
  };
}

const LOG_ID = /^[0-9a-fA-F]{24}$/;
/** Of nothing that there is. */
const NIL_UUID = "00000000-0000-0000-0000-000000000000";

/** A UUID, or the 24 hex digits of a log id, which then name nothing. */
function checkIdentifier(name: string, value: string): void {
  const isLogId = LOG_ID.test(value);
  if (name === "log_id" ? !isLogId : !isUuid(value) && !isLogId) {
    throw badRequest(`"${value.slice(0, 100)}" is no identifier.`);
  }
}

function identifierIn(name: string, value: string): string {
  return name !== "log_id" && LOG_ID.test(value) ? NIL_UUID : value.toLowerCase();
}
