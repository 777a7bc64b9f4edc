// Serves the built console: a page that is the same for everybody, and its scripts and styles. All that it shows it
// asks of the management API with the session of whoever looks at it.

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { FrameworkError } from "../http/problem.ts";
import { PageProblem } from "../pages/page-problem.ts";
import { answerWithPage } from "../pages/web.ts";

const BUILD = fileURLToPath(new URL("../../../console/dist", import.meta.url));
const PATHS = ["/:account/console", "/:account/console/*"];
const ASSETS = "/assets/console/";
/** In the built page, where the nonce of each answer goes. */
const NONCE_MARK = /CSP-NONCE/g;
const NONCE_BYTES = 16;
const YEAR = "365d";

/** `build` is the folder of the built console. */
export async function consoleRoutes(app: FastifyInstance, context: Context, build = BUILD): Promise<void> {
  const page = `${build}/index.html`;
  if (!existsSync(page)) {
    context.log.warn('the console is not built, and not served; "npm run build" makes it');
    for (const path of PATHS) {
      app.get(path, { schema: { hide: true } }, async (request, reply) =>
        answerWithPage(context, notBuilt(), request, reply),
      );
    }
    return;
  }
  const html = readFileSync(page, "utf8");
  await app.register(fastifyStatic, {
    root: build,
    prefix: ASSETS,
    index: false,
    immutable: true,
    // The build puts compressed forms beside its files.
    preCompressed: true,
    maxAge: YEAR,
    schemaHide: true,
  });
  for (const path of PATHS) {
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

function notBuilt(): PageProblem {
  const text =
    'The console is not built, so there is nothing to show here. On the portal\'s machine, in its folder: "npm run build"; then start the portal again.';
  return new PageProblem({ status: 503, title: "The console is missing", text });
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
