// Phoenix channel framing, serializer V1: one JSON object `{topic, event, payload, ref}` per text frame.

import { z } from "zod";

export type Topic = "client" | "gateway" | "relay";

export const PHOENIX_TOPIC = "phoenix";
export const JOIN_EVENT = "phx_join";
export const LEAVE_EVENT = "phx_leave";
export const HEARTBEAT_EVENT = "heartbeat";
export const REPLY_EVENT = "phx_reply";
export const ERROR_EVENT = "phx_error";
export const CLOSE_EVENT = "phx_close";
export const DISCONNECT_EVENT = "disconnect";

/** Error replies that mean something to a device. */
export const UNMATCHED_TOPIC = "unmatched topic";
export const UNKNOWN_MESSAGE = "unknown_message";
export const INVALID_REF = "invalid_ref";
export const JOIN_CRASHED = "join crashed";

export const TOKEN_EXPIRED = "token_expired";

/** Numbers on current devices; older ones may use strings. Echoed as it came. */
export type Ref = number | string | null;

export interface Frame {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  readonly ref: Ref;
}

export function encodeFrame({ topic, event, payload, ref }: Frame): string {
  return JSON.stringify({ topic, event, payload, ref });
}

export function joinFrame(topic: Topic, payload: unknown, ref: number): Frame {
  return { topic, event: JOIN_EVENT, payload, ref };
}

export function heartbeatFrame(ref: number): Frame {
  return { topic: PHOENIX_TOPIC, event: HEARTBEAT_EVENT, payload: {}, ref };
}

/** The one ok reply that devices take: an empty response. */
export function okReply(topic: string, ref: Ref): Frame {
  return { topic, event: REPLY_EVENT, payload: { status: "ok", response: {} }, ref };
}

export function errorReply(topic: string, ref: Ref, reason: string): Frame {
  return { topic, event: REPLY_EVENT, payload: { status: "error", response: { reason } }, ref };
}

/** Makes a device reconnect. The payload has to be empty or it is not understood. */
export function closeFrame(topic: Topic): Frame {
  return { topic, event: CLOSE_EVENT, payload: {}, ref: null };
}

/** Ends the device's session for good: clients sign out, gateways and relays exit. */
export function disconnectFrame(topic: Topic): Frame {
  return { topic, event: DISCONNECT_EVENT, payload: { reason: TOKEN_EXPIRED }, ref: null };
}

export function pushFrame(topic: Topic, event: string, payload: unknown): Frame {
  return { topic, event, payload, ref: null };
}

/** What devices accept as a frame: a ref is a number or nothing. */
export const DeviceInboundFrameSchema = z.object({
  topic: z.string(),
  event: z.string(),
  payload: z.unknown(),
  ref: z.int().nonnegative().nullable().default(null),
});

/** What a portal accepts: all four members have to be there. */
export const PortalInboundFrameSchema = z.object({
  topic: z.string(),
  event: z.string(),
  payload: z.unknown().refine((payload) => payload !== undefined),
  ref: z.union([z.number(), z.string(), z.null()]),
});
