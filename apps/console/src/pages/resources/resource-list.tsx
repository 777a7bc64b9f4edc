import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Globe } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Resource } from "~/api/types.ts";
import { deletable } from "~/pages/access-diff/delete-several.tsx";
import { columnHelper } from "~/table/columns.ts";
import { ListPage } from "~/table/list-page.tsx";
import type { Selection } from "~/table/selection.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { useOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";

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
  const order = useOrder({ name: "name", type: "type", address: "address" }, "name");
  const whyNot = useWhyNot("network");
  const wanted = { search: state.search, type: state.type, include: "details", sort: order.current } as const;
  const query = api.useQuery(
    "get",
    "/resources",
    { params: { query: { ...wanted, page_cursor: state.page } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={Globe}
      create={{ to: "/resources/new", label: words.new, whyNot }}
      filters={[{ name: "type", label: words.type, options: TYPES }]}
      query={query}
      order={order}
      columns={columns}
      exported={{ name: "resources.csv", path: "/resources", query: wanted }}
      selection={useSelection(whyNot)}
    />
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

function useSelection(whyNot: string | undefined): Selection<Resource> | undefined {
  const remove = api.useMutation("delete", "/resources/{id}");
  return deletable({
    whyNot,
    nameOf: ({ name }) => name,
    mayDelete: ({ type }) => type !== "internet",
    body: words.deleteSeveralBody,
    object: "resource",
    onDelete: (id) => remove.mutateAsync({ params: { path: { id } } }),
  });
}
