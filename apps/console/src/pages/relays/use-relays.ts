import { api } from "~/api/client.ts";

const SHOWN = 100;

/** Events of the portal keep both current. */
export function useRelays(options: { readonly refetchInterval?: number | false } = {}) {
  return api.useQuery("get", "/relays", { params: { query: { limit: SHOWN } } }, options);
}

export function useRelayTokens() {
  return api.useQuery("get", "/relay_tokens", { params: { query: { limit: SHOWN } } });
}
