// The first step of signing in with a code by e-mail. Whoever asks, and whatever the address: the answers and their times
// are the same.

import { z } from "zod";
import type { Account } from "../accounts/store.ts";
import { normalizeEmail } from "../actors/email.ts";
import type { Visit } from "../pages/web.ts";
import { chooserPage, providerPath } from "./chooser.ts";
import { codeMail, waitForCode } from "./code-step.ts";
import { noSooner } from "./constant-time.ts";
import { readIntent } from "./intent.ts";
import { limitMails } from "./limits.ts";
import { makePasscode, storePasscode } from "./passcodes.ts";
import { findPersonByEmail } from "./people.ts";
import type { Provider } from "./providers.ts";

const EmailForm = z.object({ email: z.string().max(1_000) });

/** The first step, by the form of the page that offers the ways to sign in. */
export async function sendCode(visit: Visit, account: Account, provider: Provider) {
  const { context } = visit;
  const intent = readIntent(account, visit.query);
  const form = visit.form(EmailForm);
  const email = normalizeEmail(form.email);
  if (email === undefined) {
    const typed = { providerId: provider.id, email: form.email };
    return chooserPage(visit, account, intent, { bad: "That is no e-mail address.", status: 422, typed });
  }
  limitMails(visit, account, email);
  const passcodeId = await noSooner(context.config.signInFloorMs, () => mailCode(visit, account, provider, email));
  await waitForCode(visit, { accountId: account.id, providerId: provider.id, passcodeId, email, intent });
  return visit.redirect(`${providerPath(account, provider.id)}/code`);
}

async function mailCode(visit: Visit, account: Account, provider: Provider, email: string): Promise<string> {
  const { context } = visit;
  const passcode = await makePasscode();
  const person = await findPersonByEmail(context.db, account.id, email);
  if (person?.email && person.allow_email_otp_sign_in) {
    const { id: actorId, email: to } = person;
    await context.db.transaction().execute(async (trx) => {
      const use = { accountId: account.id, providerId: provider.id, actorId, email: to, identity: null };
      await storePasscode(trx, passcode, use, context.now());
      const link = `${visit.origin}${providerPath(account, provider.id)}/verify?code=${passcode.code}`;
      await context.mail.send({ accountId: account.id, to, ...codeMail(account, passcode.code, link) }, trx);
    });
  }
  return passcode.id;
}
