import { useWhyNot } from "~/api/me.ts";
import { CheckboxField } from "~/forms/checkbox-field.tsx";
import { Form } from "~/forms/form.tsx";
import { text } from "~/text/index.ts";
import { useSettings } from "./use-settings.ts";

const { notifications: words } = text.settings;

interface NotificationValues {
  readonly outdated_gateway_mail: boolean;
}

/** What administrators get mail about. */
export function NotificationSettings() {
  const { settings, save } = useSettings();
  const whyNot = useWhyNot("everything");
  return (
    <div className="max-w-xl">
      <Form<NotificationValues>
        defaultValues={{ outdated_gateway_mail: settings.outdated_gateway_mail }}
        submitLabel={text.common.save}
        disabledReason={whyNot}
        onSubmit={save}
      >
        <CheckboxField name="outdated_gateway_mail" label={words.outdated} hint={words.outdatedHint} />
      </Form>
    </div>
  );
}
