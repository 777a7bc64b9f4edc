// The second step of a sign-in with a mailed code: whatever the code proves, it is typed or comes by a link.

import { z } from "zod";
import type { Account } from "../accounts/store.ts";
import { requireAccount } from "../pages/accounts.ts";
import { formField } from "../pages/form-check.ts";
import { html } from "../pages/html.ts";
import { PageProblem } from "../pages/page-problem.ts";
import type { Visit, Web } from "../pages/web.ts";
import { providerPath } from "./chooser.ts";
import { noSooner } from "./constant-time.ts";
import { COOKIES, clearCookie, readCookie, setCookie } from "./cookies.ts";
import { finishSignIn } from "./finish.ts";
import { IntentSchema, signInPath } from "./intent.ts";
import { acceptProof } from "./oidc/proof.ts";
import { PASSCODE_MS, type UsedPasscode, usePasscode } from "./passcodes.ts";
import { findPersonAt } from "./people.ts";
import { type Provider, requireProvider } from "./providers.ts";
import type { SealKind } from "./seal.ts";

const PendingSchema = z.object({
  accountId: z.uuid(),
  providerId: z.uuid(),
  passcodeId: z.uuid(),
  email: z.string(),
  intent: IntentSchema,
});
type Pending = z.output<typeof PendingSchema>;

/** Which code this browser waits for; of an unknown address there is none, which the cookie does not tell. */
const PENDING: SealKind<Pending> = { purpose: "e-mail-code", schema: PendingSchema };

const CodeForm = z.object({ code: z.string().max(100) });
const SUBPATH = "/:account/sign_in/providers/:provider";

export function codeRoutes(web: Web): void {
  web.get(`${SUBPATH}/code`, askForCode);
  web.post(`${SUBPATH}/code`, (visit) => verifyCode(visit, visit.form(CodeForm).code));
  web.get(`${SUBPATH}/verify`, (visit) => verifyCode(visit, visit.query.get("code") ?? ""));
}

/** From now on the browser waits for this code. */
export async function waitForCode({ context, reply }: Visit, pending: Pending): Promise<void> {
  const expiresAt = context.now() + PASSCODE_MS;
  const value = await context.seal.close(PENDING, pending, expiresAt);
  setCookie(context, reply, { name: COOKIES.code, value, expiresAt });
}

export function codeMail(account: Account, code: string, link: string) {
  return {
    subject: `Your code for ${account.name}: ${code}`,
    text: [
      `Your code to sign in to ${account.name} is`,
      `    ${code}`,
      `Type it where you began to sign in, or open this link in the same browser:\n\n    ${link}`,
      "It works once and for 15 minutes. If you did not ask for it, somebody typed your address; without the code they get nowhere.",
    ].join("\n\n"),
  };
}

async function askForCode(visit: Visit) {
  const account = await requireAccount(visit);
  return codePage(visit, account, await readPending(visit, account));
}

async function verifyCode(visit: Visit, code: string) {
  const { context } = visit;
  const account = await requireAccount(visit);
  const pending = await readPending(visit, account);
  const provider = await requireProvider(context.db, account, pending.intent, pending.providerId);
  const target = { accountId: account.id, id: pending.passcodeId };
  const proved = await noSooner(context.config.signInFloorMs, async () => {
    const used = await usePasscode(context, target, code);
    return used && whoIsIt(visit, account, provider, pending, used);
  });
  if (!proved) return codePage(visit, account, pending, true);
  clearCookie(context, visit.reply, COOKIES.code);
  return finishSignIn(visit, { account, provider, intent: pending.intent, ...proved });
}

async function whoIsIt(visit: Visit, account: Account, provider: Provider, pending: Pending, used: UsedPasscode) {
  if (used.identity !== null) return acceptProof(visit, { account, provider }, used, pending.email);
  const person = await findPersonAt(visit.context.db, account.id, used.actorId ?? "", pending.email);
  return person?.allow_email_otp_sign_in ? { person, identifier: pending.email } : undefined;
}

function codePage(visit: Visit, account: Account, { providerId, email, intent }: Pending, isWrong = false) {
  const again = signInPath(account, intent);
  const children = html`
    <h1>Enter the code</h1>
    <p class="lead">If <strong>${email}</strong> may sign in here, a code of six characters is on its way to it.</p>
    ${isWrong ? html`<p class="note bad" role="alert" id="wrong">That code is wrong or no longer valid. A code works once, for 15 minutes and three attempts, and only the newest one counts.</p>` : null}
    <form method="post" action=${`${providerPath(account, providerId)}/code`}>
      ${formField(visit)}
      <label for="code">Code from the e-mail</label>
      <input class="code" id="code" name="code" required minlength="6" maxlength="12" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" autofocus ${isWrong ? html`aria-invalid="true" aria-describedby="wrong"` : null} />
      <button class="button" type="submit">Sign in</button>
    </form>
    <p class="soft">Nothing arrived after a minute or two? Look into the spam folder, or <a href=${`${again}${again.includes("?") ? "&" : "?"}choose=1`}>start again</a>. The newest code counts.</p>
  `;
  return visit.page({ title: "Enter the code", account: account.name, children }, isWrong ? 422 : 200);
}

async function readPending(visit: Visit, account: Account): Promise<Pending> {
  const opened = await visit.context.seal.open(PENDING, readCookie(visit.request, COOKIES.code));
  const isMeant = opened?.value.accountId === account.id && opened.value.providerId === visit.param("provider");
  if (opened && isMeant) return opened.value;
  throw new PageProblem({
    status: 400,
    title: "This browser waits for no code",
    text: "Open the link, or type the code, in the browser in which you began to sign in, within 15 minutes. If this is that browser, it may have refused our cookie.",
    account: account.name,
    next: { href: signInPath(account), label: "Start again" },
  });
}
