// Which account a page is of, and which accounts a browser has used.

import { z } from "zod";
import { type Account, findAccount } from "../accounts/store.ts";
import { COOKIES, readCookie, setCookie } from "../auth/cookies.ts";
import { limitAccount } from "../auth/limits.ts";
import type { SealKind } from "../auth/seal.ts";
import { FrameworkError } from "../http/problem.ts";
import { PageProblem } from "./page-problem.ts";
import { nothingHere, type Visit, wantsPage } from "./web.ts";

const MAX_RECENT = 10;
const RECENT_MS = 400 * 86_400_000;

const RECENT: SealKind<string[]> = { purpose: "recent-accounts", schema: z.array(z.uuid()) };

/** The account of the path. Throws for one that is unknown or disabled. */
export async function requireAccount(visit: Visit): Promise<Account> {
  const account = await findAccount(visit.context.db, visit.param("account"));
  if (!account) throw wantsPage(visit.request) ? nothingHere() : new FrameworkError(404);
  limitAccount(visit, account);
  if (account.is_disabled) {
    throw new PageProblem({
      status: 403,
      title: "This account is disabled",
      text: "Nobody can sign in to it at the moment. Ask its administrator.",
    });
  }
  return account;
}

/** Newest first. */
export async function recentAccounts({ context, request }: Visit) {
  const opened = await context.seal.open(RECENT, readCookie(request, COOKIES.accounts));
  const ids = opened?.value ?? [];
  if (ids.length === 0) return [];
  const rows = await context.db
    .selectFrom("accounts")
    .select(["id", "slug", "name"])
    .where("id", "in", ids)
    .where("is_disabled", "=", false)
    .execute();
  return ids.flatMap((id) => rows.filter((row) => row.id === id));
}

export async function rememberAccount(visit: Visit, accountId: string): Promise<void> {
  const { context, reply } = visit;
  const others = (await recentAccounts(visit)).map(({ id }) => id).filter((id) => id !== accountId);
  const expiresAt = context.now() + RECENT_MS;
  const value = await context.seal.close(RECENT, [accountId, ...others].slice(0, MAX_RECENT), expiresAt);
  setCookie(context, reply, { name: COOKIES.accounts, value, expiresAt });
}
