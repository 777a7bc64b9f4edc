import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Group } from "~/api/types.ts";
import { EditPanel, type Seen } from "~/forms/edit-form.tsx";
import { NewPanel } from "~/forms/form-panel.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { groups: words } = text;

interface GroupValues {
  readonly name: string;
}

function toForm({ name }: Group): GroupValues {
  return { name };
}

/** Makes a group, and goes to it. */
function useCreateGroup() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/groups");
  return async (group: GroupValues) => {
    const { data } = await create.mutateAsync({ body: { group } });
    toast(words.created(data.name));
    await navigate({ to: "/groups/$groupId", params: { groupId: data.id } });
  };
}

export function NewGroup() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  return (
    <NewPanel<GroupValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ name: "" }}
      disabledReason={whyNot}
      onSubmit={useCreateGroup()}
      onClose={() => void navigate({ to: "/groups", search: (before) => before })}
    >
      <TextField name="name" label={text.common.name} required autoFocus />
    </NewPanel>
  );
}

export function EditGroup() {
  const { groupId } = useParams({ from: "/groups/$groupId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const query = api.useSuspenseQuery("get", "/groups/{id}", { params: { path: { id: groupId } } });
  const update = api.useMutation("patch", "/groups/{id}");
  const submit = (group: GroupValues, { header }: Seen<Group>) =>
    update.mutateAsync({ params: { path: { id: groupId }, header }, body: { group } });
  return (
    <EditPanel
      title={words.editTitle(query.data.data.name)}
      item={{ object: "groups", id: groupId }}
      query={query}
      toForm={toForm}
      disabledReason={whyNot}
      onSubmit={submit}
      saved={words.saved}
      onCreate={useCreateGroup()}
      onClose={() => void navigate({ to: "/groups/$groupId", params: { groupId } })}
    >
      <TextField name="name" label={text.common.name} required autoFocus />
    </EditPanel>
  );
}
