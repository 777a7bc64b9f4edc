import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Laptop } from "lucide-react";
import { api } from "~/api/client.ts";
import type { Client } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import type { Order } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";
import { OnlineBadge } from "~/ui/state-badges.tsx";

const { clients: words } = text;
const helper = columnHelper<Client>();
export const CLIENT_COLUMNS = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ row: { original: client } }) => (
      <Link to="/clients/$clientId" params={{ clientId: client.id }} className="font-medium hover:underline">
        {client.name}
      </Link>
    ),
  }),
  helper.accessor("actor_name", { header: words.owner }),
  helper.accessor("last_seen_version", { header: words.version }),
  helper.display({ id: "trust", header: words.trust, cell: ({ row }) => <Trust client={row.original} /> }),
  helper.accessor("online", { header: words.state, cell: ({ getValue }) => <OnlineBadge isOnline={getValue()} /> }),
  helper.accessor("last_seen_at", { header: words.lastSeen, cell: ({ getValue }) => <Since at={getValue()} /> }),
];

/** Clients of one actor. */
export function ClientTable({ actorId }: { readonly actorId: string }) {
  return (
    <ListTable
      label={words.title}
      query={useClients({ actor_id: actorId })}
      columns={CLIENT_COLUMNS}
      rowId={({ id }) => id}
      empty={<EmptyState icon={Laptop} title={words.empty.title} body={words.empty.body} />}
    />
  );
}

interface ClientsOf {
  readonly actor_id?: string;
  readonly sort?: Order<"name" | "last_seen_version" | "last_seen_at"> | undefined;
}

/** Clients, of everybody or of one actor, as the address narrows them. */
export function useClients({ sort = "-last_seen_at", ...of }: ClientsOf) {
  const { page: page_cursor, search, presence, verification } = useListState().state;
  const narrowed = { ...of, page_cursor, search, presence, verification };
  return api.useQuery(
    "get",
    "/clients",
    { params: { query: { ...narrowed, include: "details", sort } } },
    { placeholderData: keepPreviousData },
  );
}

export function Trust({ client }: { readonly client: Client }) {
  if (client.last_attested_at !== null) return <Badge tone="good">{words.attested}</Badge>;
  if (client.verified_at !== null) return <Badge tone="good">{words.verified}</Badge>;
  return <Badge>{words.unverified}</Badge>;
}
