// The end of every way to sign in: a session for the portal, or a ticket with which an app gets its token.

import { sql } from "kysely";
import { z } from "zod";
import type { Account } from "../accounts/store.ts";
import { startAddress } from "../actors/start-page.ts";
import type { Context } from "../context.ts";
import type { Trx } from "../http/api.ts";
import { insertSessionLogs, remoteSubject } from "../logs/store.ts";
import { rememberAccount } from "../pages/accounts.ts";
import { PageProblem } from "../pages/page-problem.ts";
import type { Visit } from "../pages/web.ts";
import { COOKIES, clearCookie, readCookie, setCookie } from "./cookies.ts";
import { keepHandOver } from "./hand-overs.ts";
import { type ClientIntent, type Intent, IntentSchema, signInPath } from "./intent.ts";
import { refuseWhileOverLimit } from "./limits.ts";
import { findPerson, type Person } from "./people.ts";
import { lifetimeOf, type Provider, requireProvider } from "./providers.ts";
import type { Opened, SealKind } from "./seal.ts";
import { insertPortalSession, setSessionCookie } from "./sessions.ts";
import { spendOnce } from "./spent-seals.ts";

const TICKET_MS = 120_000;
const MS_PER_SECOND = 1_000;

export interface SignIn {
  readonly account: Account;
  readonly provider: Provider;
  readonly intent: Intent;
  readonly person: Person;
  /** What the provider calls the person. */
  readonly identifier: string;
}

const TicketSchema = z.object({
  accountId: z.uuid(),
  actorId: z.uuid(),
  providerId: z.uuid(),
  identifier: z.string(),
  intent: IntentSchema,
});
/** Says that somebody signed in for an app. Good for one token. */
export type Ticket = z.output<typeof TicketSchema>;
export const TICKET: SealKind<Ticket> = { purpose: "client-ticket", schema: TicketSchema };

export async function finishSignIn(visit: Visit, signIn: SignIn) {
  const { account, intent } = signIn;
  refuseWhileOverLimit(account, intent);
  await rememberAccount(visit, account.id);
  if (intent.as !== "portal") {
    await giveTicket(visit, signIn);
    return visit.redirect(`/${account.slug}/sign_in/client_${intent.as === "gui-client" ? "redirect" : "token"}`);
  }
  const session = await startSession(visit, signIn);
  await setSessionCookie(visit.context, visit.reply, session);
  return visit.redirect(intent.redirectTo ?? (await firstPage(visit, signIn)));
}

/** Whoever has a role comes for the console; others have their own page. */
async function firstPage({ context }: Visit, { account, person }: SignIn): Promise<string> {
  const hasRole = person.type === "account_admin_user" || person.role !== null;
  return hasRole ? startAddress(context.db, account, person.id) : `/${account.slug}`;
}

async function startSession(visit: Visit, { account, provider, intent, person }: SignIn) {
  const { context, remote, userAgent } = visit;
  const now = context.now();
  return context.db.transaction().execute(async (trx) => {
    const subject = await actAs(trx, visit, provider, person);
    if (!(await isStillOpen(trx, account.id, provider.id, person.id))) throw goneMeanwhile(account, intent);
    await insertSessionLogs(trx, [{ accountId: account.id, context: "portal", subject, now }]);
    const lifetimeSeconds = lifetimeOf(provider, intent);
    const session = { accountId: account.id, actorId: person.id, authProviderId: provider.id, lifetimeSeconds };
    return insertPortalSession(trx, { ...session, remote, userAgent }, now);
  });
}

async function giveTicket({ context, reply }: Visit, { account, provider, intent, person, identifier }: SignIn) {
  const ticket = { accountId: account.id, actorId: person.id, providerId: provider.id, identifier, intent };
  const expiresAt = context.now() + TICKET_MS;
  const value = await context.seal.close(TICKET, ticket, expiresAt);
  setCookie(context, reply, { name: COOKIES.client, value, expiresAt });
}

/** The finished sign-in that this browser holds for an app. Throws where there is none any more. */
export async function readTicket(visit: Visit, account: Account): Promise<Opened<Ticket> & { intent: ClientIntent }> {
  const opened = await visit.context.seal.open(TICKET, readCookie(visit.request, COOKIES.client));
  const intent = opened?.value.intent;
  if (opened && intent && intent.as !== "portal" && opened.value.accountId === account.id) return { ...opened, intent };
  throw handedOver(account);
}

export function dropTicket({ context, reply }: Visit): void {
  clearCookie(context, reply, COOKIES.client);
}

export interface ClientToken {
  /** With the nonce in front. */
  readonly token: string;
  readonly actorName: string;
  readonly expiresAt: string;
}

/** The token for a ticket, once. Throws where the ticket is used, or the person or provider no longer there. */
export async function redeemTicket(
  visit: Visit,
  account: Account,
  { value, id, expiresAt }: Opened<Ticket>,
): Promise<ClientToken> {
  const { intent } = value;
  refuseWhileOverLimit(account, intent);
  const provider = await requireProvider(visit.context.db, account, intent, value.providerId);
  const person = await findPerson(visit.context.db, account.id, value.actorId);
  if (!person) throw goneMeanwhile(account, intent);
  return visit.context.db.transaction().execute(async (trx) => {
    if (!(await spendOnce(trx, { id, expiresAt }))) throw handedOver(account);
    await actAs(trx, visit, provider, person);
    if (!(await isStillOpen(trx, account.id, provider.id, person.id))) throw goneMeanwhile(account, intent);
    return insertClientToken(visit.context, trx, { account, provider, intent, person });
  });
}

/** Keeps the sign-in for a client that comes to ask with the secret behind the challenge. Uses up the ticket. */
export async function keepForLater({ context }: Visit, account: Account, ticket: Opened<Ticket>, challenge: string) {
  await context.db.transaction().execute(async (trx) => {
    if (!(await spendOnce(trx, ticket))) throw handedOver(account);
    if (!(await isStillOpen(trx, account.id, ticket.value.providerId, ticket.value.actorId))) {
      throw goneMeanwhile(account, ticket.value.intent);
    }
    await keepHandOver(trx, ticket.value, challenge, context.now());
  });
}

async function insertClientToken(context: Context, trx: Trx, signIn: Omit<SignIn, "identifier">): Promise<ClientToken> {
  const { account, provider, intent, person } = signIn;
  const now = context.now();
  const nonce = intent.as === "gui-client" ? intent.nonce : "";
  const { token, ...secret } = context.tokens.mint("client", account.id, now, nonce);
  const expiresAt = new Date(now + lifetimeOf(provider, intent) * MS_PER_SECOND).toISOString();
  await trx
    .insertInto("client_tokens")
    .values({
      ...secret,
      account_id: account.id,
      actor_id: person.id,
      auth_provider_id: provider.id,
      expires_at: expiresAt,
    })
    .execute();
  return { token, actorName: person.name, expiresAt };
}

/** What the transaction changes is written down as the person's own doing. */
export async function actAs(
  trx: Trx,
  { remote, userAgent }: Visit,
  { id: providerId }: Provider,
  person: Pick<Person, "id" | "name" | "email" | "type">,
): Promise<Readonly<Record<string, unknown>>> {
  const subject = {
    actor_id: person.id,
    actor_name: person.name,
    actor_email: person.email,
    actor_type: person.type,
    auth_provider_id: providerId,
    ...remoteSubject(remote, userAgent),
  };
  await sql`select set_config('portal.subject', ${JSON.stringify(subject)}, true)`.execute(trx);
  return subject;
}

/** Holds person and provider as they are until the transaction is through. */
async function isStillOpen(trx: Trx, accountId: string, providerId: string, actorId: string): Promise<boolean> {
  const row = await trx
    .selectFrom("auth_providers as p")
    .innerJoin("actors as a", "a.account_id", "p.account_id")
    .select("a.id")
    .where("p.account_id", "=", accountId)
    .where("p.id", "=", providerId)
    .where("p.is_disabled", "=", false)
    .where("a.id", "=", actorId)
    .where("a.is_disabled", "=", false)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

function goneMeanwhile(account: Account, intent: Intent): PageProblem {
  return new PageProblem({
    status: 403,
    title: "You cannot sign in here any more",
    text: "While you were signing in, an administrator turned off your user or this way to sign in. Nothing was created.",
    account: account.name,
    next: { href: signInPath(account, intent), label: "Back to the beginning" },
  });
}

function handedOver(account: Account): PageProblem {
  return new PageProblem({
    status: 410,
    title: "This sign-in is used up",
    text: "It was handed to the app already, or more than two minutes went by. Start the sign-in again from the app.",
    account: account.name,
  });
}
