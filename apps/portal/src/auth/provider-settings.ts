// What `auth_providers.settings` and `.secrets` hold for each type of provider.

import { z } from "zod";
import type { AuthProvidersTable } from "../database/tables/accounts.ts";

export type ProviderType = AuthProvidersTable["type"];
/** The types whose people come from an identity provider over OpenID Connect. */
export const OIDC_TYPES = ["oidc", "google", "entra", "okta"] as const;
export type OidcType = (typeof OIDC_TYPES)[number];

const MAX_TEXT = 255;
const MAX_DOMAINS = 100;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
/** A tenant's own name at Okta, or a custom domain; no scheme, no path. */
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/;

const ClientId = z.string().trim().min(1).max(MAX_TEXT);
export const MAX_URL = 2_000;
const DiscoveryUri = z.url({ protocol: /^https?$/ }).max(MAX_URL);

/** Beyond the reference and off unless set. */
const Provisioning = {
  /** People whom nobody has entered are created at their first sign-in, if their domain is listed. */
  create_people: z.boolean().default(false),
  /** E-mail domains for `create_people`, in lower-case ASCII; with none, nobody is created. */
  allowed_domains: z.array(z.string().toLowerCase().regex(DOMAIN, "is no domain")).max(MAX_DOMAINS).default([]),
  /** Name of a claim with group names. Groups of these names belong to the provider, and memberships follow the claim. */
  groups_claim: z.string().trim().min(1).max(MAX_TEXT).nullable().default(null),
};

/** Members of `settings` by type. The issuer is a column of its own: `auth_providers.issuer`. */
export const PROVIDER_SETTINGS = {
  email_otp: z.object({}),
  userpass: z.object({}),
  google: z.object({
    /** Absent: GOOGLE_OIDC_CLIENT_ID. */
    client_id: ClientId.optional(),
    /** Absent: the well-known document of the issuer. */
    discovery_document_uri: DiscoveryUri.optional(),
    ...Provisioning,
  }),
  entra: z.object({
    /** Absent: ENTRA_OIDC_CLIENT_ID. */
    client_id: ClientId.optional(),
    discovery_document_uri: DiscoveryUri.optional(),
    email_claim: z.enum(["upn", "email", "preferred_username"]).default("upn"),
    ...Provisioning,
  }),
  okta: z.object({
    client_id: ClientId,
    okta_domain: z.string().toLowerCase().regex(HOST, "is no host name"),
    discovery_document_uri: DiscoveryUri.optional(),
    ...Provisioning,
  }),
  oidc: z.object({
    client_id: ClientId,
    discovery_document_uri: DiscoveryUri,
    /** What makes an address of an unknown identity believable: nothing, `email_verified`, or a mailed code. */
    email_verification_method: z.enum(["none", "claim", "proof"]).default("claim"),
    ...Provisioning,
  }),
} as const satisfies Record<ProviderType, z.ZodObject>;

/** Null where it is written takes it away. */
const ClientSecret = z.object({ client_secret: z.string().min(1).max(2_000).nullish() });

/** Members of `secrets` by type; a public OAuth client has none. */
export const PROVIDER_SECRETS = {
  email_otp: z.object({}),
  userpass: z.object({}),
  google: ClientSecret,
  entra: ClientSecret,
  okta: ClientSecret,
  oidc: ClientSecret,
} as const satisfies Record<ProviderType, z.ZodObject>;

export const DEFAULT_CLIENT_SESSION_SECONDS = 604_800;
export const DEFAULT_PORTAL_SESSION_SECONDS = 28_800;

export function isOidcType(type: ProviderType): type is OidcType {
  return OIDC_TYPES.some((one) => one === type);
}
