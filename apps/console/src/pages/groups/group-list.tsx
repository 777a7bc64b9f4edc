import { keepPreviousData } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Plus, Users } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Group } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";

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
  const query = api.useQuery(
    "get",
    "/groups",
    { params: { query: { page_cursor: state.page, search: state.search, include: "details", sort: "name" } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Page title={words.title} intro={words.intro} actions={<NewGroupButton />}>
      <Toolbar>
        <SearchBox label={words.searchLabel} />
      </Toolbar>
      <ListTable
        label={words.title}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={
          <EmptyState icon={Users} title={words.empty.title} body={words.empty.body} action={<NewGroupButton />} />
        }
      />
      <Outlet />
    </Page>
  );
}

function NewGroupButton() {
  return (
    <LinkButton to="/groups/new" variant="primary" disabledReason={useWhyNot("everything")}>
      <Plus aria-hidden className="size-4" />
      {words.new}
    </LinkButton>
  );
}
