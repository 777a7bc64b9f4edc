import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Group } from "~/api/types.ts";
import { deletable } from "~/pages/access-diff/delete-several.tsx";
import { columnHelper } from "~/table/columns.ts";
import { ListPage } from "~/table/list-page.tsx";
import type { Selection } from "~/table/selection.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { useOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";

const { groups: words } = text;
const helper = columnHelper<Group>();
const columns = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ row: { original: group } }) => (
      <Link to="/groups/$groupId" params={{ groupId: group.id }} className="font-medium hover:underline">
        {group.name}
      </Link>
    ),
  }),
  helper.accessor("members_count", { header: words.members }),
  helper.accessor("policies_count", { header: text.navigation.policies }),
  helper.accessor("directory_name", { header: words.directory, cell: ({ getValue }) => getValue() ?? words.local }),
];

/** All groups but Everyone, which needs no care. */
export function GroupList() {
  const { state } = useListState();
  const order = useOrder({ name: "name" }, "name");
  const whyNot = useWhyNot("everything");
  const wanted = { search: state.search, include: "details", sort: order.current } as const;
  const query = api.useQuery(
    "get",
    "/groups",
    { params: { query: { ...wanted, page_cursor: state.page } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={Users}
      create={{ to: "/groups/new", label: words.new, whyNot }}
      query={query}
      order={order}
      columns={columns}
      exported={{ name: "groups.csv", path: "/groups", query: wanted }}
      selection={useSelection(whyNot)}
    />
  );
}

function useSelection(whyNot: string | undefined): Selection<Group> | undefined {
  const remove = api.useMutation("delete", "/groups/{id}");
  return deletable({
    whyNot,
    nameOf: ({ name }) => name,
    body: words.deleteSeveralBody,
    object: "group",
    onDelete: (id) => remove.mutateAsync({ params: { path: { id } } }),
  });
}
