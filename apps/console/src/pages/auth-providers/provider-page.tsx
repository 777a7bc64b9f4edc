import { Outlet, useParams } from "@tanstack/react-router";
import { LogOut, Pencil, Power, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AuthProvider } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Facts } from "~/ui/facts.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";
import { DeleteProvider, EndSessions, SwitchDefault, SwitchProvider } from "./provider-actions.tsx";
import { ProviderState } from "./provider-state.tsx";
import { isIdentityProvider, settingsOf, toForm } from "./provider-values.ts";

const { authentication: words } = text.settings;

/** One way to sign in: its settings, who is in by it, and what can be done with it. */
export function ProviderPage() {
  const { providerId } = useParams({ from: "/settings/authentication/$providerId" });
  const [asking, setAsking] = useState<"delete" | "disable" | "default" | "sessions">();
  const whyNot = useWhyNot("everything");
  const provider = api.useSuspenseQuery("get", "/auth_providers/{id}", { params: { path: { id: providerId } } }).data
    .data;
  const canBeDefault = isIdentityProvider(settingsOf(provider).type);
  const hasSessions = provider.portal_sessions_count + provider.client_tokens_count > 0;
  const close = () => setAsking(undefined);
  return (
    <Page
      title={provider.name}
      intro={<ProviderState provider={provider} />}
      actions={
        <>
          <LinkButton to="/settings/authentication/$providerId/edit" params={{ providerId }} disabledReason={whyNot}>
            <Pencil aria-hidden className="size-4" />
            {text.common.edit}
          </LinkButton>
          <Button
            onClick={() => setAsking("default")}
            disabledReason={whyNot ?? (canBeDefault ? undefined : words.defaultOnlyOidc)}
          >
            <Star aria-hidden className="size-4" />
            {provider.is_default ? words.endDefault : words.makeDefault}
          </Button>
          <Button
            onClick={() => setAsking("sessions")}
            disabledReason={whyNot ?? (hasSessions ? undefined : words.noSessions)}
          >
            <LogOut aria-hidden className="size-4" />
            {words.revoke}
          </Button>
          <Button onClick={() => setAsking("disable")} disabledReason={whyNot}>
            <Power aria-hidden className="size-4" />
            {provider.is_disabled ? words.enable : words.disable}
          </Button>
          <Button onClick={() => setAsking("delete")} disabledReason={whyNot}>
            <Trash2 aria-hidden className="size-4" />
            {text.common.delete}
          </Button>
        </>
      }
    >
      <ProviderFacts provider={provider} />
      {asking === "delete" && <DeleteProvider provider={provider} onClose={close} />}
      {asking === "disable" && <SwitchProvider provider={provider} onClose={close} />}
      {asking === "default" && <SwitchDefault provider={provider} onClose={close} />}
      {asking === "sessions" && <EndSessions provider={provider} onClose={close} />}
      <Outlet />
    </Page>
  );
}

function ProviderFacts({ provider }: { readonly provider: AuthProvider }) {
  const settings = settingsOf(provider);
  const { client_session_lifetime_secs: hours, portal_session_lifetime_secs: minutes } = toForm(provider);
  const isIdp = isIdentityProvider(settings.type);
  const verification = settings.type === "oidc" && words.verifications[settings.email_verification_method];
  return (
    <Facts
      facts={[
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
      ]}
    />
  );
}
