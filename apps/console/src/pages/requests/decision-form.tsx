import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { useWatch } from "react-hook-form";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AccessRequest } from "~/api/types.ts";
import { Form } from "~/forms/form.tsx";
import { PickField } from "~/forms/pick-field.tsx";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";
import { type Duration, durationOf, secondsOf } from "./duration.ts";
import { DurationFields } from "./duration-fields.tsx";

const { requests: words } = text;
const SHOWN = 20;
const DECISIONS = ["direct", "group", "refuse"] as const;
const OPTIONS = DECISIONS.map((value) => ({ value, label: words.decisions[value] }));

interface DecisionValues extends Duration {
  readonly decision: (typeof DECISIONS)[number];
  readonly group_id: string;
  readonly note: string;
}

interface DecisionFormProps {
  readonly request: AccessRequest;
  readonly onClose: () => void;
}

/** Gives the access for a time, by a policy of its own or by a group that has one, or refuses it. */
export function DecisionForm({ request, onClose }: DecisionFormProps) {
  const { id, resource_id: resourceId, duration_secs: asked } = request;
  const queries = useQueryClient();
  const whyNot = useWhyNot("everything");
  const approve = api.useMutation("post", "/access/requests/{id}/approve");
  const refuse = api.useMutation("post", "/access/requests/{id}/refuse");
  const submit = async ({ decision, group_id, note, ...duration }: DecisionValues) => {
    const params = { path: { id } };
    if (decision === "refuse") await refuse.mutateAsync({ params, body: { access_request: { note } } });
    else {
      const group = decision === "group" ? { group_id } : {};
      const access_request = { ...group, duration_secs: secondsOf(duration), note };
      await approve.mutateAsync({ params, body: { access_request } });
    }
    toast(decision === "refuse" ? words.refused : words.approved);
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/access/requests"),
    });
    onClose();
  };
  return (
    <Form<DecisionValues>
      defaultValues={{ decision: "direct", group_id: "", note: "", ...durationOf(asked) }}
      submitLabel={words.decide}
      disabledReason={whyNot}
      errorFields={{ duration_secs: "amount" }}
      onSubmit={submit}
      onCancel={onClose}
    >
      <DecisionFields resourceId={resourceId} />
    </Form>
  );
}

function DecisionFields({ resourceId }: { readonly resourceId: string }) {
  const decision = useWatch<DecisionValues, "decision">({ name: "decision" });
  const useGroups = (search: string) => useGroupsThatReach(resourceId, search);
  return (
    <>
      <SelectField name="decision" label={words.decision} hint={words.decisionHints[decision]} options={OPTIONS} />
      {decision === "group" && <PickField name="group_id" label={words.group} useChoices={useGroups} required />}
      {decision !== "refuse" && <DurationFields />}
      <TextField name="note" label={words.note} hint={words.noteHint} maxLength={LIMITS.access_request.note} />
    </>
  );
}

/** Groups with a policy for the resource: membership in one of them is enough. */
function useGroupsThatReach(resourceId: string, search: string) {
  const query = {
    resource_id: resourceId,
    status: "enabled",
    search: search || undefined,
    limit: SHOWN,
    include: "details",
  } as const;
  const { data, isPending } = api.useQuery(
    "get",
    "/policies",
    { params: { query } },
    { placeholderData: keepPreviousData },
  );
  const choices = (data?.data ?? []).flatMap(({ group_id: id, group_name: name }) =>
    id === null ? [] : [{ id, name: name ?? "" }],
  );
  return { choices, isLoading: isPending };
}
