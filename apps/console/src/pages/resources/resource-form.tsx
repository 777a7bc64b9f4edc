import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useWatch } from "react-hook-form";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Resource } from "~/api/types.ts";
import { CheckboxField } from "~/forms/checkbox-field.tsx";
import { useSiteChoices } from "~/forms/choices.ts";
import { EditPanel, type Seen } from "~/forms/edit-form.tsx";
import { NewPanel } from "~/forms/form-panel.tsx";
import { PickField } from "~/forms/pick-field.tsx";
import type { Choice } from "~/forms/picker.tsx";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import type { ListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";
import { FilterFields } from "./filter-fields.tsx";
import { PatternCheck } from "./pattern-check.tsx";
import { NEW_RESOURCE, type ResourceValues, toBody, toForm } from "./resource-values.ts";

const { resources: words } = text;
const TYPES = (["dns", "cidr", "ip"] as const).map((value) => ({ value, label: words.typeChoices[value] }));
const STACKS = (["dual", "ipv4_only", "ipv6_only"] as const).map((value) => ({ value, label: words.stacks[value] }));

/** Makes a resource, and goes to it. */
function useCreateResource() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/resources");
  return async (values: ResourceValues) => {
    const { data } = await create.mutateAsync({ body: { resource: toBody(values) } });
    toast(words.created(data.name));
    await navigate({ to: "/resources/$resourceId", params: { resourceId: data.id } });
  };
}

export function NewResource() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const preset: ListState = useSearch({ strict: false });
  const site = useFirstSite(preset.site);
  const create = useCreateResource();
  if (!site.isReady) return null;
  return (
    <NewPanel<ResourceValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ ...NEW_RESOURCE, site_id: site.choice?.id ?? "" }}
      disabledReason={whyNot}
      onSubmit={create}
      onClose={() => void navigate({ to: "/resources", search: {} })}
    >
      <ResourceFields site={site.choice} />
    </NewPanel>
  );
}

export function EditResource() {
  const { resourceId } = useParams({ from: "/resources/$resourceId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const query = api.useSuspenseQuery("get", "/resources/{id}", {
    params: { path: { id: resourceId }, query: { include: "details" } },
  });
  const resource = query.data.data;
  const update = api.useMutation("patch", "/resources/{id}");
  const submit = (values: ResourceValues, { header }: Seen<Resource>) =>
    update.mutateAsync({ params: { path: { id: resourceId }, header }, body: { resource: toBody(values) } });
  const site = resource.site_id ? { id: resource.site_id, name: resource.site_name ?? "" } : undefined;
  return (
    <EditPanel
      title={words.editTitle(resource.name)}
      description={words.editHint}
      item={{ object: "resources", id: resourceId }}
      query={query}
      toForm={toForm}
      disabledReason={whyNot}
      onSubmit={submit}
      saved={words.saved}
      onCreate={useCreateResource()}
      onClose={() => void navigate({ to: "/resources/$resourceId", params: { resourceId } })}
    >
      <ResourceFields site={site} />
    </EditPanel>
  );
}

/**
 * The site that the address names: its gateways were deployed a moment ago, or its page was left for this form. Without
 * one, the only site that there is.
 */
function useFirstSite(id: string | undefined) {
  const isNamed = id !== undefined;
  const path = { id: id ?? "" };
  const named = api.useQuery("get", "/sites/{id}", { params: { path } }, { enabled: isNamed });
  const query = { limit: 2, managed_by: "account" } as const;
  const all = api.useQuery("get", "/sites", { params: { query } }, { enabled: !isNamed });
  const [first, second] = all.data?.data ?? [];
  return { choice: named.data?.data ?? (second ? undefined : first), isReady: !named.isLoading && !all.isLoading };
}

function ResourceFields({ site }: { readonly site?: Choice | undefined }) {
  const type = useWatch<ResourceValues, "type">({ name: "type" });
  return (
    <>
      <SelectField name="type" label={words.type} options={TYPES} />
      <TextField name="name" label={text.common.name} hint={words.nameHint} required autoFocus />
      <TextField
        name="address"
        label={words.address}
        hint={words.addressHints[type]}
        placeholder={words.addressExamples[type]}
        maxLength={LIMITS.resource.address}
        required
      />
      {type === "dns" && <PatternCheck />}
      {type === "dns" && <SelectField name="ip_stack" label={words.stack} options={STACKS} />}
      <TextField name="address_description" label={words.addressDescription} hint={words.addressDescriptionHint} />
      <PickField name="site_id" label={words.site} chosen={site} useChoices={useSiteChoices} required />
      <FilterFields />
      <CheckboxField name="is_requestable" label={words.requestable} hint={words.requestableHint} />
    </>
  );
}
