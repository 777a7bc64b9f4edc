// The description of the API: /openapi.json, and a page to browse it that loads nothing from elsewhere.

import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { addExamples } from "./examples.ts";
import { isObject } from "./validation.ts";

const BROWSER_PREFIX = "/swaggerui";
/** The page sets styles of its own by script; everything it loads comes from here. */
const CONTENT_SECURITY_POLICY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** Without the bar of another's name, in which other descriptions could be loaded. */
const THEME = ".swagger-ui .topbar { display: none }";

/** To be called before the routes are declared. */
export async function serveDescription(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Firezone REST API",
        version: "1",
        description: "Administration of one account. `x-roles` of an operation says who may call it.",
      },
      servers: [{ url: "/" }],
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    },
    transform: withHeaders,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, {
    routePrefix: BROWSER_PREFIX,
    uiConfig: { validatorUrl: null, docExpansion: "none" },
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: "Firezone REST API", css: [{ filename: "theme.css", content: THEME }] },
    transformSpecification: () => describe(app),
  });
  const hidden = { schema: { hide: true } };
  app.get("/openapi", hidden, async (_request, reply) => reply.redirect("/openapi.json", 308));
  app.get("/openapi.json", hidden, async () => describe(app));
}

const described = new WeakMap<FastifyInstance, Readonly<Record<string, unknown>>>();

/** Routes do not change once the portal serves, so it is made once. */
function describe(app: FastifyInstance): Readonly<Record<string, unknown>> {
  const document = described.get(app) ?? addExamples(app.swagger());
  described.set(app, document);
  return document;
}

/** The transformation knows the bodies of answers only. */
const withHeaders: typeof jsonSchemaTransform = (route) => {
  const transformed = jsonSchemaTransform(route);
  const declared = route.schema?.response;
  const { response: answers } = transformed.schema;
  if (!isObject(declared) || !isObject(answers)) return transformed;
  const response = Object.entries(answers).map(([status, answer]) => {
    const { [status]: own } = declared;
    const headers = isObject(own) && isObject(own.headers) ? { headers: own.headers } : {};
    return [status, isObject(answer) ? { ...answer, ...headers } : answer];
  });
  return { ...transformed, schema: { ...transformed.schema, response: Object.fromEntries(response) } };
};
