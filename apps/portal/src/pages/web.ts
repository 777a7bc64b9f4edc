// How a page for people is declared, and what its handler is given. As `http/api.ts` for the management API.

import { randomBytes } from "node:crypto";
import formbody from "@fastify/formbody";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Context } from "../context.ts";
import { webOrigin } from "../http/origin.ts";
import { FrameworkError } from "../http/problem.ts";
import { type Remote, remoteOf } from "../http/remote.ts";
import { browserOf, checkForm, formToken } from "./form-check.ts";
import { html, render } from "./html.ts";
import { type LayoutProps, layout, STYLE, STYLE_PATH } from "./layout.ts";
import { PageProblem } from "./page-problem.ts";

const FORM_LIMIT_BYTES = 32_768;
const NONCE_BYTES = 16;
const COST = { GET: 1, POST: 10 } as const;
const MAX_USER_AGENT = 2_000;
const RETRY_AFTER_SECONDS = "5";
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
}

const ParamsSchema = z.record(z.string(), z.string());

/** Pages in a scope of their own: forms instead of JSON, pages instead of problem documents. */
export async function createWeb(app: FastifyInstance, context: Context): Promise<Web> {
  await app.register(formbody, { bodyLimit: FORM_LIMIT_BYTES });
  app.setErrorHandler((error: FastifyError, request, reply) => answerWithPage(context, error, request, reply));
  app.get(STYLE_PATH, { schema: { hide: true } }, async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", STYLE_CACHE).send(STYLE),
  );
  const route = (method: "GET" | "POST", path: string, handle: VisitHandler) => {
    app.route({
      method,
      url: path,
      schema: { hide: true },
      bodyLimit: FORM_LIMIT_BYTES,
      handler: async (request, reply) => {
        const visit = createVisit(context, request, reply);
        takeFromBucket(visit, COST[method]);
        if (method === "POST") checkForm(visit);
        return handle(visit);
      },
    });
  };
  return {
    get: (path, handle) => route("GET", path, handle),
    post: (path, handle) => route("POST", path, handle),
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
    query: new URL(request.url, origin).searchParams,
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

function takeFromBucket({ context, remote }: Visit, cost: number): void {
  if (context.webBuckets.take(remote.ip, cost, context.config.webBucket, context.now())) return;
  throw new PageProblem({
    status: 429,
    title: "Slow down",
    text: "Too many requests came from your network. Wait a few seconds, then reload the page.",
    headers: { "retry-after": RETRY_AFTER_SECONDS },
  });
}

function answerWithPage(context: Context, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof PageProblem) return sendProblem(reply, error);
  if (error instanceof FrameworkError && !wantsPage(request)) return reply.status(error.status).send(error.body());
  const status = error instanceof FrameworkError ? error.status : clientStatus(error);
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

function sendProblem(reply: FastifyReply, { details }: PageProblem): FastifyReply {
  const { status, title, text, account, next, headers = {} } = details;
  const children = html`
    <h1>${title}</h1>
    ${typeof text === "string" ? html`<p>${text}</p>` : text}
    ${next === undefined ? null : html`<a class="button" href=${next.href}>${next.label}</a>`}
  `;
  return sendPage(reply.headers(headers), { title, account, children }, status);
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

function clientStatus(error: unknown): number {
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number") return 500;
  return error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500;
}
