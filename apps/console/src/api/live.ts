import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import * as z from "zod/mini";
import { listenToEvents } from "./event-stream.ts";

/** Of `event: change` and `event: presence`; of others the name says all. */
const ObjectSchema = z.object({ object: z.string() });

/** What is worked out from who is in which group, and what policies say. */
const WEIGHED = ["/access/verdicts", "/access/explain", "/access/preview", "/access/endings"] as const;
/** Whose lists and items show rows of a table, devices' presence or connections, by the start of their paths. */
const SHOWN_IN: Readonly<Record<string, readonly string[]>> = {
  accounts: ["/account", "/me"],
  actors: ["/actors", "/groups", "/me", "/api_clients", "/account", ...WEIGHED],
  groups: ["/groups", "/policies", "/actors", ...WEIGHED],
  memberships: ["/groups", "/actors", ...WEIGHED],
  sites: ["/sites", "/resources", "/account"],
  devices: ["/clients", "/sites", "/actors", ...WEIGHED],
  clients: ["/clients"],
  gateways: ["/sites"],
  connections: ["/connections"],
  sessions: ["/clients", "/sites"],
  relays: ["/relays", "/relay_tokens", "/connections"],
  denials: ["/access/denials"],
  gateway_tokens: ["/sites"],
  client_tokens: ["/actors", "/me", "/auth_providers"],
  portal_sessions: ["/actors", "/me", "/auth_providers"],
  auth_providers: ["/auth_providers"],
  api_tokens: ["/api_clients"],
  resources: ["/resources", "/sites", "/policies", ...WEIGHED],
  access_requests: ["/access/requests", "/access/endings"],
  policies: ["/policies", "/resources", "/groups", ...WEIGHED],
};
/** How long changes are gathered before what shows them is fetched again, and at most while there are ever more. */
const CALM_MS = 200;
const MAX_WAIT_MS = 2_000;
/** A stream that stays cut for this long is worth a word. */
const PATIENCE_MS = 4_000;

/** Whether the portal tells what changes, as far as this page knows. */
const liveness = { isLive: true, listeners: new Set<() => void>() };

function setLive(isLive: boolean): void {
  if (liveness.isLive === isLive) return;
  liveness.isLive = isLive;
  for (const listener of liveness.listeners) listener();
}

/** False while the portal's events do not arrive: what is shown may be old. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    (listener) => {
      liveness.listeners.add(listener);
      return () => liveness.listeners.delete(listener);
    },
    () => liveness.isLive,
  );
}

/** For what must not wait for an event that does not come: how often to ask instead, in milliseconds. */
export function usePollingWithoutEvents(milliseconds: number): { readonly refetchInterval: number | false } {
  return { refetchInterval: useIsLive() ? false : milliseconds };
}

/** Keeps what is shown current by the portal's change events. */
export function useLiveUpdates(isTold: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isTold) return;
    const ending = new AbortController();
    void keepCurrent(queries, ending.signal);
    return () => ending.abort();
  }, [queries, isTold]);
}

async function keepCurrent(queries: QueryClient, signal: AbortSignal): Promise<void> {
  const refetch = gathered(queries);
  // From the first failure on, however soon each further one comes.
  let doubt: number | undefined = window.setTimeout(() => setLive(false), PATIENCE_MS);
  const believe = () => {
    window.clearTimeout(doubt);
    doubt = undefined;
  };
  await listenToEvents(signal, {
    onOpen: () => {
      believe();
      setLive(true);
      // Whatever happened while nobody listened.
      void queries.invalidateQueries();
    },
    onEvent: ({ event, data }) => {
      const named = ObjectSchema.safeParse(JSON.parse(data));
      refetch(named.success ? named.data.object : (event ?? ""));
    },
    onLost: (isOverdue) => {
      if (isOverdue) setLive(false);
      doubt ??= window.setTimeout(() => setLive(false), PATIENCE_MS);
    },
  });
  believe();
}

function gathered(queries: QueryClient): (object: string) => void {
  const changed = new Set<string>();
  let timer: number | undefined;
  let since = 0;
  return (object) => {
    const now = performance.now();
    if (changed.size === 0) since = now;
    changed.add(object);
    window.clearTimeout(timer);
    const wait = Math.max(0, Math.min(CALM_MS, since + MAX_WAIT_MS - now));
    timer = window.setTimeout(() => {
      const paths = [...changed].flatMap((one) => SHOWN_IN[one] ?? []);
      changed.clear();
      void queries.invalidateQueries({
        predicate: ({ queryKey: [, path] }) =>
          typeof path === "string" && paths.some((shown) => path.startsWith(shown)),
      });
    }, wait);
  };
}
