// The page that offers the ways into an account.

import type { Account } from "../accounts/store.ts";
import { formField } from "../pages/form-check.ts";
import { type Html, html } from "../pages/html.ts";
import { providerIcon } from "../pages/icons.ts";
import type { Visit } from "../pages/web.ts";
import { type Intent, intentQuery } from "./intent.ts";
import { isOidcType } from "./provider-settings.ts";
import { listProviders, type Provider } from "./providers.ts";

const NOTICES: Readonly<Record<string, string>> = {
  ended: "Your session here is over: its time ran out, you signed out elsewhere, or an administrator ended it.",
  "signed-out": "You are signed out.",
};

export interface ChooserMessage {
  /** What went wrong with the form before. */
  readonly bad: string;
  readonly status: number;
  /** The form, and what was typed into it as the address. */
  readonly typed: { readonly providerId: string; readonly email: string };
}

export async function chooserPage(visit: Visit, account: Account, intent: Intent, message?: ChooserMessage) {
  const providers = await listProviders(visit.context.db, account, intent);
  const notice = NOTICES[visit.query.get("notice") ?? ""];
  const links = providers.filter(({ type }) => isOidcType(type));
  const forms = providers.filter(({ type }) => !isOidcType(type));
  const or = html`<p class="or">or</p>`;
  const children = html`
    <h1>${intent.as === "portal" ? "Sign in" : "Sign in to Firezone on your device"}</h1>
    <p class="lead">${account.name}</p>
    ${message && html`<p class="note bad" role="alert">${message.bad}</p>`}
    ${notice && html`<p class="note" role="status">${notice}</p>`}
    ${providers.length === 0 && html`<p>No way to sign in ${intent.as === "portal" ? "to the portal" : "from a device"} is turned on. Ask your administrator.</p>`}
    ${links.map((provider) => html`<a class="button plain" href=${startPath(account, provider, intent)}>${providerIcon(provider.type)}<span>Continue with ${provider.name}</span></a>`)}
    ${forms.map((provider, index) => [index + links.length > 0 && or, signInForm(visit, account, provider, intent, message?.typed)])}
  `;
  return visit.page({ title: "Sign in", account: account.name, children }, message?.status);
}

/** Where a way begins; the query says what the sign-in is for. */
export function startPath(account: Account, provider: Provider, intent: Intent): string {
  return `${providerPath(account, provider.id)}${intentQuery(intent)}`;
}

export function providerPath(account: Account, providerId: string): string {
  return `/${account.slug}/sign_in/providers/${providerId}`;
}

function signInForm(
  visit: Visit,
  account: Account,
  provider: Provider,
  intent: Intent,
  typed: ChooserMessage["typed"] | undefined,
): Html {
  const isPassword = provider.type === "userpass";
  const isAgain = typed?.providerId === provider.id;
  const id = isPassword ? "password-email" : "email";
  return html`
    <form method="post" action=${startPath(account, provider, intent)}>
      ${formField(visit)}
      <label for=${id}>E-mail address</label>
      <input id=${id} name="email" type="email" required maxlength="160" autocomplete=${isPassword ? "username" : "email"} autocapitalize="none" spellcheck="false" value=${isAgain ? typed.email : ""} />
      ${
        isPassword &&
        html`
          <label for="password">Password</label>
          <input id="password" name="password" type="password" required maxlength="1000" autocomplete="current-password" ${isAgain ? html`autofocus` : null} />
        `
      }
      <button class="button" type="submit">${isPassword ? "Sign in with password" : "Send me a code"}</button>
    </form>
  `;
}
