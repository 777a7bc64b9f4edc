import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fingerprint } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AuthProvider } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTab } from "~/table/list-page.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
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
    <ListTab
      title={words.list}
      words={words}
      icon={Fingerprint}
      create={{ to: "/settings/authentication/new", label: words.new, whyNot }}
      query={query}
      columns={columns}
    />
  );
}
