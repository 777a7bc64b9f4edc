import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Actor } from "~/api/types.ts";
import { CheckboxField } from "~/forms/checkbox-field.tsx";
import { EditPanel, type Seen } from "~/forms/edit-form.tsx";
import { NewPanel } from "~/forms/form-panel.tsx";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";
import { type Role, roleOf, roleToBody } from "./actor-role.ts";

const { people: words, serviceAccounts } = text;
const MAX_EMAIL = 160;
const ROLES = (["person", "admin", "auditor", "network_admin"] as const).map((value) => ({
  value,
  label: words.roleChoices[value],
}));

interface PersonValues {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly allow_email_otp_sign_in: boolean;
}

interface ServiceAccountValues {
  readonly name: string;
}

const NEW_PERSON: PersonValues = { name: "", email: "", role: "person", allow_email_otp_sign_in: true };

function toBody({ role, ...values }: PersonValues) {
  return { ...values, ...roleToBody(role) };
}

function toForm(actor: Actor): PersonValues {
  const { name, email, allow_email_otp_sign_in } = actor;
  return { name, email: email ?? "", role: roleOf(actor), allow_email_otp_sign_in };
}

/** Makes a person, and goes to them. */
function useCreatePerson() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/actors");
  return async (values: PersonValues) => {
    const { data } = await create.mutateAsync({ body: { actor: toBody(values) } });
    toast(words.created(data.name));
    await navigate({ to: "/actors/$actorId", params: { actorId: data.id } });
  };
}

/** Makes a machine's account, and goes to it. */
function useCreateServiceAccount() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/actors");
  return async ({ name }: ServiceAccountValues) => {
    const { data } = await create.mutateAsync({ body: { actor: { name, type: "service_account" } } });
    toast(serviceAccounts.created(data.name));
    await navigate({ to: "/actors/$actorId", params: { actorId: data.id } });
  };
}

export function NewPerson() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  return (
    <NewPanel<PersonValues>
      title={words.new}
      description={words.intro}
      defaultValues={NEW_PERSON}
      disabledReason={whyNot}
      errorFields={{ type: "role" }}
      onSubmit={useCreatePerson()}
      onClose={() => void navigate({ to: "/people", search: (before) => before })}
    >
      <PersonFields />
    </NewPanel>
  );
}

export function NewServiceAccount() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  return (
    <NewPanel<ServiceAccountValues>
      title={serviceAccounts.new}
      description={serviceAccounts.intro}
      defaultValues={{ name: "" }}
      disabledReason={whyNot}
      onSubmit={useCreateServiceAccount()}
      onClose={() => void navigate({ to: "/service-accounts", search: (before) => before })}
    >
      <TextField name="name" label={text.common.name} hint={serviceAccounts.nameHint} required autoFocus />
    </NewPanel>
  );
}

/** A person or a service account: what the API lets change is the same but for what only people have. */
export function EditActor() {
  const { actorId } = useParams({ from: "/actors/$actorId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const query = api.useSuspenseQuery("get", "/actors/{id}", {
    params: { path: { id: actorId }, query: { include: "details" } },
  });
  const { name, email, type } = query.data.data;
  const update = api.useMutation("patch", "/actors/{id}");
  const createPerson = useCreatePerson();
  const createServiceAccount = useCreateServiceAccount();
  const isPerson = email !== null;
  const submit = (values: PersonValues, { header }: Seen<Actor>) => {
    const actor = isPerson ? toBody(values) : { name: values.name, type };
    return update.mutateAsync({ params: { path: { id: actorId }, header }, body: { actor } });
  };
  return (
    <EditPanel
      title={words.editTitle(name)}
      item={{ object: "actors", id: actorId }}
      query={query}
      toForm={toForm}
      disabledReason={whyNot}
      errorFields={{ type: "role" }}
      onSubmit={submit}
      saved={words.saved}
      onCreate={isPerson ? createPerson : createServiceAccount}
      onClose={() => void navigate({ to: "/actors/$actorId", params: { actorId } })}
    >
      {isPerson ? <PersonFields /> : <TextField name="name" label={text.common.name} required autoFocus />}
    </EditPanel>
  );
}

function PersonFields() {
  return (
    <>
      <TextField name="name" label={text.common.name} required autoFocus />
      <TextField name="email" label={words.email} type="email" maxLength={MAX_EMAIL} hint={words.emailHint} required />
      <SelectField name="role" label={words.role} options={ROLES} hint={words.roleHint} />
      <CheckboxField name="allow_email_otp_sign_in" label={words.emailCode} hint={words.emailCodeHint} />
    </>
  );
}
