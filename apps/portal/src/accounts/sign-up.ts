// Accounts of their own for people who ask for one, where that is turned on. What the pages answer is the same whether
// an address is known here or not; what is true is in the mail.

import { sql } from "kysely";
import { z } from "zod";
import { setSessionCookie } from "../auth/sessions.ts";
import type { SignUp } from "../config.ts";
import type { Db } from "../database/database.ts";
import { TokenBuckets } from "../http/token-bucket.ts";
import { linkIsOver } from "../links/link-is-over.ts";
import { createLink, findLink, useLink } from "../links/one-time-links.ts";
import { formField } from "../pages/form-check.ts";
import { type Html, html } from "../pages/html.ts";
import { nothingHere, type Visit, type Web } from "../pages/web.ts";
import { signInAdministrator } from "./first-session.ts";
import { createAccount, freeSlug } from "./new-account.ts";
import { AccountName, EmailField, PersonName } from "./sign-up-fields.ts";

const SIGN_UP = "/sign_up";
const VERIFY = "/sign_up/verify";
const FIND = "/find_account";
const LINK_MS = 24 * 3_600_000;
/** Mails to one address: three in half an hour. */
const MAIL_LIMIT = { capacity: 3, refillPerSecond: 3 / 1_800 };

const Wish = z.object({ account: AccountName, name: PersonName, email: z.string() });
const SignUpForm = z.object({ account: AccountName, name: PersonName, email: EmailField });
const FindForm = z.object({ email: EmailField });
const VerifyForm = z.object({ link: z.string() });

export function signUpRoutes(web: Web): void {
  const buckets = new TokenBuckets();
  const mayMail = (visit: Visit, email: string) =>
    buckets.take(email.toLowerCase(), 1, MAIL_LIMIT, visit.context.now());
  web.get(SIGN_UP, async (visit) => {
    requireOpen(visit);
    return visit.page({ title: "Sign up", children: signUpForm(visit) });
  });
  web.post(SIGN_UP, async (visit) => {
    requireOpen(visit);
    const { email, ...wish } = visit.form(SignUpForm);
    const problem = whyNot(visit.context.config.signUp, email);
    if (email === undefined || problem !== undefined) {
      return visit.page({ title: "Sign up", children: signUpForm(visit, problem) }, 400);
    }
    if (mayMail(visit, email)) inBackground(visit, () => mailVerification(visit, { ...wish, email }));
    return lookAtYourMail(visit, email);
  });
  web.get(VERIFY, showVerification);
  web.post(VERIFY, verify);
  web.get(FIND, async (visit) => visit.page({ title: "Find your account", children: findForm(visit) }));
  web.post(FIND, async (visit) => {
    const { email } = visit.form(FindForm);
    if (email === undefined) {
      return visit.page({ title: "Find your account", children: findForm(visit, NO_ADDRESS) }, 400);
    }
    if (mayMail(visit, email)) inBackground(visit, () => mailAccounts(visit, email));
    return lookAtYourMail(visit, email);
  });
}

const NO_ADDRESS = "That is no e-mail address.";

function requireOpen({ context }: Visit): void {
  if (context.config.signUp === "off") throw nothingHere();
}

function whyNot(signUp: SignUp, email: string | undefined): string | undefined {
  if (email === undefined) return NO_ADDRESS;
  if (typeof signUp === "string" || signUp.includes(email.slice(email.lastIndexOf("@") + 1))) return undefined;
  return "Only addresses of some organisations can sign up here. Ask whoever runs this portal.";
}

/** After the answer, so that how long it takes tells nothing. */
function inBackground({ context, request }: Visit, work: () => Promise<void>): void {
  work().catch((error: unknown) => context.log.error({ error, requestId: request.id }, "a mail could not be written"));
}

function lookAtYourMail(visit: Visit, email: string) {
  const children = html`
    <h1>Look at your mail</h1>
    <p>We have sent a message to ${email}. What to do next is in it.</p>
    <p class="soft">Nothing there after some minutes? See whether it was taken for spam; at most three are sent in half an hour.</p>
  `;
  return visit.page({ title: "Look at your mail", children });
}

async function mailVerification(visit: Visit, wish: z.output<typeof Wish>): Promise<void> {
  const { db, mail, now } = visit.context;
  const accounts = await accountsOf(db, wish.email);
  if (accounts.length > 0) {
    const text = `Somebody, probably you, wanted a new Firezone account for this address. It has one already:\n\n${linesOf(visit, accounts)}\n\nSign in there, or ask its administrator. Nothing was changed.\n`;
    await mail.send({ accountId: null, to: wish.email, subject: "You have an account already", text });
    return;
  }
  await db.transaction().execute(async (trx) => {
    const link = await createLink(trx, {
      purpose: "sign_up",
      accountId: null,
      content: wish,
      expiresAt: now() + LINK_MS,
    });
    const text = `To make the account ${wish.account}, open this within 24 hours:\n\n${visit.origin}${VERIFY}?link=${link}\n\nIf you did not ask for it, do nothing.\n`;
    await mail.send({ accountId: null, to: wish.email, subject: "Your new Firezone account", text }, trx);
  });
}

async function mailAccounts(visit: Visit, email: string): Promise<void> {
  const accounts = await accountsOf(visit.context.db, email);
  const text =
    accounts.length === 0
      ? "Somebody, probably you, asked which Firezone accounts there are for this address. There is none here: ask your administrator with which address you were added.\n"
      : `Firezone accounts for this address:\n\n${linesOf(visit, accounts)}\n`;
  await visit.context.mail.send({ accountId: null, to: email, subject: "Your Firezone accounts", text });
}

function accountsOf(db: Db, email: string) {
  return db
    .selectFrom("actors as a")
    .innerJoin("accounts as c", "c.id", "a.account_id")
    .select(["c.name", "c.slug"])
    .where(sql<boolean>`lower(a.email) = lower(${email})`)
    .where("a.is_disabled", "=", false)
    .where("c.is_disabled", "=", false)
    .orderBy("c.name")
    .execute();
}

function linesOf({ origin }: Visit, accounts: readonly { readonly name: string; readonly slug: string }[]): string {
  return accounts.map(({ name, slug }) => `- ${name}: ${origin}/${slug}`).join("\n");
}

/** A form, since those who check mail for dangers open the links in it. */
async function showVerification(visit: Visit) {
  const { context } = visit;
  const link = visit.query.get("link") ?? "";
  const found = await findLink(context.db, "sign_up", link, context.now());
  if (!found) throw linkIsOver();
  const { account, email } = Wish.parse(found.content);
  const children = html`
    <h1>Make the account</h1>
    <p class="lead">${account}</p>
    <p>You will be its administrator, as ${email}.</p>
    <form method="post" action=${VERIFY}>
      ${formField(visit)}
      <input type="hidden" name="link" value=${link} />
      <button class="button" type="submit">Make the account</button>
    </form>
  `;
  return visit.page({ title: "Sign up", children });
}

async function verify(visit: Visit) {
  const { context } = visit;
  requireOpen(visit);
  const { link } = visit.form(VerifyForm);
  const { created, session } = await context.db.transaction().execute(async (trx) => {
    const used = await useLink(trx, "sign_up", link, context.now());
    if (!used) throw linkIsOver();
    const { account: name, name: person, email } = Wish.parse(used.content);
    const administrator = { name: person, email };
    const created = await createAccount(trx, { name, slug: await freeSlug(trx, name), administrator });
    const text = `The account ${name} is made, and you are its administrator. Sign in with a code that is mailed to you:\n\n${visit.origin}/${created.slug}\n`;
    const { accountId } = created;
    await context.mail.send({ accountId, to: email, subject: `Welcome to ${name}`, text }, trx);
    return { created, session: await signInAdministrator(trx, visit, created) };
  });
  await setSessionCookie(context, visit.reply, session);
  context.log.info({ accountId: created.accountId, slug: created.slug }, "an account signed up");
  return visit.redirect(`/${created.slug}`);
}

function signUpForm(visit: Visit, problem?: string): Html {
  return html`
    <h1>Sign up</h1>
    <p class="lead">A new account for your organisation, and you as its administrator.</p>
    ${problem === undefined ? null : html`<p class="note bad" role="alert">${problem}</p>`}
    <form method="post" action=${SIGN_UP}>
      ${formField(visit)}
      <label for="account">Name of your organisation</label>
      <input id="account" name="account" required minlength="3" maxlength="64" autocomplete="organization" />
      <label for="name">Your name</label>
      <input id="name" name="name" required maxlength="255" autocomplete="name" />
      <label for="email">Your work e-mail address</label>
      <input id="email" name="email" type="email" required maxlength="160" autocomplete="email" />
      <button class="button" type="submit">Sign up</button>
    </form>
  `;
}

function findForm(visit: Visit, problem?: string): Html {
  return html`
    <h1>Find your account</h1>
    <p class="lead">We send you a list of the accounts that know your address.</p>
    ${problem === undefined ? null : html`<p class="note bad" role="alert">${problem}</p>`}
    <form method="post" action=${FIND}>
      ${formField(visit)}
      <label for="email">Your e-mail address</label>
      <input id="email" name="email" type="email" required maxlength="160" autocomplete="email" />
      <button class="button" type="submit">Send the list</button>
    </form>
  `;
}
