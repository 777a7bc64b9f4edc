import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { Users, X } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useActorChoices } from "~/forms/choices.ts";
import { type Choice, Picker } from "~/forms/picker.tsx";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";

const { groups: words } = text;

interface Member {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}
interface MemberChange {
  readonly operation: "create" | "delete";
  readonly member: Choice;
}
const helper = columnHelper<Member>();

/** Members, one page at a time. Who gains and loses access is shown before one is added or removed. */
export function MemberList({ groupId, whyNot }: { readonly groupId: string; readonly whyNot: string | undefined }) {
  const { state } = useListState();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<MemberChange>();
  const query = api.useQuery(
    "get",
    "/groups/{group_id}/memberships",
    { params: { path: { group_id: groupId }, query: { page_cursor: state.page } } },
    { placeholderData: keepPreviousData },
  );
  const change = api.useMutation("patch", "/groups/{group_id}/memberships");
  const apply = async (memberships: { readonly add?: string[]; readonly remove?: string[] }) => {
    await change.mutateAsync({ params: { path: { group_id: groupId } }, body: { memberships } });
    await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/groups") });
  };
  const columns = [
    helper.accessor("name", { header: text.common.name }),
    helper.accessor("type", { header: words.kind, cell: ({ getValue }) => words.kinds[getValue()] ?? getValue() }),
    helper.display({
      id: "actions",
      header: ActionsHeader,
      cell: ({ row: { original } }) => (
        <RowAction
          icon={X}
          label={words.remove(original.name)}
          whyNot={whyNot}
          onClick={() => setAsking({ operation: "delete", member: original })}
        />
      ),
    }),
  ];
  return (
    <>
      {!whyNot && (
        <div className="mb-3 max-w-sm">
          <Picker
            label={words.add}
            placeholder={words.add}
            useChoices={useActorChoices}
            onPick={(member) => setAsking({ operation: "create", member })}
          />
        </div>
      )}
      <ListTable
        label={words.members}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={Users} title={words.noMembers.title} body={words.noMembers.body} />}
      />
      {asking && (
        <ConfirmMember
          groupId={groupId}
          change={asking}
          onConfirm={() => apply({ [asking.operation === "create" ? "add" : "remove"]: [asking.member.id] })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

interface ConfirmMemberProps {
  readonly groupId: string;
  readonly change: MemberChange;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

function ConfirmMember({ groupId, change: { operation, member }, onConfirm, onClose }: ConfirmMemberProps) {
  const isNew = operation === "create";
  return (
    <Confirm
      title={isNew ? words.addTitle(member.name) : words.removeTitle(member.name)}
      action={isNew ? words.addAction : words.removeAction}
      tone={isNew ? "primary" : "danger"}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>{isNew ? words.addBody : words.removeBody}</p>
      <AccessDiff
        changes={[{ operation, object: "membership", attributes: { group_id: groupId, actor_id: member.id } }]}
      />
    </Confirm>
  );
}
