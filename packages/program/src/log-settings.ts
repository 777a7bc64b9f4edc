import { z } from "zod";
import { LOG_FORMATS, parseLogLevel } from "./log.ts";
import { textFor } from "./setting-values.ts";
import type { Setting } from "./settings.ts";

export const LOG_SETTINGS = [
  { variable: "FIREZONE_LOG_FORMAT", flags: "--log-format <format>", help: "human (default) or json" },
  { variable: "RUST_LOG", flags: "--log-level <level>", help: "trace, debug, info (default), warn, error or off" },
] as const satisfies readonly Setting[];

/** Schemas of `LOG_SETTINGS`, for a program's own. */
export const LOG_VARIABLES = {
  FIREZONE_LOG_FORMAT: z.enum(LOG_FORMATS, { error: "is neither human nor json" }).default("human"),
  RUST_LOG: textFor(parseLogLevel, () => "is no level; write trace, debug, info, warn, error or off").prefault("info"),
};
