import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { ApiClient } from "~/api/types.ts";
import { EditPanel, type Seen } from "~/forms/edit-form.tsx";
import { NewPanel } from "~/forms/form-panel.tsx";
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

function toForm({ name, role }: ApiClient): ApiClientValues {
  return { name, role: role ?? "admin" };
}

/** Makes a program's account, and goes to it. */
function useCreateApiClient() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/api_clients");
  return async (values: ApiClientValues) => {
    const { data } = await create.mutateAsync({ body: { api_client: toBody(values) } });
    toast(words.created(data.name));
    await navigate({ to: "/settings/api/$apiClientId", params: { apiClientId: data.id } });
  };
}

export function NewApiClient() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  return (
    <NewPanel<ApiClientValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ name: "", role: "auditor" }}
      disabledReason={whyNot}
      onSubmit={useCreateApiClient()}
      onClose={() => void navigate({ to: "/settings/api", search: (before) => before })}
    >
      <ApiClientFields />
    </NewPanel>
  );
}

export function EditApiClient() {
  const { apiClientId } = useParams({ from: "/settings/api/$apiClientId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const query = api.useSuspenseQuery("get", "/api_clients/{id}", {
    params: { path: { id: apiClientId }, query: { include: "details" } },
  });
  const update = api.useMutation("patch", "/api_clients/{id}");
  const submit = (values: ApiClientValues, { header }: Seen<ApiClient>) =>
    update.mutateAsync({ params: { path: { id: apiClientId }, header }, body: { api_client: toBody(values) } });
  return (
    <EditPanel
      title={words.editTitle(query.data.data.name)}
      item={{ object: "actors", id: apiClientId }}
      query={query}
      toForm={toForm}
      disabledReason={whyNot}
      onSubmit={submit}
      saved={text.settings.saved}
      onCreate={useCreateApiClient()}
      onClose={() => void navigate({ to: "/settings/api/$apiClientId", params: { apiClientId } })}
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
