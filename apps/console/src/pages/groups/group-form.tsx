import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { EditPanel, NewPanel } from "~/forms/form-panel.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { groups: words } = text;

interface GroupValues {
  readonly name: string;
}

export function NewGroup() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const create = api.useMutation("post", "/groups");
  const close = () => void navigate({ to: "/groups", search: (before) => before });
  const submit = async (group: GroupValues) => {
    const { data } = await create.mutateAsync({ body: { group } });
    toast(words.created(data.name));
    await navigate({ to: "/groups/$groupId", params: { groupId: data.id } });
  };
  return (
    <NewPanel<GroupValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ name: "" }}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <TextField name="name" label={text.common.name} required autoFocus />
    </NewPanel>
  );
}

export function EditGroup() {
  const { groupId } = useParams({ from: "/groups/$groupId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const group = api.useSuspenseQuery("get", "/groups/{id}", { params: { path: { id: groupId } } }).data.data;
  const update = api.useMutation("patch", "/groups/{id}");
  const close = () => void navigate({ to: "/groups/$groupId", params: { groupId } });
  const submit = async (values: GroupValues) => {
    await update.mutateAsync({ params: { path: { id: groupId } }, body: { group: values } });
    toast(words.saved);
    close();
  };
  return (
    <EditPanel<GroupValues>
      title={words.editTitle(group.name)}
      defaultValues={{ name: group.name }}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <TextField name="name" label={text.common.name} required autoFocus />
    </EditPanel>
  );
}
