import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Laptop } from "lucide-react";
import { api } from "~/api/client.ts";
import type { Client } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";

const { clients: words } = text;
const helper = columnHelper<Client>();
const columns = [
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
  helper.accessor("online", { header: words.state, cell: ({ row }) => <Presence client={row.original} /> }),
  helper.accessor("last_seen_at", { header: words.lastSeen, cell: ({ getValue }) => <Since at={getValue()} /> }),
];

/** Clients, of everybody or of one actor. */
export function ClientTable({ actorId }: { readonly actorId?: string }) {
  const { state } = useListState();
  const query = api.useQuery(
    "get",
    "/clients",
    {
      params: {
        query: {
          actor_id: actorId,
          page_cursor: state.page,
          search: state.search,
          presence: state.presence,
          verification: state.verification,
          include: "details",
          sort: "-last_seen_at",
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <ListTable
      label={words.title}
      query={query}
      columns={columns}
      rowId={({ id }) => id}
      empty={<EmptyState icon={Laptop} title={words.empty.title} body={words.empty.body} />}
    />
  );
}

export function Presence({ client: { online } }: { readonly client: Client }) {
  return (
    <Badge tone={online ? "good" : "neutral"} dot>
      {online ? text.common.online : text.common.offline}
    </Badge>
  );
}

export function Trust({ client }: { readonly client: Client }) {
  if (client.last_attested_at !== null) return <Badge tone="good">{words.attested}</Badge>;
  if (client.verified_at !== null) return <Badge tone="good">{words.verified}</Badge>;
  return <Badge>{words.unverified}</Badge>;
}
