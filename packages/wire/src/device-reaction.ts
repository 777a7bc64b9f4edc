// What a device does with a text frame from the portal. The stock devices' rules to the letter, so that a portal
// that works with ours works with theirs.

import { z } from "zod";
import { CLIENT_INBOUND, CLIENT_INBOUND_ALIASES } from "./client-messages.ts";
import {
  CLOSE_EVENT,
  DeviceInboundFrameSchema,
  DISCONNECT_EVENT,
  ERROR_EVENT,
  REPLY_EVENT,
  TOKEN_EXPIRED,
  type Topic,
  UNMATCHED_TOPIC,
} from "./frame.ts";
import { GATEWAY_INBOUND } from "./gateway-messages.ts";
import { parseJson } from "./json.ts";
import type { ClientInbound, GatewayInbound, RelayInbound } from "./messages.ts";
import { RELAY_INBOUND } from "./relay-messages.ts";
import { describeIssues, type SkippedResource, skippedResource } from "./resources.ts";

export type InboundOf<T extends Topic> = T extends "client"
  ? ClientInbound
  : T extends "gateway"
    ? GatewayInbound
    : RelayInbound;

export type DeviceReaction<M> =
  /** An event for the application, resources of a list that were left out beside it. */
  | { readonly reaction: "parsed"; readonly message: M; readonly skipped: readonly SkippedResource[] }
  /** The pending join was granted. */
  | { readonly reaction: "joined"; readonly ref: number }
  /** An ok reply to something else: a heartbeat, an application message. */
  | { readonly reaction: "answered"; readonly ref: number }
  /** The portal knows the topic no more: join again on the same socket. */
  | { readonly reaction: "rejoin"; readonly ref: number }
  /** An error reply that is only worth a log line. */
  | { readonly reaction: "refused"; readonly ref: number; readonly reason: string }
  | { readonly reaction: "resource_skipped"; readonly skipped: SkippedResource }
  /** Understood, without effect. */
  | { readonly reaction: "ignored"; readonly reason: string }
  /** Not understood: worth a warning, nothing happens. */
  | { readonly reaction: "dropped"; readonly reason: string }
  | { readonly reaction: "reconnect"; readonly reason: "phx_close" | "frame_ends_early" }
  /** The session is over; the token is worth nothing where `reason` is `token_expired`. */
  | { readonly reaction: "fatal"; readonly reason: "token_expired" }
  | { readonly reaction: "fatal"; readonly reason: "join_refused"; readonly detail: string };

export interface DeviceState<T extends Topic> {
  readonly topic: T;
  /** Ref of the join that waits for its reply. */
  readonly pendingJoin: number | undefined;
}

const SCHEMAS = { client: CLIENT_INBOUND, gateway: GATEWAY_INBOUND, relay: RELAY_INBOUND } as const;

const EmptySchema = z.strictObject({});
const ReplySchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("ok"), response: EmptySchema.nullable() }),
  z.object({ status: z.literal("error"), response: z.object({ reason: z.string() }) }),
]);
const DisconnectSchema = z.object({ reason: z.literal(TOKEN_EXPIRED) });

export function reactToFrame<T extends Topic>(state: DeviceState<T>, text: string): DeviceReaction<InboundOf<T>> {
  const json = parseJson(text);
  if (!json.ok) {
    if (json.reason === "ends_early") return { reaction: "reconnect", reason: "frame_ends_early" };
    return dropped("not JSON");
  }
  const frame = DeviceInboundFrameSchema.safeParse(json.value);
  if (!frame.success) return dropped(`not a frame: ${describeIssues(frame.error)}`);
  const { topic, event, payload, ref } = frame.data;
  switch (event) {
    case REPLY_EVENT:
      return reactToReply(state, topic, payload, ref);
    case CLOSE_EVENT:
      return EmptySchema.safeParse(payload).success
        ? { reaction: "reconnect", reason: "phx_close" }
        : dropped("phx_close with a payload");
    case ERROR_EVENT:
      return EmptySchema.safeParse(payload).success
        ? { reaction: "ignored", reason: "phx_error" }
        : dropped("phx_error with a payload");
    case DISCONNECT_EVENT:
      return DisconnectSchema.safeParse(payload).success
        ? { reaction: "fatal", reason: "token_expired" }
        : dropped("disconnect for an unknown reason");
    default:
      return parseMessage(state.topic, event, payload);
  }
}

function reactToReply(
  state: DeviceState<Topic>,
  topic: string,
  payload: unknown,
  ref: number | null,
): DeviceReaction<never> {
  const reply = ReplySchema.safeParse(payload);
  if (!reply.success) return dropped(`not a reply: ${describeIssues(reply.error)}`);
  if (ref === null) return { reaction: "ignored", reason: "reply without ref" };
  const toJoin = ref === state.pendingJoin && topic === state.topic;
  if (reply.data.status === "ok") {
    if (reply.data.response === null) return { reaction: "ignored", reason: "reply without response" };
    return { reaction: toJoin ? "joined" : "answered", ref };
  }
  const { reason } = reply.data.response;
  if (toJoin) return { reaction: "fatal", reason: "join_refused", detail: reason };
  return reason === UNMATCHED_TOPIC ? { reaction: "rejoin", ref } : { reaction: "refused", ref, reason };
}

function parseMessage<T extends Topic>(topic: T, name: string, payload: unknown): DeviceReaction<InboundOf<T>> {
  const event = topic === "client" && Object.hasOwn(CLIENT_INBOUND_ALIASES, name) ? CLIENT_INBOUND_ALIASES[name] : name;
  const schemas: Readonly<Record<string, z.ZodType>> = SCHEMAS[topic];
  if (!Object.hasOwn(schemas, event)) return dropped(`unknown event ${event}`);
  const parsed = schemas[event].safeParse(payload);
  if (parsed.success) {
    // The table pairs each event with the schema of its payload, which is what the union type says.
    const message = { event, payload: parsed.data } as InboundOf<T>;
    return { reaction: "parsed", message, skipped: skippedInList(payload) };
  }
  const skipped = topic === "client" && event === "resource_created_or_updated" ? skippedResource(payload) : undefined;
  if (skipped) return { reaction: "resource_skipped", skipped };
  return dropped(`${event}: ${describeIssues(parsed.error)}`);
}

const WithResourcesSchema = z.object({ resources: z.array(z.unknown()) });

function skippedInList(payload: unknown): SkippedResource[] {
  const list = WithResourcesSchema.safeParse(payload);
  if (!list.success) return [];
  return list.data.resources.map(skippedResource).filter((skipped) => skipped !== undefined);
}

function dropped(reason: string): DeviceReaction<never> {
  return { reaction: "dropped", reason };
}
