import { api } from "~/api/client.ts";
import type { AccountSettings } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

type Change = Partial<Omit<AccountSettings, "slug" | "scheduled_deletion_at">>;

/** The settings of the account, and a way to change some of them. */
export function useSettings() {
  const { data: settings } = api.useSuspenseQuery("get", "/account/settings").data;
  const update = api.useMutation("patch", "/account/settings");
  const save = async (change: Change) => {
    const { name, legal_name } = settings;
    await update.mutateAsync({ body: { settings: { name, legal_name, ...change } } });
    toast(text.settings.saved);
  };
  return { settings, save };
}
