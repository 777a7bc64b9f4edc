import { keepPreviousData } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { MapPin, Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Site } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";
import { HealthBadge } from "./health-badge.tsx";

const { sites: words } = text;
const helper = columnHelper<Site>();
const columns = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ row: { original: site } }) => (
      <Link to="/sites/$siteId" params={{ siteId: site.id }} className="font-medium hover:underline">
        {site.name}
      </Link>
    ),
  }),
  helper.display({
    id: "gateways",
    header: words.gateways,
    cell: ({ row }) => <HealthBadge site={row.original} />,
  }),
  helper.accessor("resources_count", { header: words.resources }),
];

/** All sites; making one slides over the list. */
export function SiteList() {
  const { state } = useListState();
  const query = api.useQuery(
    "get",
    "/sites",
    { params: { query: { page_cursor: state.page, search: state.search, include: "details", sort: "name" } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Page title={words.title} intro={words.intro} actions={<NewSiteButton />}>
      <Toolbar>
        <SearchBox label={words.searchLabel} />
      </Toolbar>
      <ListTable
        label={words.title}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={
          <EmptyState icon={MapPin} title={words.empty.title} body={words.empty.body} action={<NewSiteButton />} />
        }
      />
      <Outlet />
    </Page>
  );
}

function NewSiteButton() {
  return (
    <LinkButton to="/sites/new" variant="primary" disabledReason={useWhyNot("network")}>
      <Plus aria-hidden className="size-4" />
      {words.new}
    </LinkButton>
  );
}
