// The cookies of the portal. All are HttpOnly and SameSite=Lax, and Secure where people come over https.

import type { FastifyReply, FastifyRequest } from "fastify";
import type { PortalConfig } from "../config.ts";
import type { Context } from "../context.ts";
import { isOverTls } from "../http/remote.ts";

export const COOKIES = {
  /** Which browser this is, for forms. */
  browser: "fz_browser",
  /** Which accounts were used here, newest first. */
  accounts: "fz_accounts",
  /** A sign-in by e-mail that waits for its code. */
  code: "fz_code",
  /** A sign-in that is at an identity provider. */
  oidc: "fz_oidc",
  /** A finished sign-in of a client that is to be handed over. */
  client: "fz_client",
} as const;

export function sessionCookie(accountId: string): string {
  return `fz_session_${accountId}`;
}

/** @param expiresAt epoch milliseconds; undefined: until the browser ends */
export function setCookie(
  { config }: Context,
  reply: FastifyReply,
  cookie: { readonly name: string; readonly value: string; readonly expiresAt?: number | undefined },
): void {
  reply.setCookie(cookie.name, cookie.value, {
    ...attributes(config, reply.request),
    ...(cookie.expiresAt === undefined ? {} : { expires: new Date(cookie.expiresAt) }),
  });
}

export function clearCookie({ config }: Context, reply: FastifyReply, name: string): void {
  reply.clearCookie(name, attributes(config, reply.request));
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  return request.cookies[name];
}

function attributes({ webExternalUrl, trustedProxies }: PortalConfig, request: FastifyRequest) {
  return {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: webExternalUrl?.startsWith("https:") ?? isOverTls(request.raw, trustedProxies),
  } as const;
}
