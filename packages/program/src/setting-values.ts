// What settings may be. Each complaint goes on with a line that begins with the variable and its value.

import { connectUrl, type Topic } from "@fz/wire";
import { z } from "zod";
import { parseDuration } from "./duration.ts";

/** A text that `parse` understands. */
export function textFor<T>(parse: (text: string) => T | undefined, complaint: (text: string) => string) {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", message: complaint(text), input: text });
    return z.NEVER;
  });
}

/** Milliseconds. */
export const Duration = textFor(parseDuration, () => "is no duration; write it like 24h or 30min");

export const Switch = z
  .enum(["true", "1", "yes", "on", "false", "0", "no", "off"], { error: "is neither true nor false" })
  .transform((text) => ["true", "1", "yes", "on"].includes(text));

/** The portal for devices of a kind. */
export function portalUrl(topic: Topic) {
  return z
    .string()
    .refine((url) => connectUrl(url, topic, []) !== undefined, "is no URL like wss://api.example.com")
    .default("wss://api.firezone.dev/");
}
