// The portal as a client of an identity provider (OpenID Connect Core 1.0, code flow with PKCE).

import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ServerMetadata,
} from "openid-client";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { type OidcType, PROVIDER_SECRETS, PROVIDER_SETTINGS } from "../provider-settings.ts";
import type { Provider } from "../providers.ts";

const MS_PER_SECOND = 1_000;
const CLOCK_TOLERANCE_SECONDS = 60;
const DISCOVERY_KEPT_MS = 300_000;
const MAX_DISCOVERIES = 1_000;

/** What sign-in needs to know of a provider, whatever its type. */
export interface OidcProvider {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly discoveryUri: string;
  readonly issuer: string;
  /** What makes an address believable. */
  readonly verification: "none" | "claim" | "proof";
  readonly emailClaim: string;
  /** Which claim names the person for good. */
  readonly subjectClaim: "sub" | "oid";
  /** Whether the person is asked which of their accounts to use. */
  readonly asksForAccount: boolean;
  readonly createsPeople: boolean;
  readonly allowedDomains: readonly string[];
  readonly groupsClaim: string | null;
}

/** The provider cannot be used as it is; the message is for its administrator. */
export class ProviderMisconfigured extends Error {
  override readonly name = "ProviderMisconfigured";
}

/** The settings of all types together; what a type does not have is as it is for the others. */
const AnySettings = z.object({
  client_id: z.string().optional(),
  discovery_document_uri: z.string().optional(),
  email_claim: z.string().default("email"),
  email_verification_method: z.enum(["none", "claim", "proof"]).default("claim"),
  create_people: z.boolean(),
  allowed_domains: z.array(z.string()),
  groups_claim: z.string().nullable(),
});

/** Throws ProviderMisconfigured. */
export function readOidcProvider({ config }: Context, provider: Provider, type: OidcType): OidcProvider {
  const parsed = PROVIDER_SETTINGS[type].safeParse(provider.settings);
  const secrets = PROVIDER_SECRETS[type].safeParse(provider.secrets);
  if (!parsed.success || !secrets.success) throw new ProviderMisconfigured("its settings are incomplete");
  const settings = AnySettings.parse(parsed.data);
  const shared = type === "google" || type === "entra" ? config.oidcClients[type] : {};
  const clientId = settings.client_id ?? shared.clientId;
  if (clientId === undefined) throw new ProviderMisconfigured("it has no client_id, nor has the installation one");
  const isEntra = type === "entra";
  return {
    clientId,
    clientSecret: settings.client_id === undefined ? shared.clientSecret : (secrets.data.client_secret ?? undefined),
    discoveryUri: settings.discovery_document_uri ?? wellKnown(provider.issuer),
    issuer: provider.issuer,
    verification: isEntra ? "none" : settings.email_verification_method,
    emailClaim: settings.email_claim,
    subjectClaim: isEntra ? "oid" : "sub",
    asksForAccount: type !== "oidc",
    createsPeople: settings.create_people,
    allowedDomains: settings.allowed_domains,
    groupsClaim: settings.groups_claim,
  };
}

/** OpenID Connect Discovery 1.0 §4. */
function wellKnown(issuer: string): string {
  return `${withoutSlash(issuer)}/.well-known/openid-configuration`;
}

/** Some makers' issuers end in a slash, which people leave out. */
function withoutSlash(issuer: string): string {
  return issuer.replace(/\/+$/, "");
}

/** Discovery documents, for a few minutes each. */
export class Discoveries {
  readonly #known = new Map<string, { readonly at: number; readonly metadata: ServerMetadata }>();

  /**
   * A configuration for one sign-in. The provider's keys are fetched anew with it, so a change of keys never matters.
   * Throws what openid-client throws, and ProviderMisconfigured where the issuer is another one.
   */
  async configuration(context: Context, provider: OidcProvider): Promise<Configuration> {
    const { discoveryUri, clientId } = provider;
    const known = this.#known.get(discoveryUri);
    const isFresh = known !== undefined && context.now() - known.at < DISCOVERY_KEPT_MS;
    const metadata = isFresh ? known.metadata : await this.#discover(context, provider);
    if (withoutSlash(metadata.issuer) !== withoutSlash(provider.issuer)) {
      throw new ProviderMisconfigured(
        `its issuer is ${provider.issuer}, but ${discoveryUri} speaks for ${metadata.issuer}`,
      );
    }
    const configuration = new Configuration(
      metadata,
      clientId,
      { [clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      authentication(provider),
    );
    configuration[customFetch] = fetchFor(context);
    configuration.timeout = context.config.idpTimeoutMs / MS_PER_SECOND;
    enableNonRepudiationChecks(configuration);
    if (isPlain(discoveryUri)) allowInsecureRequests(configuration);
    return configuration;
  }

  /** After a failure the document is asked for again. */
  forget({ discoveryUri }: OidcProvider): void {
    this.#known.delete(discoveryUri);
  }

  async #discover(context: Context, { discoveryUri, clientId }: OidcProvider): Promise<ServerMetadata> {
    const found = await discovery(new URL(discoveryUri), clientId, undefined, None(), {
      timeout: context.config.idpTimeoutMs / MS_PER_SECOND,
      [customFetch]: fetchFor(context),
      execute: isPlain(discoveryUri) ? [allowInsecureRequests] : [],
    });
    const metadata = found.serverMetadata();
    if (this.#known.size >= MAX_DISCOVERIES) this.#known.clear();
    this.#known.set(discoveryUri, { at: context.now(), metadata });
    return metadata;
  }
}

function fetchFor({ outboundFetch }: Context): CustomFetch {
  return (url, { body, ...options }) => outboundFetch(url, { ...options, ...(body ? { body } : {}) });
}

/** Which networks plain http may go to is for `outboundFetch` to say. */
function isPlain(uri: string): boolean {
  return uri.startsWith("http:");
}

function authentication({ clientSecret }: OidcProvider): ClientAuth {
  return clientSecret === undefined ? None() : ClientSecretPost(clientSecret);
}
