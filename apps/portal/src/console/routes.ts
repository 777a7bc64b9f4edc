// Serves the built console: a page that is the same for everybody, and its scripts and styles. All that it shows it
// asks of the management API with the session of whoever looks at it.

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { FrameworkError } from "../http/problem.ts";

const BUILD = fileURLToPath(new URL("../../../console/dist", import.meta.url));
const ASSETS = "/assets/console/";
/** In the built page, where the nonce of each answer goes. */
const NONCE_MARK = /CSP-NONCE/g;
const NONCE_BYTES = 16;
const YEAR = "365d";

export async function consoleRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const page = `${BUILD}/index.html`;
  if (!existsSync(page)) {
    context.log.warn('the console is not built, and not served; "npm run build" makes it');
    return;
  }
  const html = readFileSync(page, "utf8");
  await app.register(fastifyStatic, {
    root: BUILD,
    prefix: ASSETS,
    index: false,
    immutable: true,
    // The build puts compressed forms beside its files.
    preCompressed: true,
    maxAge: YEAR,
    schemaHide: true,
  });
  for (const path of ["/:account/console", "/:account/console/*"]) {
    app.get(path, { schema: { hide: true } }, async (request, reply) => {
      if (!request.headers.accept?.includes("text/html")) throw new FrameworkError(404);
      const nonce = randomBytes(NONCE_BYTES).toString("base64");
      return reply
        .type("text/html; charset=utf-8")
        .headers({ "content-security-policy": policy(nonce), "cache-control": "no-store" })
        .send(html.replace(NONCE_MARK, nonce));
    });
  }
}

/** Scripts and styles of the build only, or with the nonce; nothing from or to anywhere else. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Positions of menus and panels are style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
