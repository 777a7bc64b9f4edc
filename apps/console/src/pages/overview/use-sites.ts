import { api } from "~/api/client.ts";

/** As many as one answer has. */
const MANY = 100;

/** The account's sites with their health, by name; one question for all parts of the overview. */
export function useSites() {
  const query = { include: "details", managed_by: "account", sort: "name", limit: MANY } as const;
  return api.useQuery("get", "/sites", { params: { query } });
}
