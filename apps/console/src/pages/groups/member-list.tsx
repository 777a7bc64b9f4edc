import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { Users, X } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useActorChoices } from "~/forms/choices.ts";
import { Picker } from "~/forms/picker.tsx";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";

const { groups: words } = text;

interface Member {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}
const helper = columnHelper<Member>();

/** Members, one page at a time; adding and removing takes effect at once. */
export function MemberList({ groupId, whyNot }: { readonly groupId: string; readonly whyNot: string | undefined }) {
  const { state } = useListState();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>();
  const query = api.useQuery(
    "get",
    "/groups/{group_id}/memberships",
    { params: { path: { group_id: groupId }, query: { page_cursor: state.page } } },
    { placeholderData: keepPreviousData },
  );
  const change = api.useMutation("patch", "/groups/{group_id}/memberships");
  const apply = async (memberships: { readonly add?: string[]; readonly remove?: string[] }) => {
    setError(undefined);
    try {
      await change.mutateAsync({ params: { path: { group_id: groupId } }, body: { memberships } });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/groups") });
    } catch (caught) {
      setError(caught);
    }
  };
  const columns = [
    helper.accessor("name", { header: text.common.name }),
    helper.accessor("type", { header: words.kind, cell: ({ getValue }) => words.kinds[getValue()] ?? getValue() }),
    helper.display({
      id: "actions",
      header: () => <span className="sr-only">{text.common.actions}</span>,
      cell: ({ row: { original } }) => (
        <Button
          variant="ghost"
          aria-label={words.remove(original.name)}
          disabledReason={whyNot}
          onClick={() => void apply({ remove: [original.id] })}
        >
          <X aria-hidden className="size-4" />
        </Button>
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
            onPick={({ id }) => void apply({ add: [id] })}
          />
        </div>
      )}
      <ErrorNote error={error} />
      <ListTable
        label={words.members}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={Users} title={words.noMembers.title} body={words.noMembers.body} />}
      />
    </>
  );
}
