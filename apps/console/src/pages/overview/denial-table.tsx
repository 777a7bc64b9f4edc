import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { api } from "~/api/client.ts";
import type { Denial } from "~/api/types.ts";
import { propertyName } from "~/pages/policies/rule/rule-text.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";

const { overview: words } = text;
/** The list of connections has the usual one. */
const ADDRESS = { page: "refused_page" } as const;
const helper = columnHelper<Denial>();
const columns = [
  helper.accessor("actor_name", {
    header: words.who,
    cell: ({ row: { original: denial } }) => (
      <Link to="/actors/$actorId" params={{ actorId: denial.actor_id }} className="font-medium hover:underline">
        {denial.actor_name}
      </Link>
    ),
  }),
  helper.accessor("resource_name", { header: words.what, cell: ({ getValue }) => getValue() ?? words.unknown }),
  helper.display({ id: "why", header: words.why, cell: ({ row }) => <Reason denial={row.original} /> }),
  helper.accessor("count", { header: words.times }),
  helper.accessor("last_at", { header: words.last, cell: ({ getValue }) => <Since at={getValue()} /> }),
];

/** What the portal refused of late; the reason leads to the whole explanation. */
export function DenialTable() {
  const { state } = useListState();
  const query = api.useQuery(
    "get",
    "/access/denials",
    { params: { query: { page_cursor: state[ADDRESS.page] } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <ListTable
      label={words.denials}
      query={query}
      columns={columns}
      address={ADDRESS}
      rowId={({ client_id, resource_id, reason }) => `${client_id} ${resource_id} ${reason}`}
      empty={<EmptyState icon={ShieldCheck} title={words.noDenials.title} body={words.noDenials.body} />}
    />
  );
}

function Reason({ denial }: { readonly denial: Denial }) {
  const violated = denial.violated_properties.map(propertyName);
  const reason = violated.length > 0 ? violated.join(", ") : (words.reasons[denial.reason] ?? denial.reason);
  return (
    <Link
      to="/why"
      search={{ client: denial.client_id, resource: denial.resource_id }}
      className="text-accent hover:underline"
    >
      {reason}
    </Link>
  );
}
