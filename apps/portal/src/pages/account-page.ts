// What a person who is signed in sees: who they are, where they are signed in, and the way out.

import type { Account } from "../accounts/store.ts";
import { startAddress } from "../actors/start-page.ts";
import { signInPath } from "../auth/intent.ts";
import { endPortalSession, findPortalSession, hasSessionCookie, type PortalSession } from "../auth/sessions.ts";
import type { Role } from "../http/roles.ts";
import { requireAccount } from "./accounts.ts";
import { formField } from "./form-check.ts";
import { type Html, html } from "./html.ts";
import type { Visit, Web } from "./web.ts";

const SHOWN = 5;

const ROLES: Readonly<Record<Role, string>> = {
  admin: "You are an administrator of this account.",
  auditor: "You are an auditor: you may read everything in this account and change nothing.",
  network_admin: "You are a network administrator: you manage sites, gateways and resources.",
  person:
    "You are a member of this account. There is nothing to administer for you here: your access works in the Firezone app.",
};

export function accountPageRoutes(web: Web): void {
  web.get("/:account", showAccount);
  web.post("/:account/sign_out", signOut);
  web.post("/:account/sign_out_everywhere", signOutEverywhere);
}

async function showAccount(visit: Visit) {
  const account = await requireAccount(visit);
  // Apps open this address; they want a sign-in of their own, whoever is signed in here.
  if (visit.query.has("as")) return visit.redirect(`/${account.slug}/sign_in?${visit.query}`);
  const session = await findPortalSession(visit.context, visit.request, account.id);
  if (!session) {
    const ended = hasSessionCookie(visit.request, account.id) ? "?notice=ended" : "";
    return visit.redirect(`${signInPath(account)}${ended}`);
  }
  const [devices, sessions, start] = await Promise.all([
    ownDevices(visit, session),
    ownSessions(visit, session),
    startAddress(visit.context.db, account, session.actorId),
  ]);
  const children = html`
    <h1>You are signed in</h1>
    <p class="lead">${ROLES[session.role]}</p>
    <div class="person">
      <span class="initial" aria-hidden="true">${session.actorName.slice(0, 1).toUpperCase()}</span>
      <p><strong>${session.actorName}</strong><br /><span class="soft">${session.actorEmail}</span></p>
    </div>
    ${consoleLink(account, session.role, start)}
    <h2>Your devices</h2>
    ${devices.length === 0 ? html`<p class="soft">None has connected yet. Sign in with the Firezone app on a device to begin.</p>` : rows(devices)}
    <h2>Signed in here</h2>
    ${rows(sessions)}
    <form method="post" action=${`/${account.slug}/sign_out`}>
      ${formField(visit)}
      <button class="button" type="submit">Sign out</button>
    </form>
    <form method="post" action=${`/${account.slug}/sign_out_everywhere`}>
      ${formField(visit)}
      <button class="button plain" type="submit">Sign out in all browsers</button>
    </form>
  `;
  return visit.page({ title: "Signed in", account: account.name, isWide: true, children });
}

/** People without a role have one thing to do there. */
function consoleLink({ slug }: { readonly slug: string }, role: Role, start: string) {
  const [href, label] =
    role === "person" ? [`/${slug}/console/requests`, "Ask for access"] : [start, "Open the console"];
  return html`<a class="button" href=${href}>${label}</a>`;
}

function rows(entries: readonly { readonly what: string; readonly when: string }[]): Html {
  return html`<ul class="rows">${entries.map(({ what, when }) => html`<li><span>${what}</span><span class="soft">${when}</span></li>`)}</ul>`;
}

async function ownDevices({ context }: Visit, { accountId, actorId }: PortalSession) {
  const devices = await context.db
    .selectFrom("devices")
    .select(["name", "last_seen_at"])
    .where("account_id", "=", accountId)
    .where("actor_id", "=", actorId)
    .orderBy("last_seen_at", (order) => order.desc().nullsLast())
    .limit(SHOWN)
    .execute();
  return devices.map(({ name, last_seen_at }) => ({
    what: name,
    when: last_seen_at === null ? "never seen" : `seen ${minute(last_seen_at)}`,
  }));
}

async function ownSessions({ context }: Visit, { id, accountId, actorId }: PortalSession) {
  const sessions = await context.db
    .selectFrom("portal_sessions")
    .select(["id", "remote_ip", "inserted_at", "user_agent"])
    .where("account_id", "=", accountId)
    .where("actor_id", "=", actorId)
    .where("expires_at", ">", new Date(context.now()).toISOString())
    .orderBy("inserted_at", "desc")
    .limit(SHOWN)
    .execute();
  return sessions.map((session) => ({
    what: `${browserName(session.user_agent)} at ${session.remote_ip ?? "an unknown address"}${session.id === id ? " (this one)" : ""}`,
    when: `since ${minute(session.inserted_at)}`,
  }));
}

async function signOut(visit: Visit) {
  const account = await requireAccount(visit);
  const session = await findPortalSession(visit.context, visit.request, account.id);
  if (session) await endPortalSession(visit.context, visit.reply, session);
  return visit.redirect(`${signInPath(account)}?notice=signed-out`);
}

async function signOutEverywhere(visit: Visit) {
  const { context, request, reply } = visit;
  const account: Account = await requireAccount(visit);
  const session = await findPortalSession(context, request, account.id);
  if (session) {
    await context.db
      .deleteFrom("portal_sessions")
      .where("account_id", "=", account.id)
      .where("actor_id", "=", session.actorId)
      .execute();
    await endPortalSession(context, reply, session);
  }
  return visit.redirect(`${signInPath(account)}?notice=signed-out`);
}

/** A word for the browser; its full name is long and says little more. */
function browserName(userAgent: string | null): string {
  const known = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => userAgent?.includes(`${name}/`));
  const spelt: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera" };
  return known === undefined ? "A browser" : (spelt[known] ?? known);
}

/** To the minute, in UTC. */
function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}
