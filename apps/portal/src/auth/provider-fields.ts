// What may be written of an authentication provider.

import { z } from "zod";
import { flag, requiredText } from "../http/fields.ts";
import type { ValidationErrors } from "../http/problem.ts";
import { type Attributes, validate } from "../http/validation.ts";
import { isOidcType, MAX_URL, PROVIDER_SECRETS, PROVIDER_SETTINGS, type ProviderType } from "./provider-settings.ts";

const MAX_NAME = 255;
const DISCOVERY_PATH = "/.well-known/openid-configuration";
const OWN_ISSUER = "firezone";
const GOOGLE_ISSUER = "https://accounts.google.com";

function lifetime(min: number, max: number) {
  return z
    .int({ error: "is invalid" })
    .min(min, `must be at least ${min} seconds`)
    .max(max, `must be at most ${max} seconds`)
    .nullish()
    .transform((seconds) => seconds ?? null);
}

const CommonFields = z.object({
  name: requiredText(MAX_NAME),
  context: z
    .enum(["clients_and_portal", "clients_only", "portal_only"], { error: "is invalid" })
    .default("clients_and_portal"),
  client_session_lifetime_secs: lifetime(3_600, 7_776_000),
  portal_session_lifetime_secs: lifetime(300, 86_400),
  is_disabled: flag(false),
  is_default: flag(false),
  /** Derived from the other settings where it is left out. */
  issuer: z
    .url({ protocol: /^https?$/, error: "is no URL" })
    .max(MAX_URL, "is too long")
    .optional(),
});

/** For validation and documentation: common members, settings and secrets side by side. */
export function providerFields(type: ProviderType): z.ZodObject {
  return CommonFields.extend({ ...PROVIDER_SETTINGS[type].shape, ...PROVIDER_SECRETS[type].shape });
}

const StoredObject = z.record(z.string(), z.unknown());

/** What is written down now; its settings and secrets are JSON. */
interface Stored {
  readonly settings: unknown;
  readonly secrets: unknown;
}

/**
 * Reads what was sent over what is there. Null clears a member; a secret that is left out stays. Throws a 422 that
 * names all that is wrong.
 */
export function readProvider(type: ProviderType, sent: Attributes, current?: Stored & Attributes) {
  const { settings: oldSettings, secrets: oldSecrets, ...common } = current ?? { settings: {}, secrets: {} };
  const settingNames = Object.keys(PROVIDER_SETTINGS[type].shape);
  const nullable = [...settingNames, "context", "issuer", "client_secret"];
  const kept = { ...common, ...pickKnown(StoredObject.parse(oldSettings), settingNames) };
  // Where a change moves the issuer, the old one must not outlive it.
  const moves = ["discovery_document_uri", "okta_domain"].some((name) => Object.hasOwn(sent, name));
  const merged: Attributes = { ...kept, ...(moves ? { issuer: null } : {}), ...sent };
  const raw = Object.fromEntries(
    Object.entries(merged).filter(([name, value]) => value !== null || !nullable.includes(name)),
  );
  if (!isOidcType(type)) delete raw.issuer;
  const read = validate(providerFields(type), raw, () => crossCheck(type, raw));
  const { issuer, ...attributes } = CommonFields.parse(read);
  const settings = PROVIDER_SETTINGS[type].parse(read);
  const secrets = Object.hasOwn(sent, "client_secret")
    ? PROVIDER_SECRETS[type].parse(read)
    : StoredObject.parse(oldSecrets);
  return {
    ...attributes,
    issuer: issuer ?? derivedIssuer(type, raw) ?? OWN_ISSUER,
    settings: JSON.stringify(settings),
    secrets: JSON.stringify(secrets),
  };
}

/** Settings as text that is the same for the same settings; PostgreSQL keeps members in an order of its own. */
export function settingsText(type: ProviderType, stored: unknown): string {
  return JSON.stringify(PROVIDER_SETTINGS[type].safeParse(stored).data ?? stored);
}

function crossCheck(type: ProviderType, raw: Attributes): ValidationErrors {
  const isDefault = raw.is_default === true || raw.is_default === "true" || raw.is_default === "1";
  return {
    ...(isDefault && !isOidcType(type) ? { is_default: ["is for identity providers only"] } : {}),
    ...(isOidcType(type) && raw.issuer === undefined && derivedIssuer(type, raw) === undefined
      ? { issuer: ["must not be empty, since it cannot be told from the other settings"] }
      : {}),
  };
}

/** OpenID Connect Discovery 1.0, section 4: the document lies below the issuer. Undefined where it cannot be told. */
function derivedIssuer(type: ProviderType, raw: Attributes): string | undefined {
  const { discovery_document_uri: uri, okta_domain: domain } = raw;
  if (!isOidcType(type)) return OWN_ISSUER;
  if (type === "okta" && typeof domain === "string") return `https://${domain.toLowerCase()}`;
  if (typeof uri === "string" && uri.endsWith(DISCOVERY_PATH)) return uri.slice(0, -DISCOVERY_PATH.length);
  return type === "google" ? GOOGLE_ISSUER : undefined;
}

function pickKnown(stored: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(stored).filter(([name]) => names.includes(name)));
}
