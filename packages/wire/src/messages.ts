// The messages of each component as unions, and the two sets of event names.

import type { z } from "zod";
import type { CLIENT_INBOUND, CLIENT_OUTBOUND } from "./client-messages.ts";
import type { Topic } from "./frame.ts";
import type { GATEWAY_INBOUND, GATEWAY_OUTBOUND } from "./gateway-messages.ts";
import type { RELAY_INBOUND } from "./relay-messages.ts";

type Schemas = Readonly<Record<string, z.ZodType>>;

/** As the receiver gets it: defaults filled in, alternative spellings made one. */
export type Received<S extends Schemas> = {
  [E in keyof S & string]: { readonly event: E; readonly payload: z.output<S[E]> };
}[keyof S & string];

/** As the sender may write it; nobody changes it on the way. */
export type Sent<S extends Schemas> = {
  [E in keyof S & string]: { readonly event: E; readonly payload: Frozen<z.input<S[E]>> };
}[keyof S & string];

export type Frozen<T> = T extends readonly (infer U)[]
  ? readonly Frozen<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** Portal → client, as the client gets it. */
export type ClientInbound = Received<typeof CLIENT_INBOUND>;
/** Portal → client, as the portal writes it. */
export type ToClient = Sent<typeof CLIENT_INBOUND>;
/** Client → portal, as the client writes it. */
export type ClientOutbound = Sent<typeof CLIENT_OUTBOUND>;
/** Client → portal, as the portal gets it. */
export type FromClient = Received<typeof CLIENT_OUTBOUND>;

export type GatewayInbound = Received<typeof GATEWAY_INBOUND>;
export type ToGateway = Sent<typeof GATEWAY_INBOUND>;
export type GatewayOutbound = Sent<typeof GATEWAY_OUTBOUND>;
export type FromGateway = Received<typeof GATEWAY_OUTBOUND>;

export type RelayInbound = Received<typeof RELAY_INBOUND>;
export type ToRelay = Sent<typeof RELAY_INBOUND>;

/** Which of a component's two sockets a device dialled; they differ in event names only. */
export type SocketVersion = "v2" | "legacy";

/** v2 name → legacy name, the only differences. */
const LEGACY_NAMES: Readonly<Record<Topic, Readonly<Record<string, string>>>> = {
  client: {
    request_authorization: "create_flow",
    authorization_created: "flow_created",
    authorization_creation_failed: "flow_creation_failed",
  },
  gateway: { create_authorization: "authorize_flow", authorization_created: "flow_authorized" },
  relay: {},
};

/** What an event is called on that socket, given its v2 name. */
export function eventOnSocket(topic: Topic, version: SocketVersion, event: string): string {
  return version === "v2" ? event : (LEGACY_NAMES[topic][event] ?? event);
}

/** The v2 name of an event that arrived on that socket; undefined where the name belongs to the other socket. */
export function eventFromSocket(topic: Topic, version: SocketVersion, event: string): string | undefined {
  const names = Object.entries(LEGACY_NAMES[topic]);
  if (version === "v2") return names.some(([, legacy]) => legacy === event) ? undefined : event;
  if (names.some(([current]) => current === event)) return undefined;
  return names.find(([, legacy]) => legacy === event)?.[0] ?? event;
}
