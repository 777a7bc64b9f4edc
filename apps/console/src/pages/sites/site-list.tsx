import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MapPin } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Site } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListPage } from "~/table/list-page.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { useOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
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
  const order = useOrder({ name: "name" }, "name");
  const whyNot = useWhyNot("network");
  const query = api.useQuery(
    "get",
    "/sites",
    { params: { query: { page_cursor: state.page, search: state.search, include: "details", sort: order.current } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={MapPin}
      create={{ to: "/sites/new", label: words.new, whyNot }}
      query={query}
      order={order}
      columns={columns}
    />
  );
}
