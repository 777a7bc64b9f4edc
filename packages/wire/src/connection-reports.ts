// What devices tell the portal of their connections, where its `init` asks for it. Ours alone: stock devices do not know
// the question, and stock portals do not ask it.

import { z } from "zod";
import { UnsignedUnixSecondsSchema, UuidSchema } from "./primitives.ts";

/** Where a device has more, it leaves the rest out. */
export const MAX_REPORTED_CONNECTIONS = 1_000;
const MAX_RTT_MS = 60_000;

/** Part of `init`; nothing in it may cost the message. */
export const ConnectionReportsSchema = z
  .object({
    /** A report is due this often while figures change. */
    interval_seconds: z.int().min(1).max(3_600),
  })
  .nullish()
  .catch(undefined);
export type ConnectionReportsConfig = z.output<typeof ConnectionReportsSchema>;

const ReportedConnectionSchema = z.object({
  /** The device at the other end. */
  peer_id: UuidSchema,
  path: z.enum(["direct", "relayed"]),
  /** Null while it is not known. */
  rtt_ms: z.number().min(0).max(MAX_RTT_MS).nullable(),
  /** Of the IP packets inside, since the connection was made. */
  bytes_sent: z.int().nonnegative(),
  bytes_received: z.int().nonnegative(),
  connected_at: UnsignedUnixSecondsSchema.nullish(),
});
export type ReportedConnection = z.output<typeof ReportedConnectionSchema>;

/** All connections there are: one that is not named is gone. */
export const ConnectionReportSchema = z.object({
  connections: z.array(ReportedConnectionSchema).max(MAX_REPORTED_CONNECTIONS),
});
export type ConnectionReport = z.output<typeof ConnectionReportSchema>;
