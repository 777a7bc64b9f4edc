import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { Users, X } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import type { paths } from "~/api/schema.d.ts";
import { useActorChoices } from "~/forms/choices.ts";
import { type Choice, Picker } from "~/forms/picker.tsx";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { AddMemberships } from "~/pages/memberships/add-memberships.tsx";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";

const { groups: words } = text;

interface Member {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly expires_at?: string;
}
type MembershipChange =
  paths["/groups/{group_id}/memberships"]["patch"]["requestBody"]["content"]["application/json"]["memberships"];
const helper = columnHelper<Member>();

/** Members, one page at a time. Who gains and loses access is shown before one is added or removed. */
export function MemberList({ groupId, whyNot }: { readonly groupId: string; readonly whyNot: string | undefined }) {
  const { state, setState } = useListState();
  const queries = useQueryClient();
  const [adding, setAdding] = useState<Choice>();
  const [removing, setRemoving] = useState<Choice>();
  const query = api.useQuery(
    "get",
    "/groups/{group_id}/memberships",
    { params: { path: { group_id: groupId }, query: { page_cursor: state.page } } },
    { placeholderData: keepPreviousData },
  );
  const change = api.useMutation("patch", "/groups/{group_id}/memberships");
  const idsOf = ({ id }: Choice) => ({ group_id: groupId, actor_id: id });
  const linked = useLinkedMember(whyNot === undefined ? state.add : undefined);
  const apply = async (memberships: MembershipChange) => {
    await change.mutateAsync({ params: { path: { group_id: groupId } }, body: { memberships } });
    await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/groups") });
  };
  const columns = [
    helper.accessor("name", { header: text.common.name }),
    helper.accessor("type", { header: words.kind, cell: ({ getValue }) => words.kinds[getValue()] ?? getValue() }),
    helper.accessor("expires_at", { header: words.ends, cell: ({ getValue }) => <Ends at={getValue()} /> }),
    helper.display({
      id: "actions",
      header: ActionsHeader,
      cell: ({ row: { original } }) => (
        <RowAction icon={X} label={words.remove(original.name)} whyNot={whyNot} onClick={() => setRemoving(original)} />
      ),
    }),
  ];
  return (
    <>
      {!whyNot && (
        <div className="mb-3 max-w-sm">
          <Picker label={words.add} placeholder={words.add} useChoices={useActorChoices} onPick={setAdding} />
        </div>
      )}
      <ListTable
        label={words.members}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={Users} title={words.noMembers.title} body={words.noMembers.body} />}
      />
      {adding && (
        <AddMemberships
          title={words.addMembers}
          more={words.addAnother}
          first={adding}
          useChoices={useActorChoices}
          membershipOf={idsOf}
          onConfirm={(members) => apply({ add: members.map(({ id }) => id) })}
          onClose={() => setAdding(undefined)}
        />
      )}
      {removing && (
        <Confirm
          title={words.removeTitle(removing.name)}
          action={words.removeAction}
          onConfirm={() => apply({ remove: [removing.id] })}
          onClose={() => setRemoving(undefined)}
        >
          <p>{words.removeBody}</p>
          <AccessDiff changes={[{ operation: "delete", object: "membership", attributes: idsOf(removing) }]} />
        </Confirm>
      )}
      {linked && (
        <Confirm
          title={words.addTitle(linked.name)}
          action={text.memberships.add}
          tone="primary"
          // Where it has a membership that ends, this one does not.
          onConfirm={() => apply({ add: [{ actor_id: linked.id, expires_at: null }] })}
          onClose={() => setState({ add: undefined, page: state.page })}
        >
          <p>{text.memberships.body}</p>
          <AccessDiff
            changes={[
              { operation: "create", object: "membership", attributes: { ...idsOf(linked), expires_at: null } },
            ]}
          />
        </Confirm>
      )}
    </>
  );
}

/** Whom a link that led here wants to be added. */
function useLinkedMember(id: string | undefined): Choice | undefined {
  const { data } = api.useQuery(
    "get",
    "/actors/{id}",
    { params: { path: { id: id ?? "" } } },
    { enabled: id !== undefined },
  );
  return id === undefined ? undefined : data?.data;
}

function Ends({ at }: { readonly at: string | undefined }) {
  return at === undefined ? null : <Since at={at} />;
}
