// Forms are accepted from our own pages only (CSRF): the browser must say so where it says anything, and the form must
// carry a token that only a page sent to this browser could hold.

import { randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { COOKIES, readCookie, setCookie } from "../auth/cookies.ts";
import type { Context } from "../context.ts";
import { requestSource } from "../http/origin.ts";
import { type Html, html } from "./html.ts";
import { PageProblem } from "./page-problem.ts";
import type { Visit } from "./web.ts";

const BROWSER_ID = /^[A-Za-z0-9_-]{43}$/;
const BROWSER_ID_BYTES = 32;
const FIELD = "_check";

/** The random name of this browser, given at its first visit. */
export function browserOf(context: Context, request: FastifyRequest, reply: FastifyReply): string {
  const known = readCookie(request, COOKIES.browser);
  if (known !== undefined && BROWSER_ID.test(known)) return known;
  const value = randomBytes(BROWSER_ID_BYTES).toString("base64url");
  setCookie(context, reply, { name: COOKIES.browser, value });
  return value;
}

export function formToken({ seal }: Context, browser: string): string {
  return seal.mac("form", browser);
}

/** Part of each form. */
export function formField(visit: Visit): Html {
  return html`<input type="hidden" name=${FIELD} value=${visit.formToken} />`;
}

const Field = z.looseObject({ [FIELD]: z.string() });

/** Throws a PageProblem for what is none of our forms. */
export function checkForm(visit: Visit): void {
  if (requestSource(visit.context.config, visit.request) === "foreign") {
    throw new PageProblem({
      status: 403,
      title: "This form came from another site",
      text: "Nothing was done. If you wanted to sign in, open the sign-in page itself and start there.",
      next: { href: "/", label: "Choose an account" },
    });
  }
  const given = Buffer.from(Field.safeParse(visit.request.body).data?.[FIELD] ?? "");
  const wanted = Buffer.from(visit.formToken);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new PageProblem({
    status: 403,
    title: "Your browser did not send its cookie",
    text: "Sign-in needs cookies of this site. Allow them, then go back, reload the page and try again.",
  });
}
