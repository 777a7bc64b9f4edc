import { randomBytes, randomInt } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../database/database.ts";

const KEY_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const KEY_LENGTH = 6;
const SUFFIX_LENGTH = 4;
const MIN_SLUG = 3;
const MAX_SLUG = 60;
const SIGNING_KEY_BYTES = 32;
/** Letters that do not come apart into a plain one and a mark. */
const SPELT: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
/** First segments of the portal's own paths, where an account of that name could not be reached. */
const RESERVED = [
  "access",
  "account",
  "accounts",
  "actors",
  "api",
  "api_clients",
  "app",
  "assets",
  "auth",
  "auth_providers",
  "client",
  "clients",
  "connections",
  "console",
  "directories",
  "docs",
  "download",
  "email_otp_auth_providers",
  "entra_auth_providers",
  "entra_directories",
  "events",
  "find_account",
  "gateway",
  "google_auth_providers",
  "google_directories",
  "groups",
  "healthz",
  "ingestion",
  "intune_devices",
  "intune_posture_providers",
  "iru_devices",
  "iru_posture_providers",
  "keep_account",
  "logs",
  "me",
  "metrics",
  "oidc_auth_providers",
  "okta_auth_providers",
  "okta_directories",
  "openapi",
  "outbox",
  "packages",
  "policies",
  "readyz",
  "relay",
  "relay_tokens",
  "relays",
  "resources",
  "set_up",
  "sign_in",
  "sign_up",
  "sites",
  "swaggerui",
  "userpass_auth_providers",
];

export interface Administrator {
  readonly name: string;
  readonly email: string;
  /** With it the account lets people sign in with passwords, too. */
  readonly passwordHash?: string | undefined;
}

export interface CreatedAccount {
  readonly accountId: string;
  readonly slug: string;
  readonly everyoneGroupId: string;
  readonly internetSiteId: string;
  readonly internetResourceId: string;
  readonly emailProviderId: string;
  /** Null where none was asked for. */
  readonly administratorId: string | null;
}

/** Whether an account of that slug could be reached. */
export function isReserved(slug: string): boolean {
  return RESERVED.includes(slug);
}

/** A slug that is free, made of the account's name. */
export async function freeSlug(db: Db, name: string): Promise<string> {
  const plain = slugOf(name);
  const taken = await db
    .selectFrom("accounts")
    .select("id")
    .where(sql<boolean>`lower(slug) = ${plain}`)
    .executeTakeFirst();
  if (plain.length >= MIN_SLUG && !isReserved(plain) && !taken) return plain;
  return [...(plain === "" ? ["account"] : [plain]), randomText(SUFFIX_LENGTH)].join("-");
}

/** "Ørsted & Söhne" is orsted-sohne; empty where nothing of the name is left. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}'’]+/gu, "")
    .replace(/[^\0-\x7f]/gu, (letter) => SPELT[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, MAX_SLUG)
    .replace(/-+$/, "");
}

/**
 * A new account with what every account has: group Everyone, the system's Internet site and resource, a site to begin
 * with, sign-in by e-mail code, and if asked for a first administrator.
 */
export async function createAccount(
  trx: Db,
  account: { readonly name: string; readonly slug: string; readonly administrator?: Administrator | undefined },
): Promise<CreatedAccount> {
  const { name, slug, administrator } = account;
  const id = () => crypto.randomUUID();
  const created: CreatedAccount = {
    accountId: id(),
    slug,
    everyoneGroupId: id(),
    internetSiteId: id(),
    internetResourceId: id(),
    emailProviderId: id(),
    administratorId: administrator ? id() : null,
  };
  const account_id = created.accountId;
  await trx
    .insertInto("accounts")
    .values({
      id: account_id,
      name,
      legal_name: name,
      slug,
      key: randomText(KEY_LENGTH),
      ingest_signing_key: randomBytes(SIGNING_KEY_BYTES),
      features: JSON.stringify({ policy_conditions: true, internet_resource: true, iceless: false }),
    })
    .execute();
  await trx
    .insertInto("groups")
    .values({ account_id, id: created.everyoneGroupId, type: "managed", name: "Everyone" })
    .execute();
  await trx
    .insertInto("sites")
    .values([
      { account_id, id: created.internetSiteId, name: "Internet", managed_by: "system" },
      { account_id, id: id(), name: "Default Site" },
    ])
    .execute();
  await trx
    .insertInto("resources")
    .values({
      account_id,
      id: created.internetResourceId,
      site_id: created.internetSiteId,
      type: "internet",
      name: "Internet",
    })
    .execute();
  await trx
    .insertInto("auth_providers")
    .values({ account_id, id: created.emailProviderId, type: "email_otp", name: "E-mail", issuer: "firezone" })
    .execute();
  if (administrator && created.administratorId) {
    const { name: person, email, passwordHash } = administrator;
    if (passwordHash !== undefined) {
      await trx
        .insertInto("auth_providers")
        .values({ account_id, id: id(), type: "userpass", name: "Password", issuer: "firezone" })
        .execute();
    }
    await trx
      .insertInto("actors")
      .values({
        account_id,
        id: created.administratorId,
        type: "account_admin_user",
        name: person,
        email,
        password_hash: passwordHash ?? null,
        allow_email_otp_sign_in: true,
      })
      .execute();
  }
  return created;
}

function randomText(length: number): string {
  return Array.from({ length }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join("");
}
