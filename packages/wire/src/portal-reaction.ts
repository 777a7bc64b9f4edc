// What a portal does with a text frame from a device, as far as the frame and the join state decide it.

import type { z } from "zod";
import { CLIENT_OUTBOUND } from "./client-messages.ts";
import {
  errorReply,
  type Frame,
  HEARTBEAT_EVENT,
  JOIN_CRASHED,
  JOIN_EVENT,
  LEAVE_EVENT,
  okReply,
  PHOENIX_TOPIC,
  PortalInboundFrameSchema,
  type Ref,
  type Topic,
  UNKNOWN_MESSAGE,
  UNMATCHED_TOPIC,
} from "./frame.ts";
import { GATEWAY_OUTBOUND } from "./gateway-messages.ts";
import { eventFromSocket, type FromClient, type FromGateway, type SocketVersion } from "./messages.ts";
import { RELAY_OUTBOUND, RelayJoinSchema } from "./relay-messages.ts";
import { describeIssues } from "./resources.ts";

export type OutboundOf<T extends Topic> = T extends "client" ? FromClient : T extends "gateway" ? FromGateway : never;

export type PortalReaction<M> =
  /** Join asked for; answer `okReply`. While joined already: replace the channel without a `phx_close`. */
  | { readonly reaction: "join"; readonly ref: Ref; readonly stampSecret: string | undefined }
  | { readonly reaction: "leave"; readonly ref: Ref }
  /** `ref` for the events that have a reply. */
  | { readonly reaction: "parsed"; readonly message: M; readonly ref: Ref }
  /** Send this and nothing else: heartbeats answered, errors told. `refused`: what was wrong with a message, for a log. */
  | { readonly reaction: "reply"; readonly frame: Frame; readonly refused?: string }
  /** No frame at all: close the socket. */
  | { readonly reaction: "close"; readonly reason: string };

export interface DeviceChannelState<T extends Topic> {
  readonly topic: T;
  readonly version: SocketVersion;
  readonly joined: boolean;
}

const SCHEMAS = { client: CLIENT_OUTBOUND, gateway: GATEWAY_OUTBOUND, relay: RELAY_OUTBOUND } as const;

export function reactToDeviceFrame<T extends Topic>(
  channel: DeviceChannelState<T>,
  text: string,
): PortalReaction<OutboundOf<T>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { reaction: "close", reason: "not JSON" };
  }
  const frame = PortalInboundFrameSchema.safeParse(json);
  if (!frame.success) return { reaction: "close", reason: "not a frame" };
  const { topic, event, payload, ref } = frame.data;
  if (topic === PHOENIX_TOPIC) {
    const known = event === HEARTBEAT_EVENT;
    return { reaction: "reply", frame: known ? okReply(topic, ref) : errorReply(topic, ref, UNMATCHED_TOPIC) };
  }
  if (topic !== channel.topic) return { reaction: "reply", frame: errorReply(topic, ref, UNMATCHED_TOPIC) };
  if (event === JOIN_EVENT) return reactToJoin(channel.topic, payload, ref);
  if (!channel.joined) return { reaction: "reply", frame: errorReply(topic, ref, UNMATCHED_TOPIC) };
  if (event === LEAVE_EVENT) return { reaction: "leave", ref };
  return parseMessage(channel, event, payload, ref);
}

function reactToJoin(topic: Topic, payload: unknown, ref: Ref): PortalReaction<never> {
  if (topic !== "relay") return { reaction: "join", ref, stampSecret: undefined };
  const join = RelayJoinSchema.safeParse(payload);
  return join.success
    ? { reaction: "join", ref, stampSecret: join.data.stamp_secret }
    : { reaction: "reply", frame: errorReply(topic, ref, JOIN_CRASHED) };
}

function parseMessage<T extends Topic>(
  { topic, version }: DeviceChannelState<T>,
  name: string,
  payload: unknown,
  ref: Ref,
): PortalReaction<OutboundOf<T>> {
  const refused = { reaction: "reply", frame: errorReply(topic, ref, UNKNOWN_MESSAGE) } as const;
  const event = eventFromSocket(topic, version, name);
  const schemas: Readonly<Record<string, z.ZodType>> = SCHEMAS[topic];
  if (event === undefined || !Object.hasOwn(schemas, event)) return { ...refused, refused: `unknown event ${name}` };
  const parsed = schemas[event].safeParse(payload);
  if (!parsed.success) return { ...refused, refused: `${event}: ${describeIssues(parsed.error)}` };
  // The table pairs each event with the schema of its payload, which is what the union type says.
  return { reaction: "parsed", message: { event, payload: parsed.data } as OutboundOf<T>, ref };
}
