import { keepPreviousData } from "@tanstack/react-query";
import { api } from "~/api/client.ts";
import { type ListState, useListState } from "~/table/use-list-state.ts";
import { type ListOrder, useOrder } from "~/table/use-order.ts";

/** What the portal sorts connections by, by the column that shows it. */
const SORTED = {
  client_name: "client_name",
  path: "path",
  rtt_ms: "rtt_ms",
  bits_per_second_down: "bits_per_second_down",
  bits_per_second_up: "bits_per_second_up",
  gateway_name: "gateway_name",
  connected_at: "connected_at",
} as const;
type SortField = (typeof SORTED)[keyof typeof SORTED];
const ROWS = 50;

/** A page of the table, or all that the graph shows: of the site and the person in the address, and what is searched for. */
export function useConnections(view: "graph" | "table") {
  const { state } = useListState();
  const order: ListOrder<SortField> = useOrder(SORTED, "client_name");
  const page = view === "table" ? { limit: ROWS, page_cursor: state.page, sort: order.current } : {};
  const query = { ...narrowed(state), ...page };
  const connections = api.useQuery("get", "/connections", { params: { query } }, { placeholderData: keepPreviousData });
  return { connections, order };
}

/** How many there are of all, of relays too: the overview's figures do not follow what narrows its list. */
export function useConnectionCount() {
  return api.useQuery("get", "/connections", { params: { query: { limit: 1 } } });
}

function narrowed({ site: site_id, person: actor_id, search }: ListState) {
  return { site_id, actor_id, search };
}
