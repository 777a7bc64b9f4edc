// The way to an identity provider and back (OpenID Connect Core 1.0, code flow with PKCE), whatever it is for.

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
import type { Context } from "../../context.ts";
import type { Visit } from "../../pages/web.ts";
import { COOKIES, setCookie } from "../cookies.ts";
import { IntentSchema } from "../intent.ts";
import { isOidcType } from "../provider-settings.ts";
import type { Provider } from "../providers.ts";
import type { SealKind } from "../seal.ts";
import type { Claims } from "./profile.ts";
import { type OidcProvider, ProviderMisconfigured, readOidcProvider } from "./relying-party.ts";

const FLOW_MS = 300_000;
export const CALLBACK = "/auth/oidc/callback";
const SCOPES = ["openid", "email", "profile"];

const FlowSchema = z.object({
  accountId: z.uuid(),
  providerId: z.uuid(),
  verifier: z.string(),
  state: z.string(),
  intent: IntentSchema,
  /** Where a provider is only tried out, so that nobody is signed in. */
  verificationId: z.uuid().nullable(),
});
/** Somebody is at an identity provider. */
export type Flow = z.output<typeof FlowSchema>;
export const FLOW: SealKind<Flow> = { purpose: "oidc-flow", schema: FlowSchema };

/** What was said about the person, by the ID token and by the userinfo endpoint. */
export interface SaidClaims {
  readonly idToken: Claims;
  readonly userinfo: Claims;
}

/** Throws what openid-client throws, and ProviderMisconfigured; the provider's document is asked for again then. */
export async function speak<T>(
  context: Context,
  provider: Provider,
  work: (oidc: OidcProvider, configuration: Configuration) => Promise<T>,
): Promise<T> {
  let oidc: OidcProvider | undefined;
  try {
    if (!isOidcType(provider.type)) throw new ProviderMisconfigured(`its type is ${provider.type}`);
    oidc = readOidcProvider(context, provider, provider.type);
    return await work(oidc, await context.discoveries.configuration(context, oidc));
  } catch (error) {
    if (oidc) context.discoveries.forget(oidc);
    throw error;
  }
}

/** Sends the person to the identity provider. */
export async function goThere(
  visit: Visit,
  oidc: OidcProvider,
  configuration: Configuration,
  purpose: Omit<Flow, "verifier" | "state">,
) {
  const { context, reply } = visit;
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const expiresAt = context.now() + FLOW_MS;
  setCookie(context, reply, {
    name: COOKIES.oidc,
    value: await context.seal.close(FLOW, { ...purpose, verifier, state }, expiresAt),
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
}

/** Undefined where the provider says nothing. */
export async function fetchClaims(
  visit: Visit,
  configuration: Configuration,
  { verifier, state }: Flow,
): Promise<SaidClaims | undefined> {
  const here = new URL(visit.request.url, visit.origin);
  const tokens = await authorizationCodeGrant(configuration, here, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonceOf(verifier),
    idTokenExpected: true,
  });
  const idToken = tokens.claims();
  if (!idToken) return undefined;
  return { idToken, userinfo: await fetchMore(visit, configuration, tokens.access_token, idToken.sub) };
}

/** More about the same subject; a provider that does not give it has said all in the ID token. */
async function fetchMore({ context }: Visit, configuration: Configuration, accessToken: string, subject: string) {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  try {
    return await fetchUserInfo(configuration, accessToken, subject);
  } catch (error) {
    context.log.warn({ error }, "userinfo of an identity provider is not used");
    return {};
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
