import { type Logger, pino } from "pino";

export const STDOUT = 1;
/** For commands whose stdout belongs to their answer. */
export const STDERR = 2;

/** JSON lines to a file descriptor. */
export function createLog(level: string, descriptor: typeof STDOUT | typeof STDERR): Logger {
  return pino({ level, serializers: { error: pino.stdSerializers.err } }, pino.destination(descriptor));
}
