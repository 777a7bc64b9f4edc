// What the command line asks of the running daemon: one JSON request per line, one JSON answer per line, in order.
import { z } from "zod";

export const RequestSchema = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("status") }),
  z.object({ ask: z.literal("set-internet-resource"), active: z.boolean() }),
  z.object({ ask: z.literal("roam") }),
]);
export type Request = z.output<typeof RequestSchema>;

export const AnswerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ok"), value: z.unknown().optional() }),
  z.object({ type: z.literal("error"), message: z.string() }),
]);
export type Answer = z.output<typeof AnswerSchema>;
