// How much of the sign-in pages one network, one account and one address may use.

import type { Account } from "../accounts/store.ts";
import { budgetKey } from "../http/remote.ts";
import { TokenBuckets } from "../http/token-bucket.ts";
import { PageProblem } from "../pages/page-problem.ts";
import type { Visit } from "../pages/web.ts";
import { type Intent, signInPath } from "./intent.ts";

/** Buckets of one limit each, for they are swept by it. */
export interface WebBuckets {
  /** By address of the visitor. */
  readonly visitors: TokenBuckets;
  readonly accounts: TokenBuckets;
  /** Mails by recipient. */
  readonly mails: TokenBuckets;
  /** Passwords tried by name. */
  readonly passwords: TokenBuckets;
}

const WINDOW_SECONDS = 300;
const MAILS = { capacity: 3, refillPerSecond: 3 / WINDOW_SECONDS };
/** By name. */
export const PASSWORD_TRIES = { capacity: 10, refillPerSecond: 10 / WINDOW_SECONDS };
/** An account has as much as this many visitors. */
const VISITORS_PER_ACCOUNT = 50;
const SOON_SECONDS = 5;

export function createWebBuckets(): WebBuckets {
  return {
    visitors: new TokenBuckets(),
    accounts: new TokenBuckets(),
    mails: new TokenBuckets(),
    passwords: new TokenBuckets(),
  };
}

export function limitAddress({ context, remote }: Visit, cost: number): void {
  const { webBuckets, config } = context;
  if (webBuckets.visitors.take(budgetKey(remote.ip), cost, config.webBucket, context.now())) return;
  throw slowDown("Too many requests came from your network. Wait a few seconds, then reload the page.", SOON_SECONDS);
}

export function limitAccount({ context }: Visit, { id }: Account): void {
  const { capacity, refillPerSecond } = context.config.webBucket;
  const limit = { capacity: capacity * VISITORS_PER_ACCOUNT, refillPerSecond: refillPerSecond * VISITORS_PER_ACCOUNT };
  if (context.webBuckets.accounts.take(id, 1, limit, context.now())) return;
  throw slowDown("Too many people are signing in to this account. Wait a few seconds, then reload.", SOON_SECONDS);
}

/** Whether anybody has the address makes no difference. */
export function limitMails({ context }: Visit, account: Account, email: string): void {
  if (context.webBuckets.mails.take(`${account.id} ${email.toLowerCase()}`, 1, MAILS, context.now())) return;
  throw slowDown(
    "Several codes were requested for this address already. Use the newest one, or ask again in five minutes.",
    WINDOW_SECONDS,
    account,
  );
}

export function limitPasswords({ context }: Visit, account: Account, email: string): void {
  if (context.webBuckets.passwords.take(`${account.id} ${email.toLowerCase()}`, 1, PASSWORD_TRIES, context.now()))
    return;
  throw slowDown("Too many passwords were tried for this address. Try again in five minutes.", WINDOW_SECONDS, account);
}

function slowDown(text: string, retryAfterSeconds: number, account?: Account): PageProblem {
  const headers = { "retry-after": String(retryAfterSeconds) };
  return new PageProblem({ status: 429, title: "Slow down", text, headers, account: account?.name });
}

/** Apps are kept out while there are more people than the account may have. */
export function refuseWhileOverLimit(account: Account, intent: Intent): void {
  if (intent.as === "portal" || !account.users_limit_exceeded) return;
  throw new PageProblem({
    status: 403,
    title: "This account has too many users",
    text: "Devices cannot sign in until an administrator has removed some users or raised the limit. Ask your administrator.",
    account: account.name,
    next: { href: signInPath(account), label: "Sign in to the portal" },
  });
}
