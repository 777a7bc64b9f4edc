// Signing in with a password.

import { z } from "zod";
import type { Account } from "../accounts/store.ts";
import { normalizeEmail } from "../actors/email.ts";
import type { Visit } from "../pages/web.ts";
import { chooserPage } from "./chooser.ts";
import { noSooner } from "./constant-time.ts";
import { finishSignIn } from "./finish.ts";
import { readIntent } from "./intent.ts";
import { limitPasswords } from "./limits.ts";
import { findPersonByEmail } from "./people.ts";
import type { Provider } from "./providers.ts";
import { secretIsRight } from "./secret-hash.ts";

const MAX_PASSWORD = 1_000;
const PasswordForm = z.object({ email: z.string().max(1_000), password: z.string().max(MAX_PASSWORD) });

/** Wrong passwords and unknown people get the same answer after the same time. */
export async function checkPassword(visit: Visit, account: Account, provider: Provider) {
  const { context } = visit;
  const intent = readIntent(account, visit.query);
  const form = visit.form(PasswordForm);
  const email = normalizeEmail(form.email) ?? "";
  limitPasswords(visit, account, email);
  const person = await noSooner(context.config.signInFloorMs, async () => {
    const found = await findPersonByEmail(context.db, account.id, email);
    const isRight = await secretIsRight(form.password, found?.password_hash);
    return isRight ? found : undefined;
  });
  if (person) return finishSignIn(visit, { account, provider, intent, person, identifier: email });
  return chooserPage(visit, account, intent, {
    bad: "The e-mail address or the password is wrong.",
    status: 401,
    typed: { providerId: provider.id, email: form.email },
  });
}
