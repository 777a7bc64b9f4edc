// What can go wrong with an identity provider, for the person in front of the browser.

import type { Account } from "../../accounts/store.ts";
import { PageProblem } from "../../pages/page-problem.ts";
import { type Intent, signInPath } from "../intent.ts";
import type { Provider } from "../providers.ts";
import type { Refusal } from "./identities.ts";
import { ProviderMisconfigured } from "./relying-party.ts";

export function flowLost(): PageProblem {
  return new PageProblem({
    status: 400,
    title: "This sign-in did not begin in this browser",
    text: "It was started elsewhere, took longer than five minutes, or the browser refused our cookie. You are not signed in; start again.",
    next: { href: "/", label: "Start again" },
  });
}

export function startAgain(account: Account, intent: Intent): PageProblem {
  return new PageProblem({
    status: 400,
    title: "Another sign-in was started meanwhile",
    text: "This browser began a newer sign-in, perhaps in another tab. Finish it there, or start again.",
    ...wayBack(account, intent),
  });
}

export function flowReplayed(account: Account, intent: Intent): PageProblem {
  return new PageProblem({
    status: 400,
    title: "This answer was used already",
    text: "An answer of an identity provider counts once. If you went back or reloaded the page, start again.",
    ...wayBack(account, intent),
  });
}

export function cancelled(account: Account, provider: Provider, intent: Intent): PageProblem {
  return new PageProblem({
    status: 403,
    title: `${provider.name} did not sign you in`,
    text: `You cancelled, or ${provider.name} does not let you use Firezone. Try again, or ask your administrator.`,
    ...wayBack(account, intent),
  });
}

/** 502 for a provider that is down or talks nonsense, 504 for one that is slow, 500 for one that is set up wrongly. */
export function providerFailed(account: Account, provider: Provider, intent: Intent, error?: unknown): PageProblem {
  if (error instanceof ProviderMisconfigured) {
    return new PageProblem({
      status: 500,
      title: `${provider.name} is not set up correctly`,
      text: `Your administrator has to mend it: ${error.message}.`,
      ...wayBack(account, intent),
    });
  }
  const isSlow = isTimeout(error);
  return new PageProblem({
    status: isSlow ? 504 : 502,
    title: isSlow ? `${provider.name} takes too long to answer` : `Signing in with ${provider.name} failed`,
    text: `You are not signed in, and nothing was created. Try again in a moment; if it stays like this, tell your administrator that ${
      isSlow
        ? `${provider.name} did not answer in time`
        : `${provider.name} could not be reached or gave an answer that cannot be trusted`
    }. The portal's log says more.`,
    ...wayBack(account, intent),
  });
}

export function refused(
  account: Account,
  provider: Provider,
  intent: Intent,
  reason: Refusal,
  email: string | null,
): PageProblem {
  const texts: Readonly<Record<Refusal, string>> = {
    disabled: "Your user in this account is turned off. Ask your administrator.",
    "no-email": `${provider.name} did not tell your e-mail address, by which this account knows its people. Ask your administrator.`,
    unverified: `${provider.name} has not verified ${email ?? "your e-mail address"}. Verify it there, then try again.`,
    unknown: `Nobody with the address ${email ?? ""} is known in this account. Ask your administrator to add you, or use another user of ${provider.name}.`,
  };
  return new PageProblem({
    status: 403,
    title: "You may not sign in here",
    text: texts[reason],
    ...wayBack(account, intent),
  });
}

/** Not straight into the same provider again. */
function wayBack(account: Account, intent: Intent) {
  const path = signInPath(account, intent);
  const href = `${path}${path.includes("?") ? "&" : "?"}choose=1`;
  return { account: account.name, next: { href, label: "Back to sign-in" } };
}

export function isTimeout(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (cause.name === "TimeoutError" || /TIMEOUT|ABORT/.test(code)) return true;
  }
  return false;
}
