import type { FastifyInstance } from "fastify";
import type { PortalConfig } from "../config.ts";
import { isOverTls } from "./remote.ts";

/** For answers that are data; pages say what they need instead. */
const DATA_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
const HSTS = "max-age=63072000; includeSubDomains; preload";

/** Every answer carries them. */
export function securityHeaders(app: FastifyInstance, { trustedProxies }: PortalConfig): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(DATA_HEADERS);
    if (isOverTls(request.raw, trustedProxies)) reply.header("strict-transport-security", HSTS);
  });
}
