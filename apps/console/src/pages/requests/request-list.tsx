import { keepPreviousData } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Hand, Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import type { AccessRequest } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListFilter } from "~/table/list-filter.tsx";
import { ListTable } from "~/table/list-table.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { durationText } from "./duration.ts";
import { RequestStatus } from "./request-status.tsx";

const { requests: words } = text;
const STATUSES = Object.entries(words.statuses).map(([value, label]) => ({ value, label }));
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
  const query = api.useQuery(
    "get",
    "/access/requests",
    { params: { query: { page_cursor: state.page, status: state.status, include: "details" } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Page title={words.title} intro={words.intro} actions={<AskButton />}>
      <Toolbar>
        <ListFilter name="status" label={words.status} options={STATUSES} />
      </Toolbar>
      <ListTable
        label={words.title}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={Hand} title={words.empty.title} body={words.empty.body} />}
      />
      <Outlet />
    </Page>
  );
}

function AskButton() {
  return (
    <LinkButton to="/requests/new">
      <Plus aria-hidden className="size-4" />
      {words.ask}
    </LinkButton>
  );
}
