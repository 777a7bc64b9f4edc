import { keepPreviousData } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Globe, Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Resource } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListFilter } from "~/table/list-filter.tsx";
import { ListTable } from "~/table/list-table.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";

const { resources: words } = text;
const TYPES = Object.entries(words.types).map(([value, label]) => ({ value, label }));
const helper = columnHelper<Resource>();
const columns = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ row: { original: resource } }) => (
      <Link to="/resources/$resourceId" params={{ resourceId: resource.id }} className="font-medium hover:underline">
        {resource.name}
      </Link>
    ),
  }),
  helper.accessor("type", { header: words.type, cell: ({ getValue }) => words.types[getValue()] }),
  helper.accessor("address", { header: words.address, cell: ({ getValue }) => <code>{getValue() ?? ""}</code> }),
  helper.accessor("site_name", { header: words.site, cell: ({ getValue }) => getValue() ?? "" }),
  helper.accessor("policies_count", {
    header: text.navigation.policies,
    cell: ({ getValue }) => (getValue() === 0 ? <Badge tone="warn">{words.noPolicy}</Badge> : getValue()),
  }),
  helper.accessor("online_gateways_count", {
    header: words.state,
    cell: ({ row }) => <Reachability resource={row.original} />,
  }),
];

/** All resources; making one slides over the list. */
export function ResourceList() {
  const { state } = useListState();
  const query = api.useQuery(
    "get",
    "/resources",
    {
      params: {
        query: { page_cursor: state.page, search: state.search, type: state.type, include: "details", sort: "name" },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <Page title={words.title} intro={words.intro} actions={<NewResourceButton />}>
      <Toolbar>
        <SearchBox label={words.searchLabel} />
        <ListFilter name="type" label={words.type} options={TYPES} />
      </Toolbar>
      <ListTable
        label={words.title}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={
          <EmptyState icon={Globe} title={words.empty.title} body={words.empty.body} action={<NewResourceButton />} />
        }
      />
      <Outlet />
    </Page>
  );
}

function NewResourceButton() {
  return (
    <LinkButton to="/resources/new" variant="primary" disabledReason={useWhyNot("network")}>
      <Plus aria-hidden className="size-4" />
      {words.new}
    </LinkButton>
  );
}

/** Whether any gateway can serve it now. */
export function Reachability({ resource }: { readonly resource: Resource }) {
  if (resource.type === "static_device_pool" || resource.type === "dynamic_device_pool") return null;
  const isOnline = (resource.online_gateways_count ?? 0) > 0;
  return (
    <Badge tone={isOnline ? "good" : "neutral"} dot>
      {isOnline ? text.common.online : words.noGateway}
    </Badge>
  );
}
