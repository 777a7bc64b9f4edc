import { keepPreviousData } from "@tanstack/react-query";
import { api } from "~/api/client.ts";
import { useListState } from "~/table/use-list-state.ts";

/** What is connected now, at the site and by the person in the address. Events of the portal keep it current. */
export function useConnections() {
  const { site, person } = useListState().state;
  const query = { site_id: site, actor_id: person } as const;
  return api.useQuery("get", "/connections", { params: { query } }, { placeholderData: keepPreviousData });
}
