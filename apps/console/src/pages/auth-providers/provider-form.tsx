import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { EditPanel, NewPanel } from "~/forms/form-panel.tsx";
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

export function NewProvider() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const present = api.useSuspenseQuery("get", "/auth_providers", { params: { query: { limit: MOST } } }).data.data;
  const create = api.useMutation("post", "/auth_providers");
  const close = () => void navigate({ to: "/settings/authentication", search: (before) => before });
  const submit = async (values: ProviderValues) => {
    const { data } = await create.mutateAsync({ body: { auth_provider: toBody(values) } });
    toast(words.created(data.name));
    await navigate({ to: "/settings/authentication/$providerId", params: { providerId: data.id } });
  };
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
      onSubmit={submit}
      onClose={close}
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
  const provider = api.useSuspenseQuery("get", "/auth_providers/{id}", { params: { path: { id: providerId } } }).data
    .data;
  const update = api.useMutation("patch", "/auth_providers/{id}");
  const close = () => void navigate({ to: "/settings/authentication/$providerId", params: { providerId } });
  const submit = async (values: ProviderValues) => {
    const body = { auth_provider: toBody(values, toForm(provider)) };
    await update.mutateAsync({ params: { path: { id: providerId } }, body });
    toast(text.settings.saved);
    close();
  };
  return (
    <EditPanel<ProviderValues>
      title={words.editTitle(provider.name)}
      defaultValues={toForm(provider)}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <ProviderFields hasSecret={settingsOf(provider).has_client_secret} />
    </EditPanel>
  );
}
