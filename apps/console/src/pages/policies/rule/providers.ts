import { api } from "~/api/client.ts";
import type { ProviderNames } from "./rule-text.ts";

const SHOWN = 100;
const KEPT_MS = 60_000;

/** Ways to sign in by name; there are few. */
export function useProviders(): ProviderNames {
  const { data } = api.useQuery(
    "get",
    "/auth_providers",
    { params: { query: { limit: SHOWN } } },
    { staleTime: KEPT_MS },
  );
  return new Map(data?.data.map(({ id, name }) => [id, name]));
}
