// How a page for people is declared, and what its handler is given. As `http/api.ts` for the management API.

import { randomBytes } from "node:crypto";
import formbody from "@fastify/formbody";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { limitAddress } from "../auth/limits.ts";
import type { Context } from "../context.ts";
import { answerError, statusOf } from "../http/answer-error.ts";
import { webOrigin } from "../http/origin.ts";
import { FrameworkError, Problem } from "../http/problem.ts";
import { type Remote, remoteOf } from "../http/remote.ts";
import { browserOf, checkForm, formToken } from "./form-check.ts";
import { html, render } from "./html.ts";
import { type LayoutProps, layout, STYLE, STYLE_PATH } from "./layout.ts";
import { PageProblem } from "./page-problem.ts";

const FORM_LIMIT_BYTES = 32_768;
const NONCE_BYTES = 16;
/** Of the budget of the address that it comes from. */
const COST = { page: 1, form: 10, exchange: 2 } as const;
const MAX_USER_AGENT = 2_000;
const STYLE_CACHE = "public, max-age=31536000, immutable";

/** One request of a person's browser. */
export interface Visit {
  readonly context: Context;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly remote: Remote;
  readonly userAgent: string | null;
  /** Scheme, host and port that people see. */
  readonly origin: string;
  readonly query: URLSearchParams;
  /** Goes into each form as `<input type="hidden" name="_check">`. */
  readonly formToken: string;
  param(name: string): string;
  /** The posted form. Throws a PageProblem where it does not have the fields. */
  form<T>(schema: z.ZodType<T>): T;
  page(content: Omit<LayoutProps, "nonce">, status?: number): FastifyReply;
  redirect(path: string): FastifyReply;
}

export type VisitHandler = (visit: Visit) => Promise<FastifyReply>;

export interface Web {
  get(path: string, handle: VisitHandler): void;
  /** A form of one of our pages; whether it is one has been checked. */
  post(path: string, handle: VisitHandler): void;
  /** JSON that a program posts, which holds no cookies. */
  exchange(path: string, handle: VisitHandler): void;
}

const ParamsSchema = z.record(z.string(), z.string());

/** Pages in a scope of their own: forms instead of JSON, pages instead of problem documents. */
export async function createWeb(app: FastifyInstance, context: Context): Promise<Web> {
  await app.register(formbody, { bodyLimit: FORM_LIMIT_BYTES });
  app.setErrorHandler((error: FastifyError, request, reply) => answerWithPage(context, error, request, reply));
  app.get(STYLE_PATH, { schema: { hide: true } }, async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", STYLE_CACHE).send(STYLE),
  );
  const route = (kind: keyof typeof COST, path: string, handle: VisitHandler) => {
    app.route({
      method: kind === "page" ? "GET" : "POST",
      url: path,
      schema: { hide: true },
      bodyLimit: FORM_LIMIT_BYTES,
      handler: async (request, reply) => {
        const visit = createVisit(context, request, reply);
        limitAddress(visit, COST[kind]);
        if (kind === "form") checkForm(visit);
        return handle(visit);
      },
    });
  };
  return {
    get: (path, handle) => route("page", path, handle),
    post: (path, handle) => route("form", path, handle),
    exchange: (path, handle) => route("exchange", path, handle),
  };
}

function createVisit(context: Context, request: FastifyRequest, reply: FastifyReply): Visit {
  const params = ParamsSchema.parse(request.params ?? {});
  const origin = webOrigin(context.config, request);
  const browser = browserOf(context, request, reply);
  return {
    context,
    request,
    reply,
    remote: remoteOf(request.raw, context),
    userAgent: request.headers["user-agent"]?.slice(0, MAX_USER_AGENT) ?? null,
    origin,
    query: new URLSearchParams(/\?(.*)$/s.exec(request.url)?.[1]),
    formToken: formToken(context, browser),
    param: (name) => params[name] ?? "",
    form: (schema) => {
      const parsed = schema.safeParse(request.body ?? {});
      if (parsed.success) return parsed.data;
      throw new PageProblem({
        status: 400,
        title: "The form was incomplete",
        text: "Something that the page should have sent was missing. Go back, reload the page and try again.",
      });
    },
    page: (content, status = 200) => sendPage(reply, content, status),
    redirect: (path) => reply.header("cache-control", "no-store").redirect(path, 303),
  };
}

/** Sends a page with headers that keep others' scripts, frames and caches out. */
function sendPage(reply: FastifyReply, content: Omit<LayoutProps, "nonce">, status: number): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    `script-src 'nonce-${nonce}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return reply
    .status(status)
    .type("text/html; charset=utf-8")
    .headers({
      "content-security-policy": policy.join("; "),
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
    })
    .send(render(layout({ ...content, nonce })));
}

/** A page for a person's browser; programs get what the management API would answer. */
export function answerWithPage(
  context: Context,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (!wantsPage(request)) return answerProgram(context, error, request, reply);
  if (error instanceof PageProblem) return sendProblem(reply, error);
  if (error instanceof Problem) {
    const { status, message: text, headers } = error;
    return sendProblem(reply, new PageProblem({ status, title: "That is not possible", text, headers }));
  }
  const status = error instanceof FrameworkError ? error.status : statusOf(error);
  if (status === 404) return sendProblem(reply, nothingHere());
  if (status >= 500) {
    context.log.error({ error, requestId: request.id, route: request.routeOptions.url }, "page failed");
  }
  const isOurs = status >= 500;
  const problem = new PageProblem({
    status,
    title: isOurs ? "Something went wrong here" : "That request could not be read",
    text: isOurs
      ? `Nothing was changed. Try again; if it stays like this, give your administrator this number: ${request.id}`
      : "Go back, reload the page and try again.",
  });
  return sendProblem(reply, problem);
}

function answerProgram(context: Context, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!(error instanceof PageProblem)) return answerError(context, error, request, reply);
  const { status, text, headers = {} } = error.details;
  return answerError(context, new Problem(status, text, { headers }), request, reply);
}

function sendProblem(reply: FastifyReply, { details }: PageProblem): FastifyReply {
  const { status, title, text, account, next, headers = {} } = details;
  const children = html`
    <h1>${title}</h1>
    <p>${text}</p>
    ${next && html`<a class="button" href=${next.href}>${next.label}</a>`}
  `;
  return sendPage(reply.headers(headers), { title, account, isAlone: next?.href === "/", children }, status);
}

/** No such account, or no such page: the same answer, which tells nothing. */
export function nothingHere(): PageProblem {
  return new PageProblem({
    status: 404,
    title: "There is nothing here",
    text: "The address may be misspelt. Ask your administrator for the name of your account.",
    next: { href: "/", label: "Choose an account" },
  });
}

export function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes("text/html") ?? false;
}
