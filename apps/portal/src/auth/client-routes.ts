// How an app gets its token at the end of a sign-in in the browser: by deep link, by the person's hands, or, for our own
// client, over a loopback redirect (RFC 8252 §7.3 with the proof key of RFC 7636) or by asking for it meanwhile.

import { createHash } from "node:crypto";
import { CLIENT_TOKEN_PATH, type ClientTokenAnswer, callbackUrl, matchingCode } from "@fz/wire";
import { z } from "zod";
import { type Account, findAccount } from "../accounts/store.ts";
import { FrameworkError, Problem } from "../http/problem.ts";
import { requireAccount } from "../pages/accounts.ts";
import { COPY } from "../pages/copy.ts";
import { formField } from "../pages/form-check.ts";
import { html } from "../pages/html.ts";
import type { Visit, Web } from "../pages/web.ts";
import { COOKIES, readCookie } from "./cookies.ts";
import { dropTicket, keepForLater, readTicket, redeemTicket, TICKET } from "./finish.ts";
import { takeHandOver } from "./hand-overs.ts";
import type { ClientIntent } from "./intent.ts";

const OPEN_APP = `location.href = document.getElementById("open").href;`;
/** RFC 7636 §4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
const TypedCode = z.object({ code: z.string().max(100) });
const Asking = z.object({ code_verifier: z.string().regex(VERIFIER), code: z.string().max(4_000).optional() });

export function clientRoutes(web: Web): void {
  web.get("/:account/sign_in/client_redirect", openApp);
  web.get("/:account/sign_in/client_token", offerToken);
  web.post("/:account/sign_in/client_token", showToken);
  web.post("/:account/sign_in/client_hand_over", keepForClient);
  web.exchange(CLIENT_TOKEN_PATH, exchange);
}

/** Apps with a window: the system hands them the link. */
async function openApp(visit: Visit) {
  const account = await requireAccount(visit);
  const ticket = await readTicket(visit, account);
  if (ticket.intent.as !== "gui-client") return visit.redirect(`/${account.slug}/sign_in/client_token`);
  const { token, actorName } = await redeemTicket(visit, account, ticket);
  dropTicket(visit);
  const { nonce, state } = ticket.intent;
  const link = callbackUrl({
    accountName: account.name,
    accountSlug: account.slug,
    actorName,
    fragment: token.slice(nonce.length),
    identityProviderIdentifier: ticket.value.identifier,
    state,
  });
  const children = html`
    <h1>You are signed in</h1>
    <p class="lead">Hello ${actorName}. The Firezone app opens now; if your browser asks, allow it.</p>
    <a class="button" id="open" href=${link}>Open Firezone</a>
    <p class="soft">You can close this window once the app is connected.</p>
  `;
  return visit.page({ title: "Signed in", account: account.name, script: OPEN_APP, children });
}

async function offerToken(visit: Visit) {
  const account = await requireAccount(visit);
  const ticket = await readTicket(visit, account);
  if (ticket.intent.as !== "headless-client") return visit.redirect(`/${account.slug}/sign_in/client_redirect`);
  if (ticket.intent.challenge === null) return tokenPage(visit, account);
  return handOverPage(visit, account, ticket.intent, false);
}

async function showToken(visit: Visit) {
  return tokenPage(visit, await requireAccount(visit));
}

async function tokenPage(visit: Visit, account: Account) {
  const { token, expiresAt } = await redeemTicket(visit, account, await readTicket(visit, account));
  dropTicket(visit);
  const children = html`
    <h1>Your token</h1>
    <p class="lead">Paste it where the client asks for it. It is shown this once, and gives whoever has it your access until ${expiresAt.slice(0, 10)}.</p>
    <code class="secret" id="copied" tabindex="0" aria-label="Token">${token}</code>
    <button class="button" id="copy" type="button" hidden>Copy the token</button>
  `;
  return visit.page({ title: "Your token", account: account.name, isWide: true, script: COPY, children });
}

async function handOverPage(visit: Visit, account: Account, intent: ClientIntent, isWrong: boolean) {
  const { challenge, redirectUri, state } = requireChallenge(intent);
  const ticket = readCookie(visit.request, COOKIES.client) ?? "";
  const here = redirectUri === null ? undefined : `${redirectUri}?${new URLSearchParams({ code: ticket, state })}`;
  const children = html`
    <h1>Sign in the client?</h1>
    <p class="lead">Go on only if you have just started it yourself: it gets your access to ${account.name}.</p>
    ${isWrong ? html`<p class="note bad" role="alert" id="wrong">That is not the code that the client shows. Look again: it changes with every start.</p>` : null}
    ${
      here === undefined
        ? null
        : html`
      <p>The client on this computer shows this code. Is it the same?</p>
      <p class="match">${matchingCode(challenge)}</p>
      <a class="button" href=${here}>Yes, sign it in</a>
      <p class="or">or the client runs on another computer</p>
    `
    }
    <form method="post" action=${`/${account.slug}/sign_in/client_hand_over`}>
      ${formField(visit)}
      <label for="code">Code that the client shows</label>
      <input class="code" id="code" name="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" ${isWrong ? html`aria-invalid="true" aria-describedby="wrong"` : null} />
      <button class=${here === undefined ? "button" : "button plain"} type="submit">Sign in that client</button>
    </form>
    <form method="post" action=${`/${account.slug}/sign_in/client_token`}>
      ${formField(visit)}
      <p class="soft">Neither works? <button class="link" type="submit">Show the token to copy</button></p>
    </form>
  `;
  return visit.page({ title: "Sign in the client?", account: account.name, children }, isWrong ? 422 : 200);
}

/** For a client elsewhere. Typing its code shows that the person sees that client. */
async function keepForClient(visit: Visit) {
  const account = await requireAccount(visit);
  const ticket = await readTicket(visit, account);
  const { challenge } = requireChallenge(ticket.intent);
  const { code } = visit.form(TypedCode);
  // The alphabet has neither 0 nor 1.
  const typed = code
    .toUpperCase()
    .replaceAll("0", "O")
    .replaceAll("1", "I")
    .replace(/[^A-Z2-7]/g, "");
  if (typed !== matchingCode(challenge).replace("-", "")) return handOverPage(visit, account, ticket.intent, true);
  await keepForLater(visit, account, ticket, challenge);
  dropTicket(visit);
  const children = html`
    <h1>Done</h1>
    <p>The client is being signed in. You can close this window; the client says the rest.</p>
  `;
  return visit.page({ title: "Done", account: account.name, children });
}

/**
 * What the client asks with the secret that it keeps: by the code that the redirect brought it, or whether the person
 * has finished elsewhere. 202 while that has not happened.
 */
async function exchange(visit: Visit) {
  const { context, reply } = visit;
  const asking = Asking.safeParse(visit.request.body);
  if (!asking.success) throw new FrameworkError(400);
  const { code, code_verifier } = asking.data;
  const challenge = createHash("sha256").update(code_verifier).digest("base64url");
  const ticket = code === undefined ? await takeHandOver(context, challenge) : await context.seal.open(TICKET, code);
  if (ticket === undefined && code === undefined) return reply.status(202).send({ status: "waiting" });
  const intent = ticket?.value.intent;
  if (!ticket || intent?.as !== "headless-client" || intent.challenge !== challenge) {
    throw new Problem(410, "This sign-in is not the client's own, was used, or took longer than two minutes.");
  }
  const account = await findAccount(context.db, ticket.value.accountId);
  if (!account || account.is_disabled) throw new Problem(403, "The account is disabled.");
  const { token, actorName, expiresAt } = await redeemTicket(visit, account, ticket);
  const answer: ClientTokenAnswer = {
    token,
    account_slug: account.slug,
    actor_name: actorName,
    expires_at: expiresAt,
  };
  return reply.header("cache-control", "no-store").send(answer);
}

function requireChallenge(intent: ClientIntent) {
  if (intent.as === "headless-client" && intent.challenge !== null) return { ...intent, challenge: intent.challenge };
  throw new FrameworkError(400);
}
