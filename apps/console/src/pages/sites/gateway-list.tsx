import { keepPreviousData } from "@tanstack/react-query";
import { Server, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Gateway } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { ConfirmDelete } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";
import { OnlineBadge } from "~/ui/state-badges.tsx";

const { sites: words } = text;
const helper = columnHelper<Gateway>();

export function GatewayList({ siteId }: { readonly siteId: string }) {
  const { state } = useListState();
  const [doomed, setDoomed] = useState<Gateway>();
  const whyNot = useWhyNot("network");
  const query = api.useQuery(
    "get",
    "/sites/{site_id}/gateways",
    { params: { path: { site_id: siteId }, query: { page_cursor: state.page, include: "details", sort: "name" } } },
    { placeholderData: keepPreviousData },
  );
  const remove = api.useMutation("delete", "/sites/{site_id}/gateways/{id}");
  const columns = [
    helper.accessor("name", { header: text.common.name, cell: ({ row }) => <GatewayName gateway={row.original} /> }),
    helper.accessor("last_seen_version", { header: words.gateway.version }),
    helper.accessor("last_seen_remote_ip", { header: words.gateway.address }),
    helper.accessor("last_seen_at", {
      header: words.gateway.lastSeen,
      cell: ({ getValue }) => <Since at={getValue()} />,
    }),
    helper.display({
      id: "actions",
      header: ActionsHeader,
      cell: ({ row: { original } }) => (
        <RowAction
          icon={Trash2}
          label={words.gateway.deleteTitle(original.name)}
          whyNot={whyNot}
          onClick={() => setDoomed(original)}
        />
      ),
    }),
  ];
  return (
    <>
      <ListTable
        label={words.gateways}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={Server} title={words.gateway.empty.title} body={words.gateway.empty.body} />}
      />
      {doomed && (
        <ConfirmDelete
          title={words.gateway.deleteTitle(doomed.name)}
          onConfirm={() => remove.mutateAsync({ params: { path: { site_id: siteId, id: doomed.id } } })}
          done={words.deleted(doomed.name)}
          onClose={() => setDoomed(undefined)}
        >
          {words.gateway.deleteBody}
        </ConfirmDelete>
      )}
    </>
  );
}

function GatewayName({ gateway: { name, online } }: { readonly gateway: Gateway }) {
  return (
    <span className="flex items-center gap-2">
      {name}
      <OnlineBadge isOnline={online} />
    </span>
  );
}
