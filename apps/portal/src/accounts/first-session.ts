import { insertPortalSession } from "../auth/sessions.ts";
import type { Trx } from "../http/api.ts";
import type { Visit } from "../pages/web.ts";
import type { CreatedAccount } from "./new-account.ts";

const SESSION_SECONDS = 28_800;

/** A session of a new account's administrator, who has just shown who they are. */
export function signInAdministrator(trx: Trx, visit: Visit, account: CreatedAccount) {
  if (account.administratorId === null) throw new Error("an account without an administrator signs nobody in");
  return insertPortalSession(
    trx,
    {
      accountId: account.accountId,
      actorId: account.administratorId,
      authProviderId: account.emailProviderId,
      lifetimeSeconds: SESSION_SECONDS,
      remote: visit.remote,
      userAgent: visit.userAgent,
    },
    visit.context.now(),
  );
}
