// Signing in through an identity provider: there, and back again.

import { createHash } from "node:crypto";
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { z } from "zod";
import { type Account, findAccount } from "../../accounts/store.ts";
import { PageProblem } from "../../pages/page-problem.ts";
import type { Visit, Web } from "../../pages/web.ts";
import { COOKIES, clearCookie, readCookie, setCookie } from "../cookies.ts";
import { finishSignIn } from "../finish.ts";
import { type Intent, IntentSchema, readIntent } from "../intent.ts";
import { isOidcType } from "../provider-settings.ts";
import { type Provider, requireProvider } from "../providers.ts";
import type { SealKind } from "../seal.ts";
import { spendOnce } from "../spent-seals.ts";
import { recognize } from "./identities.ts";
import { cancelled, flowLost, flowReplayed, providerFailed, refused, startAgain } from "./problems.ts";
import { type Profile, readProfile } from "./profile.ts";
import { askForProof } from "./proof.ts";
import { type OidcProvider, ProviderMisconfigured, readOidcProvider } from "./relying-party.ts";

const FLOW_MS = 300_000;
const CALLBACK = "/auth/oidc/callback";
const SCOPES = ["openid", "email", "profile"];

const FlowSchema = z.object({
  accountId: z.uuid(),
  providerId: z.uuid(),
  verifier: z.string(),
  state: z.string(),
  intent: IntentSchema,
});
/** A sign-in that is at an identity provider. */
type Flow = z.output<typeof FlowSchema>;
const FLOW: SealKind<Flow> = { purpose: "oidc-flow", schema: FlowSchema };

export function oidcRoutes(web: Web): void {
  web.get(CALLBACK, comeBack);
}

/** Sends the person to the identity provider. */
export async function startOidc(visit: Visit, account: Account, provider: Provider) {
  const { context, reply } = visit;
  const intent = readIntent(account, visit.query);
  return speaking(visit, { account, provider, intent }, async (oidc, configuration) => {
    const verifier = randomPKCECodeVerifier();
    const state = randomState();
    const flow = { accountId: account.id, providerId: provider.id, verifier, state, intent };
    const expiresAt = context.now() + FLOW_MS;
    setCookie(context, reply, {
      name: COOKIES.oidc,
      value: await context.seal.close(FLOW, flow, expiresAt),
      expiresAt,
    });
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: `${visit.origin}${CALLBACK}`,
      scope: scopes(oidc, configuration).join(" "),
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce: nonceOf(verifier),
      ...(oidc.asksForAccount ? { prompt: "select_account" } : {}),
    });
    return visit.redirect(url.href);
  });
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
  const provider = await requireProvider(context.db, account, flow.intent, flow.providerId);
  const error = visit.query.get("error");
  if (error !== null) {
    context.log.info({ providerId: provider.id, error: error.slice(0, 100) }, "the identity provider signed nobody in");
    throw cancelled(account, provider, flow.intent);
  }
  const { oidc, profile } = await speaking(
    visit,
    { account, provider, intent: flow.intent },
    async (oidc, configuration) => ({
      oidc,
      profile: await fetchProfile(visit, oidc, configuration, flow),
    }),
  );
  if (!profile) throw providerFailed(account, provider, flow.intent);
  const arrival = { account, provider, oidc, profile };
  const recognition = await recognize(visit, arrival);
  switch (recognition.kind) {
    case "person": {
      const { person } = recognition;
      return finishSignIn(visit, { account, provider, intent: flow.intent, person, identifier: profile.subject });
    }
    case "proof":
      return askForProof(visit, { ...arrival, intent: flow.intent, ...recognition });
    case "refused":
      throw refused(account, provider, flow.intent, recognition.reason, profile.email);
  }
}

async function fetchProfile(
  visit: Visit,
  oidc: OidcProvider,
  configuration: Configuration,
  { verifier, state }: Flow,
): Promise<Profile | undefined> {
  const here = new URL(visit.request.url, visit.origin);
  const tokens = await authorizationCodeGrant(configuration, here, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonceOf(verifier),
    idTokenExpected: true,
  });
  const idToken = tokens.claims();
  if (!idToken) return undefined;
  return readProfile(oidc, idToken, await userinfo(visit, configuration, tokens.access_token, idToken.sub));
}

/** More about the same subject; a provider that does not give it has said all in the ID token. */
async function userinfo({ context }: Visit, configuration: Configuration, accessToken: string, subject: string) {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  try {
    return await fetchUserInfo(configuration, accessToken, subject);
  } catch (error) {
    context.log.warn({ error }, "userinfo of an identity provider is not used");
    return {};
  }
}

/** Whatever goes wrong with the provider becomes a page, and a line in the log for the administrator. */
async function speaking<T>(
  visit: Visit,
  { account, provider, intent }: { readonly account: Account; readonly provider: Provider; readonly intent: Intent },
  work: (oidc: OidcProvider, configuration: Configuration) => Promise<T>,
): Promise<T> {
  const { context } = visit;
  let oidc: OidcProvider | undefined;
  try {
    if (!isOidcType(provider.type)) throw new ProviderMisconfigured(`its type is ${provider.type}`);
    oidc = readOidcProvider(context, provider, provider.type);
    return await work(oidc, await context.discoveries.configuration(context, oidc));
  } catch (error) {
    if (error instanceof PageProblem) throw error;
    if (oidc) context.discoveries.forget(oidc);
    context.log.warn(
      { error, providerId: provider.id, accountId: account.id },
      "signing in at an identity provider failed",
    );
    throw providerFailed(account, provider, intent, error);
  }
}

/** `groups` where the provider knows it and groups are wanted. */
function scopes({ groupsClaim }: OidcProvider, configuration: Configuration): string[] {
  const offered = configuration.serverMetadata().scopes_supported ?? [];
  return groupsClaim !== null && offered.includes("groups") ? [...SCOPES, "groups"] : SCOPES;
}

/** The ID token is bound to the secret that only our cookie holds. */
function nonceOf(verifier: string): string {
  return createHash("sha256").update(`nonce ${verifier}`).digest("base64url");
}
