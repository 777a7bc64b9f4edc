// Under which address people reach this portal, and whether a request comes from one of its own pages.

import type { FastifyRequest } from "fastify";
import type { PortalConfig } from "../config.ts";
import { isOverTls } from "./remote.ts";

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i;

/** Whether a host, its port with it or not, is the machine of whoever asks. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * The origin that links and redirects carry. Without WEB_EXTERNAL_URL a request can only speak for loopback names: the
 * Host header of others could point people to somebody else's server.
 */
export function webOrigin(config: PortalConfig, request: FastifyRequest): string {
  if (config.webExternalUrl !== undefined) return configuredOrigin(config);
  const scheme = isOverTls(request.raw, config.trustedProxies) ? "https" : "http";
  if (isLoopback(request.host)) return `${scheme}://${request.host}`;
  return listenOrigin(config, scheme);
}

/** The same where no request tells more, for links in mails. */
export function configuredOrigin(config: PortalConfig): string {
  if (config.webExternalUrl !== undefined) return new URL(config.webExternalUrl).origin;
  return listenOrigin(config, config.tls === undefined ? "http" : "https");
}

/** Where every address is listened on, browsers of this machine are told its own name: `http://[::]` leads nowhere. */
function listenOrigin({ listen: { host, port } }: PortalConfig, scheme: string): string {
  const name = host === "::" || host === "0.0.0.0" ? "localhost" : host;
  return `${scheme}://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

export type RequestSource = "own" | "foreign" | "unknown";

/** What the browser says about where a request comes from; "unknown" where it says nothing. */
export function requestSource(config: PortalConfig, request: FastifyRequest): RequestSource {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" ? "own" : "foreign";
  const { origin } = request.headers;
  if (origin === undefined) return "unknown";
  return origin === webOrigin(config, request) ? "own" : "foreign";
}
