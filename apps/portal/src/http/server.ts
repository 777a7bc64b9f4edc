import type { IncomingMessage } from "node:http";
import cookie from "@fastify/cookie";
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { sql } from "kysely";
import { consoleRoutes } from "../console/routes.ts";
import type { Context } from "../context.ts";
import { packageDownloads } from "../downloads/routes.ts";
import { flowLogIngestion } from "../flow-logs/ingest.ts";
import type { Listener } from "../listener/listener.ts";
import { insertApiRequestLog } from "../logs/api-requests.ts";
import { mayReadMetrics } from "../ops/metrics-access.ts";
import { answerWithPage, createWeb } from "../pages/web.ts";
import { restRoutes } from "../rest.ts";
import { webRoutes } from "../web.ts";
import { answerError } from "./answer-error.ts";
import { createApi } from "./api.ts";
import { authenticate, subjectOf } from "./authentication.ts";
import { guardBody, MAX_STRANGERS_BODY_BYTES } from "./body-guard.ts";
import { serveDescription } from "./openapi.ts";
import { FrameworkError } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";

const REQUEST_ID_BYTES = { min: 20, max: 200 };
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json(?:\s*;.*)?$/i;
/** PostgreSQL has no text with this character in it. */
const ESCAPED_NUL = /(?<!\\)(?:\\\\)*\\u0000/;
/** Half of a character, where the other half may follow. */
const ESCAPED_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89ab-f]/i;
/** Not redirected: probes, what is for this machine only, and what machines fetch come by whatever name they have. */
const OPERATIONS = ["/outbox", "/ingestion", "/download/", "/healthz", "/readyz", "/metrics"];
/** Shorter than those who ask for readiness wait. */
const READY_PATIENCE_MS = 2_000;
const CACHE_CONTROL = "max-age=0, private, must-revalidate";

/** The HTTP side of the portal: REST API, its description, health and metrics. */
export async function createServer(context: Context, listener: Listener): Promise<FastifyInstance> {
  const app = fastify({
    serverFactory: (handle) => listener.create(handle, context.log),
    bodyLimit: MAX_STRANGERS_BODY_BYTES,
    genReqId: (request: IncomingMessage) => requestId(request),
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: true,
    // A path that cannot be decoded never reaches the hooks.
    frameworkErrors: (error, request, reply) => {
      reply.header("x-request-id", request.id);
      answerError(context, error, request, reply);
    },
  });
  readBodies(app);
  // Schemas are documentation; handlers check for themselves, in the order the API prescribes.
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler((error: FastifyError, request, reply) =>
    request.is404 ? answerWithPage(context, error, request, reply) : answerError(context, error, request, reply),
  );
  app.setNotFoundHandler(() => {
    throw new FrameworkError(404);
  });
  securityHeaders(app, context.config);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    const redirected = redirectToCanonicalHost(context, request, reply);
    // Nobody needs the body of a request that goes nowhere.
    if (redirected === undefined && request.is404) throw new FrameworkError(404);
    return redirected;
  });
  app.addHook("onResponse", async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? "", status: String(reply.statusCode) };
    context.metrics.requests.observe(labels, reply.elapsedTime / 1_000);
  });
  await serveDescription(app);
  await app.register(cookie);
  operations(app, context);
  flowLogIngestion(app, context);
  packageDownloads(app, context);
  await app.register(async (scope) => {
    scope.addHook("onRequest", (request) => guardBody(context, request));
    scope.addHook("preValidation", async (request, reply) => {
      checkAccept(request);
      await authenticate(context, request);
      await insertApiRequestLog(context, request, subjectOf(request));
      reply.header("cache-control", CACHE_CONTROL);
    });
    restRoutes(createApi(scope, context));
  });
  await app.register(async (scope) => webRoutes(await createWeb(scope, context)));
  await consoleRoutes(app, context);
  return app;
}

/** JSON is parsed, anything else is left alone. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(JSON_TYPE, { parseAs: "string" }, (request, body, done) => {
    const text = body.toString();
    if (text === "") return done(null, undefined);
    try {
      const value: unknown = JSON.parse(text);
      // Of flow logs each record is judged by itself, so that one bad one does not keep the others out.
      if (request.url.startsWith("/ingestion/") || isKeepable(text, value)) return done(null, value);
    } catch {
      // Answered as what cannot be kept.
    }
    done(new FrameworkError(400), undefined);
  });
  app.addContentTypeParser("*", (_request, _payload, done) => done(null, undefined));
}

/** Whether the database can hold the texts in it. Halves of characters are escaped when it is written, whole ones not. */
function isKeepable(text: string, value: unknown): boolean {
  if (ESCAPED_NUL.test(text)) return false;
  return !(ESCAPED_SURROGATE.test(text) && ESCAPED_SURROGATE.test(JSON.stringify(value)));
}

function operations(app: FastifyInstance, context: Context): void {
  const hidden = { schema: { hide: true } };
  app.get("/healthz", hidden, async () => ({ status: "ok" }));
  app.get("/readyz", hidden, async (_request, reply) => {
    try {
      await withinPatience(sql`select 1`.execute(context.db));
      return { status: "ready" };
    } catch (error) {
      context.log.warn({ error }, "not ready");
      return reply.status(503).send({ status: "database_unavailable" });
    }
  });
  app.get("/metrics", hidden, async (request, reply) => {
    if (!mayReadMetrics(context, request)) throw new FrameworkError(403);
    reply.header("content-type", context.metrics.registry.contentType);
    return context.metrics.registry.metrics();
  });
}

/** A database that hangs is as good as none. */
async function withinPatience(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database does not answer")), READY_PATIENCE_MS);
  });
  await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function checkAccept(request: FastifyRequest): void {
  const { accept } = request.headers;
  if (accept === undefined) return;
  const ranges = accept.split(",").map((range) => range.split(";")[0].trim().toLowerCase());
  const produced = request.routeOptions.config.produces ?? "application/json";
  if (!ranges.some((range) => [produced, "application/json", "application/*", "*/*"].includes(range)))
    throw new FrameworkError(406);
}

function redirectToCanonicalHost(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  const { restApiUrl, webExternalUrl } = context.config;
  if (restApiUrl === undefined || OPERATIONS.some((path) => request.url.startsWith(path))) return undefined;
  const canonical = new URL(restApiUrl);
  const isPageHost = webExternalUrl !== undefined && request.hostname === new URL(webExternalUrl).hostname;
  if (request.hostname === canonical.hostname || isPageHost) return undefined;
  // Anything else would become part of the host's name.
  if (!request.url.startsWith("/")) throw new FrameworkError(400);
  return reply.redirect(`${canonical.origin}${request.url}`, 308);
}

function requestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  if (typeof given !== "string") return crypto.randomUUID();
  const length = Buffer.byteLength(given);
  return length >= REQUEST_ID_BYTES.min && length <= REQUEST_ID_BYTES.max ? given : crypto.randomUUID();
}
