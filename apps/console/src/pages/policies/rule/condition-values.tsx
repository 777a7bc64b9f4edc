import { COUNTRIES } from "@fz/policy";
import { ChosenValues } from "~/forms/chosen-values.tsx";
import { CONTROL } from "~/forms/labelled.tsx";
import { Picker, type UseChoices } from "~/forms/picker.tsx";
import { text } from "~/text/index.ts";
import { NetworkValues } from "./network-values.tsx";
import type { RuleCondition } from "./rule.ts";
import { useRule } from "./rule-edits.ts";
import { countryName } from "./rule-text.ts";
import { SystemValues } from "./system-values.tsx";
import { TimeValues } from "./time-editor.tsx";

const { rule: words } = text;
const MAX_VERSION = 100;
const COUNTRY_CHOICES = [...COUNTRIES]
  .map((id) => ({ id, name: `${countryName(id)} (${id})` }))
  .sort((a, b) => a.name.localeCompare(b.name));

export interface ValuesProps {
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  /** The element that says what is wrong. */
  readonly problemId: string | undefined;
}

/** The values of a condition, each kind with what fits it. */
export function ConditionValues({ condition, ...props }: ValuesProps & { readonly condition: RuleCondition }) {
  switch (condition.property) {
    case "remote_ip_location_region":
      return <CountryValues {...props} />;
    case "remote_ip":
      return <NetworkValues {...props} />;
    case "auth_provider_id":
      return <ProviderValues {...props} />;
    case "client_verified":
      return <VerifiedValue {...props} />;
    case "current_utc_datetime":
      return <TimeValues {...props} />;
    case "client_version":
      return <VersionValue {...props} />;
    case "os_version":
      return <SystemValues {...props} />;
  }
}

function CountryValues({ values, onChange }: ValuesProps) {
  const useCountries: UseChoices = (search) => ({ choices: found(COUNTRY_CHOICES, search, values), isLoading: false });
  return (
    <>
      <ChosenValues label={words.countries.label} values={values} nameOf={countryName} onChange={onChange} />
      <Picker
        label={words.countries.add}
        placeholder={words.countries.add}
        useChoices={useCountries}
        onPick={({ id }) => onChange([...values, id])}
      />
    </>
  );
}

function ProviderValues({ values, onChange }: ValuesProps) {
  const { providers } = useRule();
  const all = [...providers].map(([id, name]) => ({ id, name }));
  const useProviders: UseChoices = (search) => ({ choices: found(all, search, values), isLoading: false });
  const nameOf = (id: string) => providers.get(id) ?? words.providers.gone;
  return (
    <>
      <ChosenValues label={words.providers.label} values={values} nameOf={nameOf} onChange={onChange} />
      <Picker
        label={words.providers.add}
        placeholder={words.providers.add}
        useChoices={useProviders}
        onPick={({ id }) => onChange([...values, id])}
      />
    </>
  );
}

function found(
  choices: readonly { readonly id: string; readonly name: string }[],
  search: string,
  taken: readonly string[],
) {
  const wanted = search.trim().toLowerCase();
  return choices.filter(({ id, name }) => !taken.includes(id) && name.toLowerCase().includes(wanted));
}

function VerifiedValue({ values, onChange }: ValuesProps) {
  return (
    <select
      aria-label={words.verified.label}
      value={values[0] === "true" ? "true" : "false"}
      onChange={({ target }) => onChange([target.value])}
      className={CONTROL}
    >
      <option value="true">{words.verified.true}</option>
      <option value="false">{words.verified.false}</option>
    </select>
  );
}

function VersionValue({ values, onChange, problemId }: ValuesProps) {
  return (
    <input
      aria-label={words.version.label}
      aria-invalid={problemId ? true : undefined}
      aria-describedby={problemId}
      placeholder="1.5.9"
      title={words.version.hint}
      maxLength={MAX_VERSION}
      value={values[0] ?? ""}
      onChange={({ target }) => onChange(target.value === "" ? [] : [target.value])}
      className={CONTROL}
    />
  );
}
