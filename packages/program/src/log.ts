import { type DestinationStream, type Logger, multistream, pino, stdSerializers } from "pino";
import pretty from "pino-pretty";

export const LOG_FORMATS = ["human", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Members of log lines whose value never gets out, wherever they stand. */
const SECRETS = ["token", "password", "secret", "preshared_key", "presharedKey", "privateKey", "authorization"];

const LEVELS: Readonly<Record<string, string>> = {
  off: "silent",
  error: "error",
  warn: "warn",
  info: "info",
  debug: "debug",
  trace: "trace",
};

/**
 * The level that a filter such as `info,tunnel=trace` asks for: that of the directive without a module, `info` where
 * every one has a module. Undefined where it is no level.
 */
export function parseLogLevel(filter: string): string | undefined {
  const directive = filter.split(",").find((part) => !part.includes("=")) ?? "info";
  const name = directive.trim().toLowerCase();
  return Object.hasOwn(LEVELS, name) ? LEVELS[name] : undefined;
}

/** A structured log on stderr, one line per event that somebody would ask about. `copy` gets each line as JSON. */
export function createLog(name: string, format: LogFormat, level: string, copy?: DestinationStream): Logger {
  const options = {
    name,
    level,
    serializers: { error: stdSerializers.err },
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
  };
  const stream = format === "json" ? pino.destination({ fd: 2, sync: true }) : humanStream();
  if (!copy) return pino(options, stream);
  // Each stream has a level of its own, which defaults to info.
  return pino(options, multistream([stream, copy].map((one) => ({ stream: one, level: "trace" as const }))));
}

function humanStream(): DestinationStream {
  return pretty({
    colorize: process.stderr.isTTY,
    destination: 2,
    sync: true,
    ignore: "pid,hostname,name",
    translateTime: "HH:MM:ss.l",
    singleLine: true,
  });
}
