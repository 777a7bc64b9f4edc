// The first start: one link, printed by the program, to a page that makes the first account and its administrator.

import { sql } from "kysely";
import { z } from "zod";
import { PASSWORD_LENGTH } from "../actors/password.ts";
import { hashSecret } from "../auth/secret-hash.ts";
import { setSessionCookie } from "../auth/sessions.ts";
import type { Context } from "../context.ts";
import { isLoopback } from "../http/origin.ts";
import { linkIsOver } from "../links/link-is-over.ts";
import { createLink, dropLinks, findLink, useLink } from "../links/one-time-links.ts";
import { COPY } from "../pages/copy.ts";
import { formField } from "../pages/form-check.ts";
import { type Html, html } from "../pages/html.ts";
import type { Visit, Web } from "../pages/web.ts";
import { createRelayToken } from "../tokens/relay-tokens.ts";
import { signInAdministrator } from "./first-session.ts";
import { createAccount, freeSlug } from "./new-account.ts";
import { AccountName, EmailField, PersonName } from "./sign-up-fields.ts";

const PATH = "/set_up";
const HOUR_MS = 3_600_000;
const LINK_MS = 24 * HOUR_MS;
/** Any number will do, as long as every portal of an installation uses the same. */
const SET_UP_LOCK = 7_405_112_302;

const Form = z.object({
  link: z.string(),
  account: AccountName,
  name: PersonName,
  email: EmailField,
  password: z.string().max(PASSWORD_LENGTH.max),
});

/** The path of a link that works once, within a day, while there is no account. Earlier ones end. */
export async function setUpPath({ db, now }: Context): Promise<string> {
  await dropLinks(db, "setup", null);
  const link = await createLink(db, { purpose: "setup", accountId: null, content: {}, expiresAt: now() + LINK_MS });
  return `${PATH}?link=${link}`;
}

export function setUpRoutes(web: Web): void {
  web.get(PATH, showForm);
  web.post(PATH, setUp);
}

async function showForm(visit: Visit) {
  const { context } = visit;
  const link = visit.query.get("link") ?? "";
  if (!(await findLink(context.db, "setup", link, context.now()))) throw linkIsOver();
  return visit.page({ title: "Set up", isAlone: true, children: form(visit, link) });
}

async function setUp(visit: Visit) {
  const { context } = visit;
  const { link, account: name, name: person, email, password } = visit.form(Form);
  const again = (problem: string) =>
    visit.page({ title: "Set up", isAlone: true, children: form(visit, link, problem) }, 400);
  if (email === undefined) return again("That is no e-mail address.");
  if (password !== "" && password.length < PASSWORD_LENGTH.min) {
    return again(`A password has ${PASSWORD_LENGTH.min} characters or more; or leave it out.`);
  }
  const passwordHash = password === "" ? undefined : await hashSecret(password);
  const { relayToken, account, session } = await context.db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${SET_UP_LOCK})`.execute(trx);
    const used = await useLink(trx, "setup", link, context.now());
    if (!used || (await trx.selectFrom("accounts").select("id").limit(1).executeTakeFirst())) throw linkIsOver();
    const administrator = { name: person, email, passwordHash };
    const account = await createAccount(trx, { name, slug: await freeSlug(trx, name), administrator });
    const { token: relayToken } = await createRelayToken(trx, context.tokens, context.now());
    return { relayToken, account, session: await signInAdministrator(trx, visit, account) };
  });
  await setSessionCookie(context, visit.reply, session);
  context.log.info({ accountId: account.accountId, slug: account.slug }, "the first account is made");
  const apiUrl = context.config.apiExternalUrl ?? visit.origin.replace(/^http/, "ws");
  return visit.page({
    title: "Ready",
    isWide: true,
    account: name,
    script: COPY,
    children: html`
      <h1>${name} is ready</h1>
      <p>You are its administrator, and signed in. Next time sign in at <a href=${`/${account.slug}`}>${`${visit.origin}/${account.slug}`}</a> ${password === "" ? "" : "with your password, or "}with a code that is mailed to ${email}.</p>
      <h2>Start a relay</h2>
      <p>Devices learn their addresses from it, and pass through it where nothing else works: without a relay nothing connects. On a machine with a public address (3478/udp and 49152-65535/udp open), in a checkout. The token is shown this once; the console has more ways, and more tokens, under Relays.</p>
      <pre class="command" tabindex="0" id="copied"><code>${relayCommand(apiUrl, relayToken)}</code></pre>
      <button class="button plain" id="copy" type="button" hidden>Copy the command</button>
      ${isLoopback(new URL(apiUrl).host) && html`<p class="soft">${apiUrl} leads to this very machine only. On another one, put the portal's own name or address in its place.</p>`}
      <a class="button" href=${`/${account.slug}/console`}>Open the console</a>
    `,
  });
}

function relayCommand(apiUrl: string, token: string): string {
  return `PUBLIC_IP4_ADDR=<its public address> \\\n  FIREZONE_API_URL=${apiUrl} \\\n  FIREZONE_TOKEN=${token} \\\n  ./firezone relay`;
}

function form(visit: Visit, link: string, problem?: string): Html {
  return html`
    <h1>Set up the portal</h1>
    <p class="lead">Its first account, and you as the administrator.</p>
    ${problem === undefined ? null : html`<p class="note bad" role="alert">${problem}</p>`}
    <form method="post" action=${PATH}>
      ${formField(visit)}
      <input type="hidden" name="link" value=${link} />
      <label for="account">Name of your organisation</label>
      <input id="account" name="account" required minlength="3" maxlength="64" autocomplete="organization" />
      <label for="name">Your name</label>
      <input id="name" name="name" required maxlength="255" autocomplete="name" />
      <label for="email">Your e-mail address</label>
      <input id="email" name="email" type="email" required maxlength="160" autocomplete="email" />
      <label for="password">Password</label>
      <input id="password" name="password" type="password" minlength=${PASSWORD_LENGTH.min} maxlength=${PASSWORD_LENGTH.max} autocomplete="new-password" aria-describedby="password-hint" />
      <p class="soft" id="password-hint">${PASSWORD_LENGTH.min} characters or more. Left empty, you sign in with codes that are mailed to you${visit.context.config.mail.smtpUrl === undefined ? "; this portal has no SMTP_URL yet, so they go to its log" : ""}.</p>
      <button class="button" type="submit">Set up</button>
    </form>
  `;
}
