import { keepPreviousData } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { api } from "~/api/client.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LOG_COLUMNS } from "./log-columns.tsx";
import { LOG_FILTERS } from "./log-filters.tsx";
import type { LogKindName } from "./log-kinds.ts";
import type { LogQuery } from "./log-query.ts";

const { logs: words } = text;
const REFRESH_MS = 10_000;

/** Entries of one log, newest first. Those that come in while the first page is open show up by themselves. */
export function LogTable({ kind, query: filters }: { readonly kind: LogKindName; readonly query: LogQuery }) {
  const { state } = useListState();
  const query = api.useQuery(
    "get",
    "/logs",
    { params: { query: { ...filters, page_cursor: state.page } } },
    { placeholderData: keepPreviousData, refetchInterval: state.page === undefined ? REFRESH_MS : false },
  );
  return (
    <ListTable
      label={words.kinds[kind]}
      query={query}
      filters={LOG_FILTERS}
      columns={LOG_COLUMNS[kind]}
      rowId={({ log_id: id }) => id}
      empty={<EmptyState icon={ScrollText} title={words.empty.title} body={words.empty[kind]} />}
    />
  );
}
