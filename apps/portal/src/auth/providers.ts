import type { Account } from "../accounts/store.ts";
import type { Db } from "../database/database.ts";
import { PageProblem } from "../pages/page-problem.ts";
import { type Intent, signInPath } from "./intent.ts";
import { DEFAULT_CLIENT_SESSION_SECONDS, DEFAULT_PORTAL_SESSION_SECONDS } from "./provider-settings.ts";

const COLUMNS = [
  "id",
  "account_id",
  "type",
  "name",
  "issuer",
  "context",
  "client_session_lifetime_secs",
  "portal_session_lifetime_secs",
  "is_default",
  "settings",
  "secrets",
] as const;

/** The ways into the account that are open for this kind of sign-in, by name. */
export async function listProviders(db: Db, account: Account, intent: Intent) {
  return db
    .selectFrom("auth_providers")
    .select(COLUMNS)
    .where("account_id", "=", account.id)
    .where("is_disabled", "=", false)
    .where("context", "in", contextsFor(intent))
    .orderBy("name")
    .orderBy("id")
    .execute();
}

export type Provider = Awaited<ReturnType<typeof listProviders>>[number];

/** Also one that is disabled. */
export function findProvider(db: Db, accountId: string, id: string): Promise<Provider | undefined> {
  return db
    .selectFrom("auth_providers")
    .select(COLUMNS)
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Throws a PageProblem where the provider is gone, off, or not for this kind of sign-in. */
export async function requireProvider(db: Db, account: Account, intent: Intent, id: string): Promise<Provider> {
  const providers = await listProviders(db, account, intent);
  const provider = providers.find((one) => one.id === id.toLowerCase());
  if (provider) return provider;
  throw new PageProblem({
    status: 410,
    title: "This way to sign in is gone",
    text: "An administrator has turned it off or removed it. You are not signed in; choose another way.",
    account: account.name,
    next: { href: signInPath(account, intent), label: "See the other ways" },
  });
}

/** Seconds. */
export function lifetimeOf(provider: Provider, intent: Intent): number {
  return intent.as === "portal"
    ? (provider.portal_session_lifetime_secs ?? DEFAULT_PORTAL_SESSION_SECONDS)
    : (provider.client_session_lifetime_secs ?? DEFAULT_CLIENT_SESSION_SECONDS);
}

function contextsFor(intent: Intent) {
  return ["clients_and_portal", intent.as === "portal" ? "portal_only" : "clients_only"] as const;
}
