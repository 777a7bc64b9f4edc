// Names of what the address says by id.

import { api } from "~/api/client.ts";

export function useActorName(id: string | undefined) {
  const params = { path: { id: id ?? "" } };
  const { data, isError } = api.useQuery("get", "/actors/{id}", { params }, { enabled: id !== undefined });
  return { name: data?.data.name, isGone: isError };
}

export function useSiteName(id: string | undefined) {
  const params = { path: { id: id ?? "" } };
  const { data, isError } = api.useQuery("get", "/sites/{id}", { params }, { enabled: id !== undefined });
  return { name: data?.data.name, isGone: isError };
}
