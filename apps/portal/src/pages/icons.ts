import type { ProviderType } from "../auth/provider-settings.ts";
import { type Html, html } from "./html.ts";

/** Neutral signs for the ways to sign in; the makers' logos are theirs. */
export function providerIcon(type: ProviderType): Html {
  return html`
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      ${SHAPES[type]}
    </svg>
  `;
}

const SHAPES: Readonly<Record<ProviderType, Html>> = {
  email_otp: html`<rect x="3" y="5" width="18" height="14" rx="2" /><path d="m3.5 7 8.5 6L20.5 7" />`,
  userpass: html`<circle cx="8" cy="15" r="4" /><path d="m11 12 8.5-8.5M16 7l3 3" />`,
  google: html`<path d="M20.5 12H12.5M20.5 12a8.5 8.5 0 1 1-2.6-6.1" />`,
  entra: html`<path d="M12 3 3.5 14 12 20.5 20.5 14z" /><path d="M12 3v17.5" />`,
  okta: html`<circle cx="12" cy="12" r="8.5" /><circle cx="12" cy="12" r="3.5" />`,
  oidc: html`<path d="M12 3.5 4.5 6.5v5c0 4.3 3 7.3 7.5 9 4.5-1.7 7.5-4.7 7.5-9v-5z" /><path d="m9 12 2.2 2.2L15.2 10" />`,
};
