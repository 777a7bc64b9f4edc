import { useWatch } from "react-hook-form";
import type { AccountSettings } from "~/api/types.ts";
import { readCommaList } from "~/forms/comma-list.ts";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { SettingsForm } from "./settings-form.tsx";

const { dns: words } = text.settings;
const MAX_ADDRESSES_LENGTH = 400;
const UPSTREAMS = (["system", "secure", "custom"] as const).map((value) => ({ value, label: words.upstreams[value] }));
const PROVIDERS = (["google", "opendns", "cloudflare", "quad9"] as const).map((value) => ({
  value,
  label: words.providers[value],
}));

interface DnsValues {
  readonly search_domain: string;
  readonly upstream_dns: AccountSettings["upstream_dns"];
  readonly doh_provider: NonNullable<AccountSettings["doh_provider"]>;
  readonly upstream_dns_addresses: string;
}

function toForm(settings: AccountSettings): DnsValues {
  const { search_domain, upstream_dns, doh_provider, upstream_dns_addresses } = settings;
  return {
    search_domain: search_domain ?? "",
    upstream_dns,
    doh_provider: doh_provider ?? "cloudflare",
    upstream_dns_addresses: upstream_dns_addresses.join(", "),
  };
}

function toChange(values: DnsValues, settings: AccountSettings) {
  return {
    search_domain: values.search_domain.trim() || null,
    upstream_dns: values.upstream_dns,
    doh_provider: values.upstream_dns === "secure" ? values.doh_provider : settings.doh_provider,
    upstream_dns_addresses: readCommaList(values.upstream_dns_addresses),
  };
}

/** How clients resolve names that are no resources. */
export function DnsSettings() {
  return (
    <>
      <p className="mb-5 max-w-xl text-ink-soft text-sm">{words.intro}</p>
      <SettingsForm toForm={toForm} toChange={toChange}>
        <DnsFields />
      </SettingsForm>
    </>
  );
}

function DnsFields() {
  const upstream = useWatch<DnsValues, "upstream_dns">({ name: "upstream_dns" });
  return (
    <>
      <TextField
        name="search_domain"
        label={words.searchDomain}
        hint={words.searchDomainHint}
        placeholder={words.searchDomainExample}
      />
      <SelectField name="upstream_dns" label={words.upstream} options={UPSTREAMS} />
      {upstream === "secure" && <SelectField name="doh_provider" label={words.provider} options={PROVIDERS} />}
      {upstream === "custom" && (
        <TextField
          name="upstream_dns_addresses"
          label={words.addresses}
          hint={words.addressesHint}
          placeholder={words.addressesExample}
          maxLength={MAX_ADDRESSES_LENGTH}
          isList
          required
        />
      )}
    </>
  );
}
