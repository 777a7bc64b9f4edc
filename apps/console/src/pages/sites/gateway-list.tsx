import { keepPreviousData } from "@tanstack/react-query";
import { Server, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Gateway } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";
import { toast } from "~/ui/toaster.tsx";

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
      header: () => <span className="sr-only">{text.common.actions}</span>,
      cell: ({ row }) => (
        <Button
          variant="ghost"
          aria-label={words.gateway.deleteTitle(row.original.name)}
          disabledReason={whyNot}
          onClick={() => setDoomed(row.original)}
        >
          <Trash2 aria-hidden className="size-4" />
        </Button>
      ),
    }),
  ];
  const confirm = async (gateway: Gateway) => {
    await remove.mutateAsync({ params: { path: { site_id: siteId, id: gateway.id } } });
    toast(words.deleted(gateway.name));
  };
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
        <Confirm
          title={words.gateway.deleteTitle(doomed.name)}
          action={text.common.delete}
          onConfirm={() => confirm(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          {words.gateway.deleteBody}
        </Confirm>
      )}
    </>
  );
}

function GatewayName({ gateway: { name, online } }: { readonly gateway: Gateway }) {
  return (
    <span className="flex items-center gap-2">
      {name}
      <Badge tone={online ? "good" : "neutral"} dot>
        {online ? text.common.online : text.common.offline}
      </Badge>
    </span>
  );
}
