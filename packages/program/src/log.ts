import { type Logger, pino, stdSerializers } from "pino";
import pretty from "pino-pretty";

export const LOG_FORMATS = ["human", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Members of log lines whose value never gets out, wherever they stand. */
const SECRETS = ["token", "password", "secret", "preshared_key", "presharedKey", "privateKey", "authorization"];

/** A structured log on stderr: one line per event that somebody would ask about. */
export function createLog(name: string, format: LogFormat, level: string): Logger {
  const options = {
    name,
    level,
    serializers: { error: stdSerializers.err },
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
  };
  if (format === "json") return pino(options, pino.destination({ fd: 2, sync: true }));
  const stream = pretty({
    colorize: process.stderr.isTTY,
    destination: 2,
    sync: true,
    ignore: "pid,hostname,name",
    translateTime: "HH:MM:ss.l",
    singleLine: true,
  });
  return pino(options, stream);
}
