import { keepPreviousData } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Fingerprint, Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AuthProvider } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { ProviderState } from "./provider-state.tsx";
import { settingsOf } from "./provider-values.ts";

const { authentication: words } = text.settings;
const helper = columnHelper<AuthProvider>();
const columns = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ row: { original } }) => (
      <Link
        to="/settings/authentication/$providerId"
        params={{ providerId: original.id }}
        className="font-medium hover:underline"
      >
        {original.name}
      </Link>
    ),
  }),
  helper.display({ id: "type", header: words.type, cell: ({ row }) => words.types[settingsOf(row.original).type] }),
  helper.accessor("context", { header: words.context, cell: ({ getValue }) => words.contexts[getValue()] }),
  helper.display({
    id: "sessions",
    header: words.sessions,
    cell: ({ row: { original } }) => words.sessionCount(original.portal_sessions_count, original.client_tokens_count),
  }),
  helper.display({
    id: "state",
    header: words.state,
    cell: ({ row }) => <ProviderState provider={row.original} />,
  }),
];

/** The ways in which people sign in. */
export function ProviderList() {
  const { state } = useListState();
  const whyNot = useWhyNot("everything");
  const query = api.useQuery(
    "get",
    "/auth_providers",
    { params: { query: { page_cursor: state.page } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <>
      <p className="mb-5 text-ink-soft text-sm">{words.intro}</p>
      <Toolbar>
        <LinkButton to="/settings/authentication/new" variant="primary" disabledReason={whyNot}>
          <Plus aria-hidden className="size-4" />
          {words.new}
        </LinkButton>
      </Toolbar>
      <ListTable
        label={words.list}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={Fingerprint} title={words.empty.title} body={words.empty.body} />}
      />
      <Outlet />
    </>
  );
}
