// A mailed code that proves that an identity's address is its owner's, before the identity is linked.

import type { Account } from "../../accounts/store.ts";
import type { Visit } from "../../pages/web.ts";
import { providerPath } from "../chooser.ts";
import { codeMail, waitForCode } from "../code-step.ts";
import type { Intent } from "../intent.ts";
import { limitMails } from "../limits.ts";
import { makePasscode, storePasscode } from "../passcodes.ts";
import type { Person } from "../people.ts";
import { isOidcType } from "../provider-settings.ts";
import type { Provider } from "../providers.ts";
import { admitProven } from "./identities.ts";
import { type Profile, ProfileSchema } from "./profile.ts";
import { readOidcProvider } from "./relying-party.ts";

interface ProofNeeded {
  readonly account: Account;
  readonly provider: Provider;
  readonly intent: Intent;
  readonly profile: Profile;
  readonly email: string;
  readonly actorId: string | null;
}

export async function askForProof(visit: Visit, needed: ProofNeeded) {
  const { account, provider, intent, profile, email, actorId } = needed;
  const { context } = visit;
  limitMails(visit, account, email);
  const passcode = await makePasscode();
  const path = providerPath(account, provider.id);
  await context.db.transaction().execute(async (trx) => {
    const use = { accountId: account.id, providerId: provider.id, actorId, email, identity: profile };
    await storePasscode(trx, passcode, use, context.now());
    const mail = codeMail(account, passcode.code, `${visit.origin}${path}/verify?code=${passcode.code}`);
    await context.mail.send({ accountId: account.id, to: email, ...mail }, trx);
  });
  await waitForCode(visit, { accountId: account.id, providerId: provider.id, passcodeId: passcode.id, email, intent });
  return visit.redirect(`${path}/code`);
}

/** The person behind an identity whose address is proved now. */
export async function acceptProof(
  visit: Visit,
  { account, provider }: { readonly account: Account; readonly provider: Provider },
  used: { readonly actorId: string | null; readonly identity: unknown },
  email: string,
): Promise<{ person: Person; identifier: string } | undefined> {
  const profile = ProfileSchema.safeParse(used.identity).data;
  if (!profile || !isOidcType(provider.type)) return undefined;
  const oidc = readOidcProvider(visit.context, provider, provider.type);
  const person = await admitProven(visit, { account, provider, oidc, profile }, used.actorId, email);
  return person && { person, identifier: profile.subject };
}
