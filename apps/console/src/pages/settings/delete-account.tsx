import { accountSlug } from "~/account.ts";
import { api } from "~/api/client.ts";
import type { AccountSettings } from "~/api/types.ts";
import { Form } from "~/forms/form.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";

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
    <SidePanel title={words.deleteTitle(settings.name)} description={words.deletionBody} onClose={onClose}>
      <Form<{ slug: string }>
        defaultValues={{ slug: "" }}
        submitLabel={words.deleteSubmit}
        onSubmit={submit}
        onCancel={onClose}
      >
        <TextField name="slug" label={words.deleteWithSlug(settings.slug)} required autoFocus />
      </Form>
    </SidePanel>
  );
}
