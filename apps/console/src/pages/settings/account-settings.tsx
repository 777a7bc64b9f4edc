import { useState } from "react";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AccountSettings as Settings } from "~/api/types.ts";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Button } from "~/ui/button.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { Section } from "~/ui/page.tsx";
import { DeleteAccount } from "./delete-account.tsx";
import { SettingsForm } from "./settings-form.tsx";

const { account: words } = text.settings;
const COUNTED = ["users", "monthly_active_users", "service_accounts", "account_admin_users", "sites"] as const;

interface AccountValues {
  readonly name: string;
  readonly legal_name: string;
}

function toForm({ name, legal_name }: Settings): AccountValues {
  return { name, legal_name };
}

/** Names, usage, and the end of the account. */
export function AccountSettings() {
  const { data: settings } = api.useSuspenseQuery("get", "/account/settings").data;
  const whyNot = useWhyNot("everything");
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <SettingsForm toForm={toForm} toChange={(values) => values}>
        <TextField name="name" label={words.name} hint={words.nameHint} maxLength={LIMITS.settings.name} required />
        <TextField name="legal_name" label={words.legalName} hint={words.legalNameHint} required />
        <dl>
          <dt className="mb-1 font-medium text-sm">{words.slug}</dt>
          <dd className="font-mono text-sm">{settings.slug}</dd>
          <dd className="mt-1 text-ink-soft text-xs">{words.slugHint}</dd>
        </dl>
      </SettingsForm>
      <Section title={words.usage}>
        <Usage />
      </Section>
      <Section title={words.deletion}>
        <p className="mb-4 max-w-2xl text-ink-soft text-sm">{words.deletionBody}</p>
        <Button variant="danger" disabledReason={whyNot} onClick={() => setDeleting(true)}>
          {words.delete}
        </Button>
      </Section>
      {isDeleting && <DeleteAccount settings={settings} onClose={() => setDeleting(false)} />}
    </>
  );
}

function Usage() {
  const { data, error } = api.useQuery("get", "/account/usage");
  if (!data) return <ErrorNote error={error} />;
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table aria-label={words.usage} className="w-full text-left text-sm">
        <thead className="border-line border-b text-ink-soft text-xs">
          <tr>
            {[words.what, words.used, words.limit].map((header) => (
              <th key={header} scope="col" className="px-4 py-2.5 font-medium">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {COUNTED.map((name) => {
            const { used, total } = data.data[name];
            return (
              <tr key={name}>
                <th scope="row" className="px-4 py-3 font-normal">
                  {words.limits[name]}
                </th>
                <td className="px-4 py-3">{used}</td>
                <td className="px-4 py-3">
                  {total ?? words.unlimited}{" "}
                  {total !== null && used >= total && <Badge tone="warn">{words.isFull}</Badge>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
