// What a sign-in is for, as the address that began it says. It goes along with every step.

import { LOOPBACK_CALLBACK } from "@fz/wire";
import { z } from "zod";
import type { Account } from "../accounts/store.ts";
import { PageProblem } from "../pages/page-problem.ts";

const MAX_NONCE = 128;
const MAX_STATE = 1_024;
const MAX_REDIRECT = 2_000;
/** base64url of a SHA-256 (RFC 7636, S256). */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
/** RFC 8252 §7.3: only loopback addresses, by number, with a port. */
const LOOPBACK_REDIRECT = /^http:\/\/(?:127\.0\.0\.1|\[::1\]):([1-9]\d{0,4})(\/.*)$/;

export const IntentSchema = z.discriminatedUnion("as", [
  z.object({ as: z.literal("portal"), redirectTo: z.string().nullable() }),
  z.object({ as: z.literal("gui-client"), state: z.string(), nonce: z.string() }),
  z.object({
    as: z.literal("headless-client"),
    state: z.string(),
    /** Our own client: only it has the secret that this is the hash of. */
    challenge: z.string().nullable(),
    /** Where it listens on the person's machine. */
    redirectUri: z.string().nullable(),
  }),
]);
export type Intent = z.output<typeof IntentSchema>;
export type ClientIntent = Exclude<Intent, { as: "portal" }>;

/** Throws a PageProblem where an app asked for something that cannot be. */
export function readIntent(account: Account, query: URLSearchParams): Intent {
  const as = query.get("as");
  const state = query.get("state") ?? "";
  if (state.length > MAX_STATE) throw unusable(account, "its state is too long");
  switch (as) {
    case null:
    case "":
      return { as: "portal", redirectTo: readRedirect(account, query.get("redirect_to")) };
    case "gui-client":
    case "client":
      return { as: "gui-client", state, nonce: readNonce(account, query.get("nonce")) };
    case "headless-client":
      return { as: "headless-client", state, ...readHandOver(account, query) };
    default:
      throw unusable(account, `it wants a sign-in as "${as.slice(0, MAX_NONCE)}"`);
  }
}

/** The same again as a query, "" for a plain sign-in to the portal. */
export function intentQuery(intent: Intent): string {
  const query = new URLSearchParams();
  const add = (name: string, value: string | null) => {
    if (value !== null && value !== "") query.set(name, value);
  };
  if (intent.as !== "portal") add("as", intent.as);
  switch (intent.as) {
    case "portal":
      add("redirect_to", intent.redirectTo);
      break;
    case "gui-client":
      add("state", intent.state);
      add("nonce", intent.nonce);
      break;
    case "headless-client":
      add("state", intent.state);
      add("code_challenge", intent.challenge);
      add("redirect_uri", intent.redirectUri);
  }
  return query.size > 0 ? `?${query}` : "";
}

export function signInPath(account: { readonly slug: string }, intent?: Intent): string {
  return `/${account.slug}/sign_in${intent ? intentQuery(intent) : ""}`;
}

/** Only paths inside the account; anything else counts as not given. */
function readRedirect(account: Account, path: string | null): string | null {
  if (path === null || path.length > MAX_REDIRECT || !/^\/[^/\\]/.test(path)) return null;
  const base = "https://portal.invalid";
  const url = URL.canParse(path, base) ? new URL(path, base) : undefined;
  if (url?.origin !== base) return null;
  const segment = url.pathname.split("/")[1].toLowerCase();
  const isInside = segment === account.slug.toLowerCase() || segment === account.id;
  return isInside ? `${url.pathname}${url.search}${url.hash}` : null;
}

function readNonce(account: Account, nonce: string | null): string {
  if (nonce === null || nonce === "") throw unusable(account, "its nonce is missing");
  if (nonce.length > MAX_NONCE || nonce.includes(".")) throw unusable(account, "its nonce is not well formed");
  return nonce;
}

function readHandOver(account: Account, query: URLSearchParams) {
  const challenge = query.get("code_challenge");
  const redirectUri = query.get("redirect_uri");
  if (challenge === null && redirectUri === null) return { challenge, redirectUri };
  if (challenge === null || !CHALLENGE.test(challenge))
    throw unusable(account, "its code challenge is not well formed");
  if (redirectUri !== null && !isLoopback(redirectUri)) {
    throw unusable(account, "it wants the sign-in sent somewhere else than to this computer");
  }
  return { challenge, redirectUri };
}

function isLoopback(uri: string): boolean {
  const [, port, path] = LOOPBACK_REDIRECT.exec(uri) ?? [];
  return Number(port ?? Infinity) <= 0xffff && path === LOOPBACK_CALLBACK;
}

function unusable(account: Account, what: string): PageProblem {
  return new PageProblem({
    status: 400,
    title: "This link cannot be used",
    text: `The app that opened it asked for something that is refused here: ${what}. Start the sign-in again from the app; if it stays like this, update the app.`,
    account: account.name,
    next: { href: signInPath(account), label: "Sign in to the portal instead" },
  });
}
