// Server-sent events (HTML Living Standard, section 9.2): what changed in the caller's account, so that a console need
// not ask again and again. An event names what changed; what it is now is for the other calls to say.

import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { ANYONE } from "../http/roles.ts";
import { EventHub } from "./event-hub.ts";

/** Of `event: change`; of `presence`; of `connections`, `denials`, `relays` and `sessions`. */
const EventView = z.union([
  z.object({ object: z.string(), operation: z.enum(["insert", "update", "delete"]), id: z.uuid() }),
  z.object({ object: z.enum(["clients", "gateways"]), id: z.uuid(), online: z.boolean() }),
  z.strictObject({}),
]);
const MEDIA_TYPE = "text/event-stream";
const READERS = ANYONE.filter((role) => role !== "person");

export function eventRoutes(api: Api): void {
  let hub: EventHub | undefined;
  const spec = {
    tag: "Events",
    summary: "What changes in the account, as it happens; a comment every 15 seconds, at most an hour",
    data: EventView,
    mediaType: MEDIA_TYPE,
    may: READERS,
  };
  api.stream("/events", spec, async (call: Call) => {
    hub ??= new EventHub(call.context.feed, call.context.liveNews);
    const stream = hub.open(call.subject, call.context.now());
    call.setHeader("cache-control", "no-store");
    // A proxy that collects answers would hold the events back.
    call.setHeader("x-accel-buffering", "no");
    return { type: MEDIA_TYPE, stream };
  });
}
