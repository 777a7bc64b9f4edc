import { api } from "~/api/client.ts";
import type { Policy } from "~/api/types.ts";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { text } from "~/text/index.ts";
import { Confirm } from "~/ui/confirm.tsx";
import { toast } from "~/ui/toaster.tsx";

const { policies: words } = text;

interface QuestionProps {
  readonly policy: Policy;
  readonly onClose: () => void;
}

export function DeletePolicy({ policy, onClose }: QuestionProps) {
  const { id, group_name: group, resource_name: resource } = policy;
  const remove = api.useMutation("delete", "/policies/{id}");
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { id } } });
    toast(words.deleted);
  };
  return (
    <Confirm title={words.deleteTitle} action={text.common.delete} onConfirm={confirm} onClose={onClose}>
      <p>{words.endBody(group ?? "", resource ?? "")}</p>
      <AccessDiff changes={[{ operation: "delete", object: "policy", id }]} />
    </Confirm>
  );
}

/** Disables a policy, or enables it again. */
export function SwitchPolicy({ policy, onClose }: QuestionProps) {
  const { id, group_id, resource_id, is_disabled, group_name: group, resource_name: resource } = policy;
  const update = api.useMutation("patch", "/policies/{id}");
  const switched = { group_id: group_id ?? "", resource_id, is_disabled: !is_disabled };
  const confirm = async () => {
    await update.mutateAsync({ params: { path: { id } }, body: { policy: switched } });
    toast(words.saved);
  };
  const body = is_disabled ? words.enableBody : words.endBody;
  return (
    <Confirm
      title={is_disabled ? words.enableTitle : words.disableTitle}
      action={is_disabled ? words.enable : words.disable}
      tone={is_disabled ? "primary" : "danger"}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{body(group ?? "", resource ?? "")}</p>
      <AccessDiff changes={[{ operation: "update", object: "policy", id, attributes: switched }]} />
    </Confirm>
  );
}
