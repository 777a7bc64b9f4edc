import { useWatch } from "react-hook-form";
import { LIMITS } from "~/api/limits.ts";
import { CheckboxField } from "~/forms/checkbox-field.tsx";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { CodeBlock } from "~/ui/code-block.tsx";
import { isIdentityProvider, type ProviderType, type ProviderValues } from "./provider-values.ts";

const { authentication: words } = text.settings;
const MAX_URL = 2_000;
const MAX_DOMAINS_LENGTH = 10_000;
const CALLBACK_PATH = "/auth/oidc/callback";
const CONTEXTS = (["clients_and_portal", "clients_only", "portal_only"] as const).map((value) => ({
  value,
  label: words.contexts[value],
}));
const EMAIL_CLAIMS = (["upn", "email", "preferred_username"] as const).map((value) => ({ value, label: value }));
const VERIFICATIONS = (["claim", "proof", "none"] as const).map((value) => ({
  value,
  label: words.verifications[value],
}));

interface ProviderFieldsProps {
  readonly hasSecret: boolean;
}

/** All but the type, which decides what there is to set. */
export function ProviderFields({ hasSecret }: ProviderFieldsProps) {
  const type = useWatch<ProviderValues, "type">({ name: "type" });
  return (
    <>
      <TextField name="name" label={text.common.name} hint={words.nameHint} required autoFocus />
      {isIdentityProvider(type) && <IdentityProviderFields type={type} hasSecret={hasSecret} />}
      <SelectField name="context" label={words.context} options={CONTEXTS} />
      <TextField
        name="client_session_lifetime_secs"
        label={words.clientHours}
        hint={words.clientHoursHint}
        type="number"
      />
      <TextField
        name="portal_session_lifetime_secs"
        label={words.portalMinutes}
        hint={words.portalMinutesHint}
        type="number"
      />
      {isIdentityProvider(type) && <ProvisioningFields />}
    </>
  );
}

function IdentityProviderFields({ type, hasSecret }: ProviderFieldsProps & { readonly type: ProviderType }) {
  const needsClientId = type === "oidc" || type === "okta";
  return (
    <>
      <div>
        <p className="mb-1 text-sm">{words.redirect}</p>
        <CodeBlock code={`${location.origin}${CALLBACK_PATH}`} />
      </div>
      {type === "okta" && (
        <TextField name="okta_domain" label={words.oktaDomain} placeholder={words.oktaExample} required />
      )}
      <TextField
        name="client_id"
        label={words.clientId}
        hint={needsClientId ? undefined : words.clientIdOptional}
        required={needsClientId}
      />
      <SecretFields type={type} hasSecret={hasSecret} />
      <TextField
        name="discovery_document_uri"
        label={words.discovery}
        hint={type === "oidc" ? words.discoveryHint : words.discoveryOptional}
        placeholder={words.discoveryExample}
        type="url"
        maxLength={MAX_URL}
        required={type === "oidc"}
      />
      <TextField
        name="issuer"
        label={words.issuer}
        hint={type === "entra" ? words.entraIssuerHint : words.issuerHint}
        type="url"
        maxLength={MAX_URL}
      />
      {type === "entra" && <SelectField name="email_claim" label={words.emailClaim} options={EMAIL_CLAIMS} />}
      {type === "oidc" && (
        <SelectField name="email_verification_method" label={words.verification} options={VERIFICATIONS} />
      )}
    </>
  );
}

/** These take web clients with a secret only; the others may let the portal be a public client. */
const NEED_SECRET: readonly ProviderType[] = ["google", "entra"];

function SecretFields({ type, hasSecret }: ProviderFieldsProps & { readonly type: ProviderType }) {
  const isRemoved = useWatch<ProviderValues, "removes_secret">({ name: "removes_secret" });
  const needsOne = NEED_SECRET.includes(type);
  const kept = needsOne ? words.secretNeeded : words.secretKept;
  return (
    <>
      {!isRemoved && (
        <TextField
          name="client_secret"
          label={words.clientSecret}
          hint={hasSecret ? kept : words.secretHint}
          type="password"
          maxLength={LIMITS.auth_provider.client_secret}
        />
      )}
      {hasSecret && !needsOne && (
        <CheckboxField name="removes_secret" label={words.removeSecret} hint={words.removeSecretHint} />
      )}
    </>
  );
}

function ProvisioningFields() {
  const creates = useWatch<ProviderValues, "create_people">({ name: "create_people" });
  return (
    <>
      <CheckboxField name="create_people" label={words.createPeople} hint={words.createPeopleHint} />
      {creates && (
        <TextField
          name="allowed_domains"
          label={words.domains}
          hint={words.domainsHint}
          placeholder={words.domainsExample}
          maxLength={MAX_DOMAINS_LENGTH}
          isList
        />
      )}
      <TextField name="groups_claim" label={words.groupsClaim} hint={words.groupsClaimHint} />
    </>
  );
}
