import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { ApiClient } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTab } from "~/table/list-page.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Since } from "~/ui/since.tsx";
import { EnabledBadge } from "~/ui/state-badges.tsx";

const { api: words } = text.settings;
const helper = columnHelper<ApiClient>();
const columns = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ row: { original } }) => (
      <Link
        to="/settings/api/$apiClientId"
        params={{ apiClientId: original.id }}
        className="font-medium hover:underline"
      >
        {original.name}
      </Link>
    ),
  }),
  helper.accessor("role", { header: words.role, cell: ({ getValue }) => text.roles[getValue() ?? "admin"] }),
  helper.accessor("tokens_count", { header: words.tokens }),
  helper.accessor("last_seen_at", {
    header: words.lastSeen,
    cell: ({ getValue }) => <Since at={getValue() ?? null} />,
  }),
  helper.accessor("is_disabled", {
    header: words.state,
    cell: ({ getValue }) => <EnabledBadge isDisabled={getValue()} />,
  }),
];

/** Programs that use the API. */
export function ApiClientList() {
  const { state } = useListState();
  const whyNot = useWhyNot("everything");
  const query = api.useQuery(
    "get",
    "/api_clients",
    { params: { query: { page_cursor: state.page, search: state.search, include: "details", sort: "name" } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <ListTab
      title={text.settings.tabs.api}
      words={{ ...words, intro: <Intro /> }}
      icon={KeyRound}
      create={{ to: "/settings/api/new", label: words.new, whyNot }}
      query={query}
      columns={columns}
    />
  );
}

function Intro() {
  return (
    <>
      {words.intro}{" "}
      <a href="/swaggerui" target="_blank" rel="noreferrer" className="text-accent underline">
        {words.description}
      </a>
    </>
  );
}
