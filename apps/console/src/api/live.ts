import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { useEffect, useState } from "react";
import * as z from "zod/mini";
import { accountSlug } from "~/account.ts";
import { markSignedOut } from "./session.ts";

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
const RETRY_MS = 2_000;
/** A stream that stays cut for this long is worth a word. */
const PATIENCE_MS = 4_000;
const UNAUTHORIZED = 401;

/** Keeps what is shown current by the portal's change events. Gives whether the stream stands. */
export function useLiveUpdates(isTold: boolean): boolean {
  const queries = useQueryClient();
  const [isLive, setLive] = useState(true);
  useEffect(() => {
    if (!isTold) return;
    const ending = new AbortController();
    void listen(queries, ending.signal, setLive);
    return () => ending.abort();
  }, [queries, isTold]);
  return isLive;
}

/** Listens until the signal comes, over and over: a stream ends by itself now and then. */
async function listen(queries: QueryClient, signal: AbortSignal, setLive: (live: boolean) => void): Promise<void> {
  const refetch = gathered(queries);
  let doubt: number | undefined;
  while (!signal.aborted) {
    // From the first failure on, however soon each further one comes.
    doubt ??= window.setTimeout(() => setLive(false), PATIENCE_MS);
    try {
      const stream = await openStream(signal);
      window.clearTimeout(doubt);
      doubt = undefined;
      setLive(true);
      // Whatever happened while nobody listened.
      void queries.invalidateQueries();
      for await (const { event, data } of stream) {
        const named = ObjectSchema.safeParse(JSON.parse(data));
        refetch(named.success ? named.data.object : (event ?? ""));
      }
    } catch {
      // Cut off, or refused: the loop tries again, and the notice appears when that takes long.
    }
    await pause(RETRY_MS);
  }
  window.clearTimeout(doubt);
}

async function openStream(signal: AbortSignal) {
  const answer = await fetch("/events", { headers: { "x-account": accountSlug }, signal });
  if (answer.status === UNAUTHORIZED) markSignedOut();
  if (!answer.ok || !answer.body) throw new Error(`no events: status ${answer.status}`);
  return answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
