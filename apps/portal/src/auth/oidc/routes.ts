// Signing in through an identity provider: there, and back again.

import type { Configuration } from "openid-client";
import { type Account, findAccount } from "../../accounts/store.ts";
import { PageProblem } from "../../pages/page-problem.ts";
import type { Visit, Web } from "../../pages/web.ts";
import { COOKIES, clearCookie, readCookie } from "../cookies.ts";
import { finishSignIn } from "../finish.ts";
import { type Intent, readIntent } from "../intent.ts";
import { type Provider, requireProvider } from "../providers.ts";
import { spendOnce } from "../spent-seals.ts";
import { CALLBACK, FLOW, type Flow, fetchClaims, goThere, speak } from "./flow.ts";
import { recognize } from "./identities.ts";
import { cancelled, flowLost, flowReplayed, providerFailed, refused, startAgain } from "./problems.ts";
import { readProfile } from "./profile.ts";
import { askForProof } from "./proof.ts";
import type { OidcProvider } from "./relying-party.ts";
import { finishVerification, verificationRoutes } from "./verification.ts";

export function oidcRoutes(web: Web): void {
  web.get(CALLBACK, comeBack);
  verificationRoutes(web);
}

/** Sends the person to the identity provider. */
export async function startOidc(visit: Visit, account: Account, provider: Provider) {
  const intent = readIntent(account, visit.query);
  const purpose = { accountId: account.id, providerId: provider.id, intent, verificationId: null };
  return speaking(visit, { account, provider, intent }, (oidc, configuration) =>
    goThere(visit, oidc, configuration, purpose),
  );
}

async function comeBack(visit: Visit) {
  const { context, request, reply } = visit;
  const opened = await context.seal.open(FLOW, readCookie(request, COOKIES.oidc));
  if (!opened) throw flowLost();
  const { value: flow } = opened;
  const account = await findAccount(context.db, flow.accountId);
  if (!account || account.is_disabled) throw flowLost();
  if (visit.query.get("state") !== flow.state) throw startAgain(account, flow.intent);
  clearCookie(context, reply, COOKIES.oidc);
  if (!(await spendOnce(context.db, opened))) throw flowReplayed(account, flow.intent);
  const { verificationId } = flow;
  if (verificationId !== null) return finishVerification(visit, account, { ...flow, verificationId });
  return comeIn(visit, account, flow);
}

async function comeIn(visit: Visit, account: Account, flow: Flow) {
  const { context } = visit;
  const { intent } = flow;
  const provider = await requireProvider(context.db, account, intent, flow.providerId);
  const error = visit.query.get("error");
  if (error !== null) {
    context.log.info({ providerId: provider.id, error: error.slice(0, 100) }, "the identity provider signed nobody in");
    throw cancelled(account, provider, intent);
  }
  const { oidc, claims } = await speaking(visit, { account, provider, intent }, async (oidc, configuration) => ({
    oidc,
    claims: await fetchClaims(visit, configuration, flow),
  }));
  const profile = claims && readProfile(oidc, claims.idToken, claims.userinfo);
  if (!profile) throw providerFailed(account, provider, intent);
  const arrival = { account, provider, oidc, profile };
  const recognition = await recognize(visit, arrival);
  switch (recognition.kind) {
    case "person": {
      const { person } = recognition;
      return finishSignIn(visit, { account, provider, intent, person, identifier: profile.subject });
    }
    case "proof":
      return askForProof(visit, { ...arrival, intent, ...recognition });
    case "refused":
      throw refused(account, provider, intent, recognition.reason, profile.email);
  }
}

/** Whatever goes wrong with the provider becomes a page, and a line in the log for the administrator. */
async function speaking<T>(
  visit: Visit,
  { account, provider, intent }: { readonly account: Account; readonly provider: Provider; readonly intent: Intent },
  work: (oidc: OidcProvider, configuration: Configuration) => Promise<T>,
): Promise<T> {
  const { context } = visit;
  try {
    return await speak(context, provider, work);
  } catch (error) {
    if (error instanceof PageProblem) throw error;
    context.log.warn(
      { error, providerId: provider.id, accountId: account.id },
      "signing in at an identity provider failed",
    );
    throw providerFailed(account, provider, intent, error);
  }
}
