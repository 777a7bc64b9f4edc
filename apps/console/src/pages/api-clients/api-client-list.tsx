import { keepPreviousData } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { ApiClient } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Since } from "~/ui/since.tsx";

const { api: words } = text.settings;
const helper = columnHelper<ApiClient>();
const columns = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ row: { original } }) => (
      <Link
        to="/settings/api/$apiClientId"
        params={{ apiClientId: original.id }}
        className="font-medium hover:underline"
      >
        {original.name}
      </Link>
    ),
  }),
  helper.accessor("role", { header: words.role, cell: ({ getValue }) => text.roles[getValue() ?? "admin"] }),
  helper.accessor("tokens_count", { header: words.tokens }),
  helper.accessor("last_seen_at", {
    header: words.lastSeen,
    cell: ({ getValue }) => <Since at={getValue() ?? null} />,
  }),
  helper.accessor("is_disabled", {
    header: words.state,
    cell: ({ getValue }) => (
      <Badge tone={getValue() ? "bad" : "good"} dot>
        {getValue() ? text.common.disabled : text.common.enabled}
      </Badge>
    ),
  }),
];

/** Programs that use the API. */
export function ApiClientList() {
  const { state } = useListState();
  const query = api.useQuery(
    "get",
    "/api_clients",
    { params: { query: { page_cursor: state.page, search: state.search, include: "details", sort: "name" } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <>
      <p className="mb-5 text-ink-soft text-sm">{words.intro}</p>
      <Toolbar>
        <SearchBox label={words.searchLabel} />
        <div className="ml-auto">
          <NewApiClientButton />
        </div>
      </Toolbar>
      <ListTable
        label={text.settings.tabs.api}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={KeyRound} title={words.empty.title} body={words.empty.body} />}
      />
      <Outlet />
    </>
  );
}

function NewApiClientButton() {
  return (
    <LinkButton to="/settings/api/new" variant="primary" disabledReason={useWhyNot("everything")}>
      <Plus aria-hidden className="size-4" />
      {words.new}
    </LinkButton>
  );
}
