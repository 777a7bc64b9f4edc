import { type Logger, pino } from "pino";
import type { LogFormat, LogLevel } from "../configuration.ts";

export type Log = Logger;

/** What Google Cloud Logging calls the levels. */
const SEVERITIES: Readonly<Record<string, string>> = {
  trace: "DEBUG",
  debug: "DEBUG",
  info: "INFO",
  warn: "WARNING",
  error: "ERROR",
  fatal: "CRITICAL",
};

/** One line per event on standard output. */
export function createLog({ level, format }: { readonly level: LogLevel; readonly format: LogFormat }): Log {
  const timestamp = () => `,"time":"${new Date().toISOString()}"`;
  if (format === "google-cloud") {
    const formatters = { level: (label: string) => ({ severity: SEVERITIES[label] ?? "DEFAULT" }) };
    return pino({ level, base: null, timestamp, formatters, messageKey: "message" });
  }
  const formatters = { level: (label: string) => ({ level: label }) };
  if (format === "json") return pino({ level, base: null, timestamp, formatters });
  return pino(
    { level, base: null, timestamp, formatters },
    { write: (line) => void process.stdout.write(humanLine(line)) },
  );
}

/** `time LEVEL message key=value …` of a JSON line. */
export function humanLine(json: string): string {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== "object" || parsed === null) return json;
  const { time, level, msg, ...fields } = Object.fromEntries(Object.entries(parsed));
  const tail = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `${time} ${String(level).toUpperCase().padEnd(5)} ${msg}${tail.join("")}\n`;
}
