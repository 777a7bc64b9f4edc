import { Link } from "@tanstack/react-router";
import { Globe } from "lucide-react";
import { api } from "~/api/client.ts";
import type { Resource } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";

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
  helper.accessor("type", { header: text.resources.type, cell: ({ getValue }) => text.resources.types[getValue()] }),
  helper.accessor("address", { header: text.resources.address, cell: ({ getValue }) => getValue() ?? "" }),
];
const SHOWN = 100;

export function SiteResources({ siteId }: { readonly siteId: string }) {
  const query = api.useQuery("get", "/resources", {
    params: { query: { site_id: siteId, limit: SHOWN, sort: "name" } },
  });
  return (
    <ListTable
      label={text.sites.resources}
      query={query}
      columns={columns}
      rowId={({ id }) => id}
      empty={<EmptyState icon={Globe} title={text.resources.empty.title} body={text.resources.empty.body} />}
    />
  );
}
