import { api } from "~/api/client.ts";

/** As many as the overview shows. */
const SHOWN = 12;

/** The sites that want care first, and gateways of all; one question for all parts of the overview. */
export function useSites() {
  return api.useQuery("get", "/sites/health", { params: { query: { limit: SHOWN } } });
}
