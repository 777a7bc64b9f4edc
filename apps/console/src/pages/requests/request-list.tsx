import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hand } from "lucide-react";
import { api } from "~/api/client.ts";
import { mayRead, useMe } from "~/api/me.ts";
import type { AccessRequest } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListPage } from "~/table/list-page.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Since } from "~/ui/since.tsx";
import { durationText } from "./duration.ts";
import { RequestStatus } from "./request-status.tsx";

const { requests: words } = text;
const STATUSES = Object.entries(words.statuses).map(([value, label]) => ({ value, label }));
const ANEW_MS = 15_000;
const helper = columnHelper<AccessRequest>();
const columns = [
  helper.accessor("actor_name", {
    header: words.who,
    cell: ({ row: { original: request } }) => (
      <Link
        to="/requests/$requestId"
        params={{ requestId: request.id }}
        search={(before) => before}
        className="font-medium hover:underline"
      >
        {request.actor_name}
      </Link>
    ),
  }),
  helper.accessor("resource_name", { header: words.what }),
  helper.accessor("reason", { header: words.reason }),
  helper.accessor("duration_secs", { header: words.duration, cell: ({ getValue }) => durationText(getValue()) }),
  helper.accessor("status", { header: words.status, cell: ({ row }) => <RequestStatus request={row.original} /> }),
  helper.accessor("inserted_at", { header: words.asked, cell: ({ getValue }) => <Since at={getValue()} /> }),
];

/** Who asks for what, and what was given for how long. Deciding on one slides over the list. */
export function RequestList() {
  const { state } = useListState();
  const { role } = useMe();
  const query = api.useQuery(
    "get",
    "/access/requests",
    { params: { query: { page_cursor: state.page, status: state.status, actor_id: state.actor, include: "details" } } },
    // Events of changes are not for everybody who may ask.
    { placeholderData: keepPreviousData, refetchInterval: ANEW_MS },
  );
  return (
    <ListPage
      title={words.title}
      words={mayRead(role, "everything") ? words : words.own}
      icon={Hand}
      create={{ to: "/requests/new", label: words.ask }}
      filters={[{ name: "status", label: words.status, options: STATUSES }]}
      hiddenFilters={[{ name: "actor", label: words.who }]}
      query={query}
      columns={columns}
    />
  );
}
