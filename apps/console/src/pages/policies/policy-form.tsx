import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Policy } from "~/api/types.ts";
import { CheckboxField } from "~/forms/checkbox-field.tsx";
import { useGroupChoices, useResourceChoices } from "~/forms/choices.ts";
import { EditPanel, type Seen } from "~/forms/edit-form.tsx";
import { NewPanel } from "~/forms/form-panel.tsx";
import { PickField } from "~/forms/pick-field.tsx";
import type { Choice } from "~/forms/picker.tsx";
import { TextField } from "~/forms/text-field.tsx";
import type { ListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";
import { PolicyDiff } from "./policy-diff.tsx";
import { PolicyPreview } from "./policy-preview.tsx";
import { atParts, type PolicyValues, ruleOf, toBody, toForm } from "./policy-values.ts";
import { emptyGroup } from "./rule/rule.ts";
import { RuleField } from "./rule/rule-field.tsx";

const { policies: words } = text;

/** Makes a policy, and goes back to all of them. */
function useCreatePolicy() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/policies");
  return async (values: PolicyValues) => {
    const saving = create.mutateAsync({ body: { policy: toBody(values) } });
    await saving.catch((error: unknown) => Promise.reject(atParts(error, values.rule)));
    toast(words.created);
    await navigate({ to: "/policies", search: {} });
  };
}

export function NewPolicy() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const preset: ListState = useSearch({ strict: false });
  const group = useGroupName(preset.group);
  const resource = useResourceName(preset.resource);
  const create = useCreatePolicy();
  if (!group.isReady || !resource.isReady) return null;
  return (
    <NewPanel<PolicyValues>
      title={words.new}
      description={words.intro}
      defaultValues={{
        group_id: group.choice?.id ?? "",
        resource_id: resource.choice?.id ?? "",
        description: "",
        expires_at: "",
        flow_log_uploads_enabled: true,
        rule: emptyGroup("all"),
      }}
      disabledReason={whyNot}
      onSubmit={create}
      onClose={() => void navigate({ to: "/policies", search: {} })}
    >
      <PolicyFields group={group.choice} resource={resource.choice} />
      <PolicyPreview />
      <PolicyDiff />
    </NewPanel>
  );
}

export function EditPolicy() {
  const { policyId } = useParams({ from: "/policies/$policyId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const query = api.useSuspenseQuery("get", "/policies/{id}", {
    params: { path: { id: policyId }, query: { include: "details" } },
  });
  const policy = query.data.data;
  const update = api.useMutation("patch", "/policies/{id}");
  const submit = async (values: PolicyValues, { item, header }: Seen<Policy>) => {
    const body = { policy: toBody(values, ruleOf(item)) };
    const saving = update.mutateAsync({ params: { path: { id: policyId }, header }, body });
    await saving.catch((error: unknown) => Promise.reject(atParts(error, values.rule)));
  };
  const group = policy.group_id === null ? undefined : { id: policy.group_id, name: policy.group_name ?? "" };
  return (
    <EditPanel
      title={words.editTitle}
      item={{ object: "policies", id: policyId }}
      query={query}
      toForm={toForm}
      disabledReason={whyNot}
      onSubmit={submit}
      saved={words.saved}
      onCreate={useCreatePolicy()}
      onClose={() => void navigate({ to: "/policies", search: (before) => before })}
    >
      <PolicyFields group={group} resource={{ id: policy.resource_id, name: policy.resource_name ?? "" }} />
      <PolicyPreview />
      <PolicyDiff policyId={policyId} />
    </EditPanel>
  );
}

interface PolicyFieldsProps {
  readonly group: Choice | undefined;
  readonly resource: Choice | undefined;
}

function PolicyFields({ group, resource }: PolicyFieldsProps) {
  return (
    <>
      <PickField name="group_id" label={words.group} chosen={group} useChoices={useGroupChoices} required />
      <PickField name="resource_id" label={words.resource} chosen={resource} useChoices={useResourceChoices} required />
      <TextField
        name="description"
        label={text.common.description}
        hint={words.descriptionHint}
        maxLength={LIMITS.policy.description}
      />
      <RuleField />
      <TextField name="expires_at" label={words.expires} hint={words.expiresHint} type="datetime-local" />
      <CheckboxField name="flow_log_uploads_enabled" label={words.uploads} hint={words.uploadsHint} />
    </>
  );
}

/** The group that the way here was from, by name. */
function useGroupName(id: string | undefined) {
  const { data, isLoading } = api.useQuery(
    "get",
    "/groups/{id}",
    { params: { path: { id: id ?? "" } } },
    { enabled: id !== undefined },
  );
  return { choice: data?.data, isReady: !isLoading };
}

function useResourceName(id: string | undefined) {
  const { data, isLoading } = api.useQuery(
    "get",
    "/resources/{id}",
    { params: { path: { id: id ?? "" } } },
    { enabled: id !== undefined },
  );
  return { choice: data?.data, isReady: !isLoading };
}
