// The pages on which an administrator tries a provider out. They sign nobody in and change nobody.

import { z } from "zod";
import { type Account, findAccount } from "../../accounts/store.ts";
import type { Context } from "../../context.ts";
import { linkIsOver } from "../../links/link-is-over.ts";
import { html } from "../../pages/html.ts";
import type { Visit, Web } from "../../pages/web.ts";
import { findProvider, type Provider } from "../providers.ts";
import type { SealKind } from "../seal.ts";
import { findVerification, finishOnce } from "../verifications.ts";
import { type Flow, fetchClaims, goThere, speak } from "./flow.ts";
import { foresee } from "./identities.ts";
import { explain, failed, judge, refusedBy, type Verdict } from "./verdict.ts";

const PATH = "/auth/oidc/verification";

const InvitationSchema = z.object({ accountId: z.uuid(), providerId: z.uuid(), verificationId: z.uuid() });
type Invitation = z.output<typeof InvitationSchema>;
const INVITATION: SealKind<Invitation> = { purpose: "provider-verification", schema: InvitationSchema };

/** The path at which a verification is gone through with. */
export async function verificationPath({ seal }: Context, invitation: Invitation, expiresAt: number): Promise<string> {
  return `${PATH}?${new URLSearchParams({ invitation: await seal.close(INVITATION, invitation, expiresAt) })}`;
}

export function verificationRoutes(web: Web): void {
  web.get(PATH, begin);
}

async function begin(visit: Visit) {
  const { context } = visit;
  const opened = await context.seal.open(INVITATION, visit.query.get("invitation") ?? undefined);
  const account = opened && (await findAccount(context.db, opened.value.accountId));
  if (!opened || !account || account.is_disabled) throw linkIsOver();
  const invitation = opened.value;
  const provider = await requireWaiting(context, invitation);
  const purpose = { ...invitation, intent: { as: "portal", redirectTo: null } } as const;
  try {
    return await speak(context, provider, (oidc, configuration) => goThere(visit, oidc, configuration, purpose));
  } catch (error) {
    return conclude(visit, account, provider, invitation, failedBecause(context, provider, error));
  }
}

/** Somebody came back from a provider that is tried out. */
export async function finishVerification(visit: Visit, account: Account, flow: Flow & Invitation) {
  const provider = await requireWaiting(visit.context, flow);
  return conclude(visit, account, provider, flow, await tryOut(visit, account, provider, flow));
}

async function tryOut(visit: Visit, account: Account, provider: Provider, flow: Flow): Promise<Verdict> {
  const { context, query } = visit;
  const error = query.get("error");
  if (error !== null) return failed(refusedBy(error, query.get("error_description")));
  try {
    return await speak(context, provider, async (oidc, configuration) => {
      const said = await fetchClaims(visit, configuration, flow);
      return judge(oidc, said, (profile) => foresee(context.db, { account, oidc, profile }));
    });
  } catch (error) {
    return failedBecause(context, provider, error);
  }
}

function failedBecause({ log }: Context, { id, account_id }: Provider, error: unknown): Verdict {
  log.info({ error, providerId: id, accountId: account_id }, "a provider that was tried out cannot be used");
  return failed(explain(error));
}

/** Throws a PageProblem where it was gone through with, or another one was begun meanwhile. */
async function requireWaiting(
  { db }: Context,
  { accountId, providerId, verificationId }: Invitation,
): Promise<Provider> {
  const provider = await findProvider(db, accountId, providerId);
  const waiting = await findVerification(db, { accountId, providerId });
  if (!provider || waiting?.id !== verificationId || waiting.finished_at !== null) throw linkIsOver();
  return provider;
}

async function conclude(
  visit: Visit,
  account: Account,
  provider: Provider,
  { accountId, providerId, verificationId: id }: Invitation,
  verdict: Verdict,
) {
  if (!(await finishOnce(visit.context, { accountId, providerId, id }, verdict))) throw linkIsOver();
  const { problems, groups, claims } = verdict;
  const children = html`
    <h1>${headline(provider, verdict)}</h1>
    <p class="lead">${consequence(verdict)} You were not signed in, and nothing was changed.</p>
    ${problems.map((problem) => html`<p class="note bad">${problem}</p>`)}
    ${groups === null ? null : html`<p>Groups: ${groups.length === 0 ? "none" : groups.join(", ")}</p>`}
    ${Object.keys(claims).length === 0 ? null : html`<h2>What ${provider.name} says</h2>`}
    ${Object.entries(claims).map(([name, value]) => html`<p class="soft"><strong>${name}</strong> ${value}</p>`)}
    <a class="button" href=${`/${account.slug}/console/settings/authentication/${provider.id}`}>Back to the provider</a>
  `;
  return visit.page({ title: "Provider tried out", account: account.name, isWide: true, children });
}

function headline({ name }: Provider, { outcome }: Verdict): string {
  if (outcome === "failed") return `${name} cannot be used yet`;
  return outcome === "refused" ? `${name} answers, but you could not sign in` : `${name} works`;
}

function consequence({ outcome, person, email }: Verdict): string {
  const who = person === null ? (email ?? "") : `${person.name} (${person.email ?? "no address"})`;
  switch (outcome) {
    case "signs_in":
      return `You would have been signed in as ${who}.`;
    case "creates_person":
      return `A user ${who} would have been created.`;
    case "mails_code":
      return `A code would have been mailed to ${who} to prove the address.`;
    case "refused":
      return "Nobody would have been signed in.";
    case "failed":
      return "The sign-in did not come to its end.";
  }
}
