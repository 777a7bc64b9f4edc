import * as z from "zod/mini";
import type { AuthProvider } from "~/api/types.ts";
import { readCommaList } from "~/forms/comma-list.ts";

export const PROVIDER_TYPES = ["email_otp", "userpass", "oidc", "google", "entra", "okta"] as const;
export type ProviderType = (typeof PROVIDER_TYPES)[number];
/** Of these an account has one at most. */
export const SINGLE_TYPES: readonly ProviderType[] = ["email_otp", "userpass"];
const HOUR_SECONDS = 3_600;
const MINUTE_SECONDS = 60;

const EMAIL_CLAIMS = ["upn", "email", "preferred_username"] as const;
const VERIFICATIONS = ["claim", "proof", "none"] as const;
const TextSchema = z.catch(z.string(), "");

/** What the API shows of the settings of one type; the description leaves them open. */
const SettingsSchema = z.object({
  type: z.enum(PROVIDER_TYPES),
  client_id: TextSchema,
  has_client_secret: z.catch(z.boolean(), false),
  discovery_document_uri: TextSchema,
  okta_domain: TextSchema,
  email_claim: z.catch(z.enum(EMAIL_CLAIMS), "upn"),
  email_verification_method: z.catch(z.enum(VERIFICATIONS), "claim"),
  create_people: z.catch(z.boolean(), false),
  allowed_domains: z.catch(z.array(z.string()), []),
  groups_claim: TextSchema,
});

/** The form of a provider of any type; the names are those of the API, so that errors find their fields. */
export interface ProviderValues {
  readonly type: ProviderType;
  readonly name: string;
  readonly context: AuthProvider["context"];
  /** Hours, and null or not a number where the portal's own default holds. */
  readonly client_session_lifetime_secs: number | null;
  /** Minutes, likewise. */
  readonly portal_session_lifetime_secs: number | null;
  readonly client_id: string;
  readonly client_secret: string;
  /** The one that is stored goes: the portal then is a public client, which proves itself by PKCE alone. */
  readonly removes_secret: boolean;
  readonly discovery_document_uri: string;
  readonly issuer: string;
  readonly okta_domain: string;
  readonly email_claim: (typeof EMAIL_CLAIMS)[number];
  readonly email_verification_method: (typeof VERIFICATIONS)[number];
  readonly create_people: boolean;
  readonly allowed_domains: string;
  readonly groups_claim: string;
}

export const NEW_PROVIDER: ProviderValues = {
  type: "oidc",
  name: "",
  context: "clients_and_portal",
  client_session_lifetime_secs: null,
  portal_session_lifetime_secs: null,
  client_id: "",
  client_secret: "",
  removes_secret: false,
  discovery_document_uri: "",
  issuer: "",
  okta_domain: "",
  email_claim: "upn",
  email_verification_method: "claim",
  create_people: false,
  allowed_domains: "",
  groups_claim: "",
};

export function settingsOf(provider: AuthProvider) {
  return SettingsSchema.parse(provider);
}

export function isIdentityProvider(type: ProviderType): boolean {
  return !SINGLE_TYPES.includes(type);
}

export function toForm(provider: AuthProvider): ProviderValues {
  const { has_client_secret: _, allowed_domains, ...settings } = settingsOf(provider);
  const { name, context, issuer } = provider;
  const { client_session_lifetime_secs: client, portal_session_lifetime_secs: portal } = provider;
  return {
    ...settings,
    name,
    context,
    issuer,
    client_secret: "",
    removes_secret: false,
    client_session_lifetime_secs: client === null ? null : client / HOUR_SECONDS,
    portal_session_lifetime_secs: portal === null ? null : portal / MINUTE_SECONDS,
    allowed_domains: allowed_domains.join(", "),
  };
}

/** `before`: what the form began with; what was empty and stays so is not sent. */
export function toBody(values: ProviderValues, before: ProviderValues = NEW_PROVIDER) {
  const { type } = values;
  const common = {
    name: values.name,
    context: values.context,
    client_session_lifetime_secs: seconds(values.client_session_lifetime_secs, HOUR_SECONDS),
    portal_session_lifetime_secs: seconds(values.portal_session_lifetime_secs, MINUTE_SECONDS),
  };
  if (type === "email_otp" || type === "userpass") return { ...common, type };
  const oidc = {
    ...common,
    ...secretToSend(values),
    ...issuerToSend(values, before),
    create_people: values.create_people,
    allowed_domains: readCommaList(values.allowed_domains),
    groups_claim: values.groups_claim.trim() || null,
  };
  const { client_id, discovery_document_uri, email_claim, email_verification_method, okta_domain } = values;
  const clientId = client_id === "" && before.client_id === "" ? {} : { client_id };
  const isPlainDiscovery = discovery_document_uri === "" && before.discovery_document_uri === "";
  const discovery = isPlainDiscovery ? {} : { discovery_document_uri };
  switch (type) {
    case "google":
      return { ...oidc, type, ...clientId, ...discovery };
    case "entra":
      return { ...oidc, type, ...clientId, ...discovery, email_claim };
    case "okta":
      return { ...oidc, type, client_id, okta_domain, ...discovery };
    case "oidc":
      return { ...oidc, type, client_id, discovery_document_uri, email_verification_method };
  }
}

function secretToSend({ client_secret, removes_secret }: ProviderValues) {
  if (removes_secret) return { client_secret: null };
  return client_secret === "" ? {} : { client_secret };
}

/** Where the provider moves and nobody typed another issuer, the portal tells it anew. */
function issuerToSend(values: ProviderValues, before: ProviderValues) {
  const moves =
    values.discovery_document_uri !== before.discovery_document_uri || values.okta_domain !== before.okta_domain;
  const { issuer } = values;
  return issuer === "" || (moves && issuer === before.issuer) ? {} : { issuer };
}

function seconds(length: number | null, unit: number): number | null {
  return length === null || Number.isNaN(length) ? null : Math.round(length * unit);
}
