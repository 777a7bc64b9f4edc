import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useWatch } from "react-hook-form";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { CheckboxField } from "~/forms/checkbox-field.tsx";
import { useSiteChoices } from "~/forms/choices.ts";
import { EditPanel, NewPanel } from "~/forms/form-panel.tsx";
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

export function NewResource() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const create = api.useMutation("post", "/resources");
  const preset: ListState = useSearch({ strict: false });
  const site = useSiteName(preset.site);
  const close = () => void navigate({ to: "/resources", search: {} });
  const submit = async (values: ResourceValues) => {
    const { data } = await create.mutateAsync({ body: { resource: toBody(values) } });
    toast(words.created(data.name));
    await navigate({ to: "/resources/$resourceId", params: { resourceId: data.id } });
  };
  if (!site.isReady) return null;
  return (
    <NewPanel<ResourceValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ ...NEW_RESOURCE, site_id: site.choice?.id ?? "" }}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <ResourceFields site={site.choice} />
    </NewPanel>
  );
}

export function EditResource() {
  const { resourceId } = useParams({ from: "/resources/$resourceId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const resource = api.useSuspenseQuery("get", "/resources/{id}", {
    params: { path: { id: resourceId }, query: { include: "details" } },
  }).data.data;
  const update = api.useMutation("patch", "/resources/{id}");
  const close = () => void navigate({ to: "/resources/$resourceId", params: { resourceId } });
  const submit = async (values: ResourceValues) => {
    await update.mutateAsync({ params: { path: { id: resourceId } }, body: { resource: toBody(values) } });
    toast(words.saved);
    close();
  };
  const site = resource.site_id ? { id: resource.site_id, name: resource.site_name ?? "" } : undefined;
  return (
    <EditPanel<ResourceValues>
      title={words.editTitle(resource.name)}
      description={words.editHint}
      defaultValues={toForm(resource)}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <ResourceFields site={site} />
    </EditPanel>
  );
}

/** The site that the address names: its gateways were deployed a moment ago, or its page was left for this form. */
function useSiteName(id: string | undefined) {
  const path = { id: id ?? "" };
  const { data, isLoading } = api.useQuery("get", "/sites/{id}", { params: { path } }, { enabled: id !== undefined });
  return { choice: data?.data, isReady: !isLoading };
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
