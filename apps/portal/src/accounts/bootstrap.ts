import type { Context } from "../context.ts";
import { createRelayToken } from "../tokens/relay-tokens.ts";
import type { MintedToken } from "../tokens/token-mint.ts";
import { type Administrator, createAccount } from "./new-account.ts";

const API_TOKEN_YEARS = 10;

export interface NewAccount {
  readonly name: string;
  readonly slug: string;
  readonly administrator?: Administrator | undefined;
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
  readonly administratorId?: string;
}

export async function hasAccounts({ db }: Context): Promise<boolean> {
  return (await db.selectFrom("accounts").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** A new account with an API client with a token, a token for a relay, and if asked for an administrator. */
export async function bootstrapAccount(context: Context, account: NewAccount): Promise<Bootstrapped> {
  const now = context.now();
  const apiActorId = crypto.randomUUID();
  const { name, slug, administrator } = account;
  return context.db.transaction().execute(async (trx) => {
    const created = await createAccount(trx, { name, slug, administrator });
    const { accountId, everyoneGroupId, internetSiteId, internetResourceId } = created;
    const apiToken = context.tokens.mint("api_client", accountId, now);
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
    const { token: relayToken } = await createRelayToken(trx, context.tokens, now);
    return {
      accountId,
      slug,
      everyoneGroupId,
      internetSiteId,
      internetResourceId,
      apiActorId,
      apiToken: apiToken.token,
      relayToken,
      ...(created.administratorId === null ? {} : { administratorId: created.administratorId }),
    };
  });
}

function secretColumns({ id, secret_salt, secret_hash }: MintedToken) {
  return { id, secret_salt, secret_hash };
}

function yearsFrom(now: number, years: number): string {
  const date = new Date(now);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.toISOString();
}
