import * as z from "zod/mini";
import type { LogEntry } from "~/api/types.ts";

/** The logs, as the address names them, and as the API does. */
export const LOG_KINDS = {
  changes: "change",
  sessions: "session",
  "api-requests": "api_request",
  flows: "flow",
} as const;
export type LogKindName = keyof typeof LOG_KINDS;

export function logKindOf(name: string): LogKindName {
  return name === "sessions" || name === "api-requests" || name === "flows" ? name : "changes";
}

const Text = z.optional(z.nullable(z.string()));
const Count = z.optional(z.nullable(z.number()));
const Row = z.nullable(z.record(z.string(), z.unknown()));
export type LoggedRow = z.output<typeof Row>;

const SubjectSchema = z.object({
  actor_id: Text,
  actor_name: Text,
  actor_email: Text,
  ip: Text,
  ip_region: Text,
  ip_city: Text,
  user_agent: Text,
  api_token_id: Text,
  device_name: Text,
  device_id: Text,
});
export type Subject = z.output<typeof SubjectSchema>;

const ChangeSchema = z.object({
  object: z.string(),
  operation: z.enum(["insert", "update", "delete"]),
  before: Row,
  after: Row,
  subject: z.nullable(SubjectSchema),
});
export type Change = z.output<typeof ChangeSchema>;

const SessionSchema = z.object({ context: z.string(), subject: SubjectSchema });
const RequestSchema = z.object({ method: z.string(), path: z.string(), ip: Text, user_agent: Text, actor_id: Text });
const FlowSchema = z.object({
  role: Text,
  initiator_actor_name: Text,
  initiator_actor_id: Text,
  resource_name: Text,
  resource_address: Text,
  protocol: Text,
  inner_dst_ip: Text,
  inner_dst_port: Count,
  inner_domain: Text,
  flow_start: Text,
  flow_end: Text,
  rx_bytes: z.optional(z.nullable(z.union([z.number(), z.string()]))),
  tx_bytes: z.optional(z.nullable(z.union([z.number(), z.string()]))),
});

// Entries of each kind have members of their own, which the description of the API leaves open.
export const changeOf = (entry: LogEntry) => ChangeSchema.parse(entry);
export const sessionOf = (entry: LogEntry) => SessionSchema.parse(entry);
export const requestOf = (entry: LogEntry) => RequestSchema.parse(entry);
export const flowOf = (entry: LogEntry) => FlowSchema.parse(entry);
