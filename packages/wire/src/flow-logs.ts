// Flow reports: `POST /ingestion/flow_logs` with the ingest token of one authorisation as bearer.

import { z } from "zod";
import { IpSchema, PortSchema, UuidSchema } from "./primitives.ts";

export const FLOW_LOGS_PATH = "/ingestion/flow_logs";
export const FLOW_LOGS_BATCH_MAX = 10_000;
export const FLOW_LOGS_BATCH_DEFAULT = 1000;
export const FLOW_LOGS_BYTES_MAX = 10_000_000;

const MICROSECOND_DIGITS = 6;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** RFC 3339. Devices send nanoseconds; a flow's identity uses microseconds, the rest cut off. */
const TimestampSchema = z.string().transform((text, context) => {
  const match = TIMESTAMP.exec(text);
  if (match)
    return `${match[1]}.${(match[2] ?? "").padEnd(MICROSECOND_DIGITS, "0").slice(0, MICROSECOND_DIGITS)}${match[3]}`;
  context.issues.push({ code: "custom", message: "expected an RFC 3339 timestamp", input: text });
  return z.NEVER;
});

/** As devices name resources; longer than any name may be. */
const DomainSchema = z
  .string()
  .max(1_000)
  .regex(/^\P{Cc}*$/u, "must not hold control characters")
  .refine((text) => text.isWellFormed(), "must not hold halves of characters");

const CounterSchema = z.int().nonnegative();

const OuterSchema = z
  .object({
    src_ip: IpSchema.nullish(),
    src_port: PortSchema.nullish(),
    dst_ip: IpSchema,
    dst_port: PortSchema,
    path_activated_at: TimestampSchema,
  })
  .refine((outer) => (outer.src_ip == null) === (outer.src_port == null), "src_ip and src_port go together");

const FLOW = {
  /** Absent: that of the token. */
  policy_authorization_id: UuidSchema.nullish(),
  protocol: z.enum(["tcp", "udp"]),
  inner_src_ip: IpSchema,
  inner_src_port: PortSchema,
  inner_dst_ip: IpSchema,
  inner_dst_port: PortSchema,
  domain: DomainSchema.nullish(),
  flow_start: TimestampSchema,
};

const OpenReportSchema = z.object({ ...FLOW, outers: z.array(OuterSchema).default([]) });

/** tx counts initiator → responder on both sides. */
const CloseReportSchema = z.object({
  ...FLOW,
  outers: z.array(OuterSchema).min(1),
  flow_end: TimestampSchema,
  last_packet: TimestampSchema,
  rx_packets: CounterSchema,
  tx_packets: CounterSchema,
  rx_bytes: CounterSchema,
  tx_bytes: CounterSchema,
});

export type OpenFlowReport = z.output<typeof OpenReportSchema>;
export type ClosedFlowReport = z.output<typeof CloseReportSchema>;
export type FlowReport = ({ state: "open" } & OpenFlowReport) | ({ state: "closed" } & ClosedFlowReport);

/** The list as it came: each record stands or falls alone. */
export const FlowLogsBodySchema = z.object({ flow_logs: z.array(z.unknown()).max(FLOW_LOGS_BATCH_MAX) });

export type FlowReportResult =
  | { readonly ok: true; readonly report: FlowReport }
  /** Messages by field. */
  | { readonly ok: false; readonly errors: Readonly<Record<string, string[]>> };

const CLOSING = ["flow_end", "last_packet", "rx_packets", "tx_packets", "rx_bytes", "tx_bytes"] as const;

/** A record that has any of the members that only a close has is a close. */
export function parseFlowReport(record: unknown): FlowReportResult {
  const isClose = CLOSING.some((member) => (Reflect.get(Object(record), member) ?? null) !== null);
  if (isClose) {
    const closed = CloseReportSchema.safeParse(record);
    return closed.success ? { ok: true, report: { state: "closed", ...closed.data } } : refuse(closed.error);
  }
  const open = OpenReportSchema.safeParse(record);
  return open.success ? { ok: true, report: { state: "open", ...open.data } } : refuse(open.error);
}

function refuse(error: z.core.$ZodError): FlowReportResult {
  const errors: Record<string, string[]> = {};
  for (const { path, message } of error.issues) {
    const field = String(path[0] ?? "record");
    errors[field] = [...(errors[field] ?? []), message];
  }
  return { ok: false, errors };
}
