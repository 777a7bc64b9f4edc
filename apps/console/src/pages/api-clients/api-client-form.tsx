import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { EditPanel, NewPanel } from "~/forms/form-panel.tsx";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { api: words } = text.settings;
const ROLES = (["auditor", "network_admin", "admin"] as const).map((value) => ({ value, label: words.roles[value] }));

interface ApiClientValues {
  readonly name: string;
  readonly role: (typeof ROLES)[number]["value"];
}

function toBody({ name, role }: ApiClientValues) {
  return { name, role: role === "admin" ? null : role };
}

export function NewApiClient() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const create = api.useMutation("post", "/api_clients");
  const close = () => void navigate({ to: "/settings/api", search: (before) => before });
  const submit = async (values: ApiClientValues) => {
    const { data } = await create.mutateAsync({ body: { api_client: toBody(values) } });
    toast(words.created(data.name));
    await navigate({ to: "/settings/api/$apiClientId", params: { apiClientId: data.id } });
  };
  return (
    <NewPanel<ApiClientValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ name: "", role: "auditor" }}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <ApiClientFields />
    </NewPanel>
  );
}

export function EditApiClient() {
  const { apiClientId } = useParams({ from: "/settings/api/$apiClientId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const client = api.useSuspenseQuery("get", "/api_clients/{id}", {
    params: { path: { id: apiClientId }, query: { include: "details" } },
  }).data.data;
  const update = api.useMutation("patch", "/api_clients/{id}");
  const close = () => void navigate({ to: "/settings/api/$apiClientId", params: { apiClientId } });
  const submit = async (values: ApiClientValues) => {
    await update.mutateAsync({ params: { path: { id: apiClientId } }, body: { api_client: toBody(values) } });
    toast(text.settings.saved);
    close();
  };
  return (
    <EditPanel<ApiClientValues>
      title={words.editTitle(client.name)}
      defaultValues={{ name: client.name, role: client.role ?? "admin" }}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <ApiClientFields />
    </EditPanel>
  );
}

function ApiClientFields() {
  return (
    <>
      <TextField name="name" label={text.common.name} hint={words.nameHint} required autoFocus />
      <SelectField name="role" label={words.role} options={ROLES} />
    </>
  );
}
