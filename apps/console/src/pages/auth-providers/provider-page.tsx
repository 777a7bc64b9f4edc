import { useParams } from "@tanstack/react-router";
import { FlaskConical, LogOut, Power, Star } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AuthProvider } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import type { Fact } from "~/ui/facts.tsx";
import { ItemPage } from "~/ui/item-page.tsx";
import { DeleteProvider, EndSessions, SwitchDefault, SwitchProvider } from "./provider-actions.tsx";
import { ProviderState } from "./provider-state.tsx";
import { isIdentityProvider, settingsOf, toForm } from "./provider-values.ts";
import { TryOutProvider, VerificationSection } from "./provider-verification.tsx";

const { authentication: words } = text.settings;

/** One way to sign in: its settings, who is in by it, and what can be done with it. */
export function ProviderPage() {
  const { providerId } = useParams({ from: "/settings/authentication/$providerId" });
  const whyNot = useWhyNot("everything");
  const { data, error } = api.useSuspenseQuery("get", "/auth_providers/{id}", { params: { path: { id: providerId } } });
  const provider = data.data;
  const isIdp = isIdentityProvider(settingsOf(provider).type);
  const hasSessions = provider.portal_sessions_count + provider.client_tokens_count > 0;
  return (
    <ItemPage
      id={provider.id}
      title={provider.name}
      presence={{ object: "auth_providers", error, list: { to: "/settings/authentication" } }}
      intro={<ProviderState provider={provider} />}
      edit={{ to: "/settings/authentication/$providerId/edit", params: { providerId }, whyNot }}
      actions={[
        {
          label: words.tryOut.button,
          icon: FlaskConical,
          whyNot: whyNot ?? (isIdp ? undefined : words.tryOut.onlyOidc),
          ask: (close) => <TryOutProvider provider={provider} onClose={close} />,
        },
        {
          label: provider.is_default ? words.endDefault : words.makeDefault,
          icon: Star,
          whyNot: whyNot ?? (isIdp ? undefined : words.defaultOnlyOidc),
          ask: (close) => <SwitchDefault provider={provider} onClose={close} />,
        },
        {
          label: words.revoke,
          icon: LogOut,
          whyNot: whyNot ?? (hasSessions ? undefined : words.noSessions),
          ask: (close) => <EndSessions provider={provider} onClose={close} />,
        },
        {
          label: provider.is_disabled ? words.enable : words.disable,
          icon: Power,
          whyNot,
          ask: (close) => <SwitchProvider provider={provider} onClose={close} />,
        },
      ]}
      remove={{ whyNot, ask: (close) => <DeleteProvider provider={provider} onClose={close} /> }}
      facts={factsOf(provider)}
    >
      {isIdp && <VerificationSection provider={provider} />}
    </ItemPage>
  );
}

function factsOf(provider: AuthProvider): Fact[] {
  const settings = settingsOf(provider);
  const { client_session_lifetime_secs: hours, portal_session_lifetime_secs: minutes } = toForm(provider);
  const isIdp = isIdentityProvider(settings.type);
  const verification = settings.type === "oidc" && words.verifications[settings.email_verification_method];
  return [
    [words.type, words.types[settings.type]],
    [words.context, words.contexts[provider.context]],
    [words.portalSessions, provider.portal_sessions_count],
    [words.clientTokens, provider.client_tokens_count],
    [words.clientHours, hours],
    [words.portalMinutes, minutes],
    [words.issuer, isIdp && provider.issuer],
    [words.oktaDomain, settings.okta_domain],
    [words.clientId, settings.client_id],
    [words.clientSecret, isIdp && (settings.has_client_secret ? words.hasSecret : text.common.none)],
    [words.discovery, settings.discovery_document_uri],
    [words.emailClaim, settings.type === "entra" && settings.email_claim],
    [words.verification, verification],
    [words.createPeople, isIdp && (settings.create_people ? text.common.yes : text.common.no)],
    [words.domains, settings.allowed_domains.join(", ")],
    [words.groupsClaim, settings.groups_claim],
  ];
}
