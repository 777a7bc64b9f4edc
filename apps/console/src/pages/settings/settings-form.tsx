import type { ReactNode } from "react";
import type { FieldValues } from "react-hook-form";
import { api } from "~/api/client.ts";
import { useMe, useWhyNot } from "~/api/me.ts";
import type { AccountSettings } from "~/api/types.ts";
import { EditForm } from "~/forms/edit-form.tsx";
import { text } from "~/text/index.ts";

type Change = Partial<Omit<AccountSettings, "slug" | "scheduled_deletion_at">>;

interface SettingsFormProps<T extends FieldValues> {
  readonly toForm: (settings: AccountSettings) => T;
  readonly toChange: (values: T, settings: AccountSettings) => Change;
  readonly children: ReactNode;
}

/** Some of the settings of the account; the others stay as they are. */
export function SettingsForm<T extends FieldValues>({ toForm, toChange, children }: SettingsFormProps<T>) {
  const { account } = useMe();
  const query = api.useSuspenseQuery("get", "/account/settings");
  const whyNot = useWhyNot("everything");
  const update = api.useMutation("patch", "/account/settings");
  return (
    <div className="max-w-xl">
      <EditForm
        item={{ object: "accounts", id: account.id }}
        query={query}
        toForm={toForm}
        disabledReason={whyNot}
        onSubmit={(values, { item, header }) =>
          update.mutateAsync({ params: { header }, body: { settings: toChange(values, item) } })
        }
        saved={text.settings.saved}
      >
        {children}
      </EditForm>
    </div>
  );
}
