import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AuthProvider } from "~/api/types.ts";
import { EditPanel, type Seen } from "~/forms/edit-form.tsx";
import { NewPanel } from "~/forms/form-panel.tsx";
import { SelectField } from "~/forms/select-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";
import { ProviderFields } from "./provider-fields.tsx";
import {
  NEW_PROVIDER,
  PROVIDER_TYPES,
  type ProviderValues,
  SINGLE_TYPES,
  settingsOf,
  toBody,
  toForm,
} from "./provider-values.ts";

const { authentication: words } = text.settings;
const MOST = 100;

/** Adds a way to sign in, and goes to it. */
function useCreateProvider() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/auth_providers");
  return async (values: ProviderValues) => {
    const { data } = await create.mutateAsync({ body: { auth_provider: toBody(values) } });
    toast(words.created(data.name));
    await navigate({ to: "/settings/authentication/$providerId", params: { providerId: data.id } });
  };
}

export function NewProvider() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const present = api.useSuspenseQuery("get", "/auth_providers", { params: { query: { limit: MOST } } }).data.data;
  const isTaken = (type: string) =>
    SINGLE_TYPES.some((one) => one === type) && present.some((provider) => provider.type === type);
  const types = PROVIDER_TYPES.filter((type) => !isTaken(type)).map((value) => ({ value, label: words.types[value] }));
  const taken = SINGLE_TYPES.filter(isTaken).map((type) => words.types[type]);
  return (
    <NewPanel<ProviderValues>
      title={words.new}
      description={words.intro}
      defaultValues={NEW_PROVIDER}
      disabledReason={whyNot}
      onSubmit={useCreateProvider()}
      onClose={() => void navigate({ to: "/settings/authentication", search: (before) => before })}
    >
      <SelectField
        name="type"
        label={words.type}
        options={types}
        hint={taken.length > 0 ? words.taken(taken.join(", ")) : undefined}
      />
      <ProviderFields hasSecret={false} />
    </NewPanel>
  );
}

export function EditProvider() {
  const { providerId } = useParams({ from: "/settings/authentication/$providerId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const query = api.useSuspenseQuery("get", "/auth_providers/{id}", { params: { path: { id: providerId } } });
  const provider = query.data.data;
  const update = api.useMutation("patch", "/auth_providers/{id}");
  const submit = (values: ProviderValues, { item, header }: Seen<AuthProvider>) => {
    const body = { auth_provider: toBody(values, toForm(item)) };
    return update.mutateAsync({ params: { path: { id: providerId }, header }, body });
  };
  return (
    <EditPanel
      title={words.editTitle(provider.name)}
      item={{ object: "auth_providers", id: providerId }}
      query={query}
      toForm={toForm}
      disabledReason={whyNot}
      onSubmit={submit}
      saved={text.settings.saved}
      onClose={() => void navigate({ to: "/settings/authentication/$providerId", params: { providerId } })}
    >
      <ProviderFields hasSecret={settingsOf(provider).has_client_secret} />
    </EditPanel>
  );
}
