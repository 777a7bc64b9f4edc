// The OpenAPI description of a route, made from its declaration. Nothing is checked by it.

import { STATUS_CODES } from "node:http";
import { z } from "zod";
import type { RouteSpec, StreamSpec, Verb } from "./api.ts";
import { MAX_LIMIT, PageMetadataSchema } from "./pagination.ts";
import { PROBLEM_MEDIA_TYPE, ProblemSchema, ValidationProblemSchema } from "./problem.ts";
import type { Role } from "./roles.ts";

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  admin: "administrators",
  auditor: "auditors",
  network_admin: "network administrators",
  person: "everyone who can sign in",
};

const REFUSALS: Readonly<Record<number, string>> = {
  400: "An id, a cursor, a filter or the shape of the body cannot be used.",
  401: "The token, or the session, is none that is in force.",
  403: "The role, the thing itself, a limit or a feature of the account forbids it.",
  404: "Nothing of this account has that identifier.",
  409: "It contradicts what is there already.",
  412: "It is no longer the version that `if-match` names; `etag` is that of what is there now.",
  422: "Members were refused.",
  429: "Too many requests; `retry-after` says how many seconds to wait.",
};

type Declared = (RouteSpec | StreamSpec) & {
  readonly status: number;
  readonly may: readonly Role[];
  readonly isConditional?: boolean;
};

export function describeRoute(method: Verb, path: string, spec: Declared) {
  const names = [...path.matchAll(/:([a-z_]+)/g)].map(([, name]) => name);
  const query = queryOf(spec);
  return {
    tags: [spec.tag],
    summary: spec.summary,
    description: `For ${spec.may.map((role) => ROLE_NAMES[role]).join(", ")}.`,
    operationId: `${method} ${path}`.toLowerCase().replace(/[^a-z]+/g, "_"),
    "x-roles": spec.may,
    ...(names.length > 0 ? { params: z.object(Object.fromEntries(names.map((name) => [name, idOf(name)]))) } : {}),
    ...(Object.keys(query).length > 0 ? { querystring: z.object(query).partial() } : {}),
    ...(spec.isConditional ? { headers: z.object({ "if-match": IfMatch }) } : {}),
    ...(spec.body ? { body: spec.isConditional ? withoutRequired(spec.body) : spec.body } : {}),
    response: {
      // What is always refused has no other answer.
      ...(spec.data instanceof z.ZodNever ? {} : { [spec.status]: answerOf(spec) }),
      ...refusalsOf(names.length > 0, spec),
    },
  };
}

const VERSION = "The version of what can be changed, for `if-match`.";
const IfMatch = z
  .string()
  .optional()
  .meta({ description: "The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway." });

/** Of an update: what is left out stays. */
function withoutRequired(body: z.ZodType): z.ZodType {
  if (!(body instanceof z.ZodObject)) return body;
  const members = Object.entries<z.ZodType>(body.shape).map(([wrapper, attributes]) => [
    wrapper,
    attributes instanceof z.ZodObject ? attributes.partial() : attributes,
  ]);
  return z.object(Object.fromEntries(members));
}

function idOf(name: string) {
  return name === "log_id" ? z.string().regex(/^[0-9a-fA-F]{24}$/) : z.uuid();
}

function queryOf(spec: Declared): Record<string, z.ZodType> {
  const text = (description: string) => z.string().meta({ description });
  return {
    ...(spec.isList
      ? {
          limit: z
            .int()
            .min(1)
            .max(MAX_LIMIT)
            .meta({ description: limitText(spec.wholeUpTo) }),
          page_cursor: text("`next_page` or `prev_page` of an earlier answer."),
        }
      : {}),
    ...Object.fromEntries((spec.filters ?? []).map((name) => [name, text("Only what is exactly this.")])),
    ...(spec.search ? { search: text(`Only what holds this text, whatever its case, in ${spec.search}.`) } : {}),
    ...(spec.sort ? { sort: sortOf(spec.sort) } : {}),
    ...(spec.details
      ? { include: z.enum(["details"]).meta({ description: "Adds the members that are optional." }) }
      : {}),
  };
}

function limitText(wholeUpTo: number | undefined): string {
  const otherwise = wholeUpTo === undefined ? "50" : `without page_cursor all, up to ${wholeUpTo},`;
  return `Entries of a page; ${otherwise} where left out.`;
}

function sortOf(keys: readonly string[]) {
  return z.enum(keys.flatMap((key) => [key, `-${key}`])).meta({ description: "A leading `-` turns the order around." });
}

function answerOf(spec: Declared) {
  const item =
    spec.details && spec.data instanceof z.ZodObject ? spec.data.extend(spec.details.partial().shape) : spec.data;
  if ("mediaType" in spec) return { description: "A stream.", content: { [spec.mediaType]: { schema: item } } };
  const schema = spec.isList
    ? z.object({ data: z.array(item), metadata: PageMetadataSchema.extend(spec.metadata?.shape ?? {}) })
    : z.object({ data: item, ...(spec.metadata ? { metadata: spec.metadata } : {}) });
  const headers = spec.item === undefined ? {} : { headers: { ETag: { type: "string", description: VERSION } } };
  return { description: STATUS_CODES[spec.status] ?? "", ...headers, content: { "application/json": { schema } } };
}

function refusalsOf(hasIds: boolean, { body, isList, filters, isConditional, refuses = [] }: Declared) {
  const statuses = new Set<number>([
    ...(hasIds || body || isList || filters ? [400] : []),
    401,
    403,
    ...(hasIds ? [404] : []),
    ...(isConditional ? [412] : []),
    ...(body ? [422] : []),
    ...refuses,
    429,
  ]);
  return Object.fromEntries(
    [...statuses].map((status) => {
      const schema = status === 422 ? ValidationProblemSchema : ProblemSchema;
      return [status, { description: REFUSALS[status], content: { [PROBLEM_MEDIA_TYPE]: { schema } } }];
    }),
  );
}
