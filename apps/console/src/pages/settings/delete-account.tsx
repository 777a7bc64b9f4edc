import { accountSlug } from "~/account.ts";
import { api } from "~/api/client.ts";
import type { AccountSettings } from "~/api/types.ts";
import { FormPanel } from "~/forms/form-panel.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";

const { account: words } = text.settings;

interface DeleteAccountProps {
  readonly settings: AccountSettings;
  readonly onClose: () => void;
}

/** Asks for the slug, and leaves the console: every session of the account ends with it. */
export function DeleteAccount({ settings, onClose }: DeleteAccountProps) {
  const schedule = api.useMutation("post", "/account/deletion");
  const submit = async (deletion: { readonly slug: string }) => {
    await schedule.mutateAsync({ body: { deletion } });
    location.assign(`/${encodeURIComponent(accountSlug)}/sign_in`);
  };
  return (
    <FormPanel<{ slug: string }>
      title={words.deleteTitle(settings.name)}
      description={words.deletionBody}
      defaultValues={{ slug: "" }}
      submitLabel={words.deleteSubmit}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField name="slug" label={words.deleteWithSlug(settings.slug)} required autoFocus />
    </FormPanel>
  );
}
