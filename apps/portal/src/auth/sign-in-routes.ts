// The page that offers the ways into an account.

import type { Account } from "../accounts/store.ts";
import { requireAccount } from "../pages/accounts.ts";
import { formField } from "../pages/form-check.ts";
import { type Html, html } from "../pages/html.ts";
import { providerIcon } from "../pages/icons.ts";
import { PageProblem } from "../pages/page-problem.ts";
import type { Visit, Web } from "../pages/web.ts";
import { type Intent, intentQuery, readIntent, signInPath } from "./intent.ts";
import { isOidcType } from "./provider-settings.ts";
import { listProviders, type Provider } from "./providers.ts";

const NOTICES: Readonly<Record<string, string>> = {
  ended: "Your session here is over: its time ran out, you signed out elsewhere, or an administrator ended it.",
  "signed-out": "You are signed out.",
};

export function signInRoutes(web: Web): void {
  web.get("/:account/sign_in", chooseProvider);
}

async function chooseProvider(visit: Visit) {
  const account = await requireAccount(visit);
  const intent = readIntent(account, visit.query);
  refuseWhileOverLimit(account, intent);
  const providers = await listProviders(visit.context.db, account, intent);
  const preset = providers.find(({ type, is_default }) => is_default && isOidcType(type));
  if (intent.as !== "portal" && preset && !visit.query.has("choose")) {
    return visit.redirect(startPath(account, preset, intent));
  }
  const notice = NOTICES[visit.query.get("notice") ?? ""];
  const forms = providers.filter(({ type }) => !isOidcType(type));
  const links = providers.filter(({ type }) => isOidcType(type));
  const children = html`
    <h1>${intent.as === "portal" ? "Sign in" : "Sign in to the Firezone app"}</h1>
    <p class="lead">${account.name}</p>
    ${notice === undefined ? null : html`<p class="note" role="status">${notice}</p>`}
    ${providers.length === 0 ? html`<p>Nobody can sign in ${intent.as === "portal" ? "to the portal" : "from an app"} here: no way to do so is turned on. Ask your administrator.</p>` : null}
    ${links.map((provider) => html`<a class="button plain" href=${startPath(account, provider, intent)}>${providerIcon(provider.type)}<span>Continue with ${provider.name}</span></a>`)}
    ${forms.map((provider, index) => html`${index > 0 || links.length > 0 ? html`<p class="or">or</p>` : null}${signInForm(visit, account, provider, intent)}`)}
  `;
  return visit.page({ title: "Sign in", account: account.name, children });
}

/** Paths of a provider's steps keep what the sign-in is for in their query. */
export function startPath(account: Account, provider: Pick<Provider, "id" | "type">, intent: Intent): string {
  return `${providerPath(account, provider.id)}${intentQuery(intent)}`;
}

export function providerPath(account: Account, providerId: string): string {
  return `/${account.slug}/sign_in/providers/${providerId}`;
}

function signInForm(visit: Visit, account: Account, provider: Provider, intent: Intent): Html {
  const isPassword = provider.type === "userpass";
  const id = isPassword ? "password-email" : "email";
  return html`
    <form method="post" action=${startPath(account, provider, intent)}>
      ${formField(visit)}
      <label for=${id}>E-mail address</label>
      <input id=${id} name="email" type="email" required maxlength="160" autocomplete=${isPassword ? "username" : "email"} autocapitalize="none" spellcheck="false" />
      ${isPassword ? html`<label for="password">Password</label><input id="password" name="password" type="password" required maxlength="1000" autocomplete="current-password" />` : null}
      <button class="button" type="submit">${isPassword ? "Sign in with password" : "Send me a code"}</button>
    </form>
  `;
}

/** Apps are kept out while there are more people than the account may have. */
export function refuseWhileOverLimit(account: Account, intent: Intent): void {
  if (intent.as === "portal" || !account.users_limit_exceeded) return;
  throw new PageProblem({
    status: 403,
    title: "This account has too many users",
    text: "Apps cannot sign in until an administrator has removed some users or raised the limit. Ask your administrator.",
    account: account.name,
    next: { href: signInPath(account), label: "Sign in to the portal" },
  });
}
