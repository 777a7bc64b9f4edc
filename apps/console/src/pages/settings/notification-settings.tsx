import type { AccountSettings } from "~/api/types.ts";
import { CheckboxField } from "~/forms/checkbox-field.tsx";
import { text } from "~/text/index.ts";
import { SettingsForm } from "./settings-form.tsx";

const { notifications: words } = text.settings;

interface NotificationValues {
  readonly outdated_gateway_mail: boolean;
}

function toForm({ outdated_gateway_mail }: AccountSettings): NotificationValues {
  return { outdated_gateway_mail };
}

/** What administrators get mail about. */
export function NotificationSettings() {
  return (
    <SettingsForm toForm={toForm} toChange={(values) => values}>
      <CheckboxField name="outdated_gateway_mail" label={words.outdated} hint={words.outdatedHint} />
    </SettingsForm>
  );
}
