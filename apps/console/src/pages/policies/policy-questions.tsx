import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Policy } from "~/api/types.ts";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { text } from "~/text/index.ts";
import { ConfirmDelete, ConfirmSwitch } from "~/ui/confirm.tsx";

const { policies: words } = text;

interface QuestionProps {
  readonly policy: Policy;
  readonly onClose: () => void;
}

export function DeletePolicy({ policy, onClose }: QuestionProps) {
  const { id, group_name: group, resource_name: resource } = policy;
  const remove = api.useMutation("delete", "/policies/{id}");
  return (
    <ConfirmDelete
      title={words.deleteTitle}
      onConfirm={() => remove.mutateAsync({ params: { path: { id } } })}
      done={words.deleted}
      onClose={onClose}
    >
      <p>{words.endBody(group ?? "", resource ?? "")}</p>
      <AccessDiff changes={[{ operation: "delete", object: "policy", id }]} />
    </ConfirmDelete>
  );
}

/** Disables a policy, or enables it again. */
export function SwitchPolicy({ policy, onClose }: QuestionProps) {
  const { id, is_disabled, group_name: group, resource_name: resource } = policy;
  const update = api.useMutation("patch", "/policies/{id}");
  const switched = { is_disabled: !is_disabled };
  const whyNot = useWhyNot("everything");
  const body = is_disabled ? words.enableBody : words.endBody;
  return (
    <ConfirmSwitch
      words={words}
      name={resource ?? ""}
      isDisabled={is_disabled}
      disabledReason={whyNot}
      onConfirm={() => update.mutateAsync({ params: { path: { id } }, body: { policy: switched } })}
      done={words.saved}
      onClose={onClose}
    >
      <p>{body(group ?? "", resource ?? "")}</p>
      <AccessDiff changes={[{ operation: "update", object: "policy", id, attributes: switched }]} />
    </ConfirmSwitch>
  );
}

/** The same, of the policy that the address names. */
export function SwitchOnePolicy() {
  const { policyId } = useParams({ from: "/policies/$policyId/switch" });
  const navigate = useNavigate();
  const policy = api.useSuspenseQuery("get", "/policies/{id}", {
    params: { path: { id: policyId }, query: { include: "details" } },
  }).data.data;
  return (
    <SwitchPolicy policy={policy} onClose={() => void navigate({ to: "/policies", search: (before) => before })} />
  );
}
