import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { FormPanel } from "~/forms/form-panel.tsx";
import { PickField } from "~/forms/pick-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";
import { type Duration, secondsOf } from "./duration.ts";
import { DurationFields } from "./duration-fields.tsx";

const { requests: words } = text;
const SHOWN = 100;

interface AskValues extends Duration {
  readonly resource_id: string;
  readonly reason: string;
}

/** Asks for access for oneself. */
export function AskForAccess() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const ask = api.useMutation("post", "/access/requests");
  const close = () => void navigate({ to: "/requests", search: (before) => before });
  const submit = async ({ resource_id, reason, ...duration }: AskValues) => {
    const access_request = { resource_id, reason, duration_secs: secondsOf(duration) };
    await ask.mutateAsync({ body: { access_request } });
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/access/requests"),
    });
    toast(words.sent);
    close();
  };
  return (
    <FormPanel<AskValues>
      title={words.ask}
      description={words.askHint}
      defaultValues={{ resource_id: "", reason: "", amount: 1, unit: "hours" }}
      submitLabel={words.send}
      errorFields={{ duration_secs: "amount" }}
      onSubmit={submit}
      onClose={close}
    >
      <PickField name="resource_id" label={words.what} useChoices={useOffers} required />
      <DurationFields />
      <TextField name="reason" label={words.reason} hint={words.reasonHint} maxLength={LIMITS.access_request.reason} />
    </FormPanel>
  );
}

/** The catalogue is short, and the portal does not search it. */
function useOffers(search: string) {
  const { data, isPending } = api.useQuery("get", "/access/catalogue", { params: { query: { limit: SHOWN } } });
  const wanted = search.trim().toLowerCase();
  return {
    choices: (data?.data ?? []).filter(({ name }) => name.toLowerCase().includes(wanted)),
    isLoading: isPending,
  };
}
