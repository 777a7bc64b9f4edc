import { randomBytes, randomInt } from "node:crypto";
import type { Context } from "../context.ts";
import type { MintedToken } from "../tokens/token-mint.ts";

const KEY_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const KEY_LENGTH = 6;
const SIGNING_KEY_BYTES = 32;
const API_TOKEN_YEARS = 10;

export interface NewAccount {
  readonly name: string;
  readonly slug: string;
}

/** What the first administrator needs; the tokens are shown this once. */
export interface Bootstrapped {
  readonly accountId: string;
  readonly slug: string;
  readonly everyoneGroupId: string;
  readonly internetSiteId: string;
  readonly internetResourceId: string;
  readonly apiActorId: string;
  readonly apiToken: string;
  readonly relayToken: string;
}

export async function hasAccounts({ db }: Context): Promise<boolean> {
  return (await db.selectFrom("accounts").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/**
 * A new account with what every account has (group Everyone, the system's Internet site and resource, sign-in by
 * e-mail code), an API client with a token, and a token for a relay.
 */
export async function bootstrapAccount(context: Context, account: NewAccount): Promise<Bootstrapped> {
  const [accountId, everyoneGroupId, internetSiteId, internetResourceId, apiActorId] = Array.from({ length: 5 }, () =>
    crypto.randomUUID(),
  );
  const now = context.now();
  const apiToken = context.tokens.mint("api_client", accountId, now);
  const relayToken = context.tokens.mint("relay", null, now);
  await context.db.transaction().execute(async (trx) => {
    await trx
      .insertInto("accounts")
      .values({
        id: accountId,
        name: account.name,
        legal_name: account.name,
        slug: account.slug,
        key: randomKey(),
        ingest_signing_key: randomBytes(SIGNING_KEY_BYTES),
        features: JSON.stringify({ policy_conditions: true, internet_resource: true, iceless: false }),
      })
      .execute();
    await trx
      .insertInto("groups")
      .values({ account_id: accountId, id: everyoneGroupId, type: "managed", name: "Everyone" })
      .execute();
    await trx
      .insertInto("sites")
      .values({ account_id: accountId, id: internetSiteId, name: "Internet", managed_by: "system" })
      .execute();
    await trx
      .insertInto("resources")
      .values({
        account_id: accountId,
        id: internetResourceId,
        site_id: internetSiteId,
        type: "internet",
        name: "Internet",
      })
      .execute();
    await trx
      .insertInto("auth_providers")
      .values({ account_id: accountId, id: crypto.randomUUID(), type: "email_otp", name: "E-mail", issuer: "firezone" })
      .execute();
    await trx
      .insertInto("actors")
      .values({ account_id: accountId, id: apiActorId, type: "api_client", name: "First API client" })
      .execute();
    await trx
      .insertInto("api_tokens")
      .values({
        account_id: accountId,
        ...secretColumns(apiToken),
        actor_id: apiActorId,
        name: "First token",
        expires_at: yearsFrom(now, API_TOKEN_YEARS),
      })
      .execute();
    await trx.insertInto("relay_tokens").values(secretColumns(relayToken)).execute();
  });
  return {
    accountId,
    slug: account.slug,
    everyoneGroupId,
    internetSiteId,
    internetResourceId,
    apiActorId,
    apiToken: apiToken.token,
    relayToken: relayToken.token,
  };
}

function secretColumns({ id, secret_salt, secret_hash }: MintedToken) {
  return { id, secret_salt, secret_hash };
}

function randomKey(): string {
  return Array.from({ length: KEY_LENGTH }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join("");
}

function yearsFrom(now: number, years: number): string {
  const date = new Date(now);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.toISOString();
}
