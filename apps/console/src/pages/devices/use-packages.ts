import { api } from "~/api/client.ts";
import type { paths } from "~/api/schema.d.ts";

/** One that is being made shows up by itself. */
const POLL_MS = 5_000;

export type OfferedPackage =
  paths["/packages"]["get"]["responses"]["200"]["content"]["application/json"]["data"][number];

/** What the portal hands out for other machines; undefined while it is asked. */
export function usePackages(): readonly OfferedPackage[] | undefined {
  const query = api.useQuery(
    "get",
    "/packages",
    {},
    {
      refetchInterval: ({ state }) => (state.data?.data.length === 0 ? POLL_MS : false),
    },
  );
  return query.data?.data;
}
