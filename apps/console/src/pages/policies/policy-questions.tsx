import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { isNotFound } from "~/api/errors.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Policy } from "~/api/types.ts";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { ConfirmDelete, ConfirmSwitch } from "~/ui/confirm.tsx";

const { policies: words } = text;

interface QuestionProps {
  readonly policy: Policy;
  /** Somebody else has deleted it meanwhile. */
  readonly isGone: boolean;
  readonly onClose: () => void;
}

/** What the address asks about one of the policies of a list: it stands, whatever becomes of the row. */
export function PolicyQuestion() {
  const { state, setState } = useListState();
  const { ask, policy: id } = state;
  const isAsked = ask === "delete" || ask === "switch";
  const { data, error } = api.useQuery(
    "get",
    "/policies/{id}",
    { params: { path: { id: id ?? "" }, query: { include: "details" } } },
    { enabled: isAsked && id !== undefined },
  );
  if (!isAsked || !data) return null;
  const Question = ask === "delete" ? DeletePolicy : SwitchPolicy;
  const close = () => setState({ ask: undefined, policy: undefined, page: state.page });
  return <Question policy={data.data} isGone={isNotFound(error)} onClose={close} />;
}

function DeletePolicy({ policy, isGone, onClose }: QuestionProps) {
  const { id, group_name: group, resource_name: resource } = policy;
  const remove = api.useMutation("delete", "/policies/{id}");
  const whyNot = useWhyNot("everything");
  return (
    <ConfirmDelete
      title={words.deleteTitle}
      disabledReason={whyNot}
      onConfirm={() => remove.mutateAsync({ params: { path: { id } } })}
      done={words.deleted}
      onClose={onClose}
      gone={isGone ? { object: "policies", id } : undefined}
    >
      <p>{words.endBody(group ?? "", resource ?? "")}</p>
      <AccessDiff changes={[{ operation: "delete", object: "policy", id }]} />
    </ConfirmDelete>
  );
}

/** Disables a policy, or enables it again. */
function SwitchPolicy({ policy, isGone, onClose }: QuestionProps) {
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
      gone={isGone ? { object: "policies", id } : undefined}
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
  const { data, error } = api.useSuspenseQuery("get", "/policies/{id}", {
    params: { path: { id: policyId }, query: { include: "details" } },
  });
  const close = () => void navigate({ to: "/policies", search: (before) => before });
  return <SwitchPolicy policy={data.data} isGone={isNotFound(error)} onClose={close} />;
}
