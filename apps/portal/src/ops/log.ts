import { type DestinationStream, type Logger, pino } from "pino";
import pretty from "pino-pretty";

export const STDOUT = 1;
/** For commands whose stdout belongs to their answer. */
export const STDERR = 2;

const MAX_CAUSES = 5;
/** Members of errors that say what went wrong and hold nothing that was sent or stored. */
const TELLING = ["code", "status", "statusCode", "table", "constraint", "syscall"];

/**
 * JSON lines to a file descriptor, or to a stream; lines for people where the descriptor is a terminal. Errors go under
 * `error`.
 */
export function createLog(level: string, destination: typeof STDOUT | typeof STDERR | DestinationStream): Logger {
  const stream = typeof destination === "number" ? streamTo(destination) : destination;
  return pino({ level, serializers: { error: (error: unknown) => describeError(error) } }, stream);
}

function streamTo(descriptor: typeof STDOUT | typeof STDERR): DestinationStream {
  const { isTTY } = descriptor === STDOUT ? process.stdout : process.stderr;
  if (!isTTY) return pino.destination(descriptor);
  const translateTime = "SYS:HH:MM:ss.l";
  return pretty({ destination: descriptor, sync: true, ignore: "pid,hostname", translateTime, singleLine: true });
}

/**
 * What the log keeps of an error. Errors of databases and HTTP clients also carry what a statement, a row or an answer
 * was made of, secrets included: that stays out.
 */
function describeError(error: unknown, causes = MAX_CAUSES): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const members = Object.entries(error).filter(([name, value]) => TELLING.includes(name) && isPlain(value));
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(members),
    ...(error.cause === undefined || causes === 0 ? {} : { cause: describeError(error.cause, causes - 1) }),
    ...(error instanceof AggregateError && causes > 0
      ? { errors: error.errors.map((one) => describeError(one, causes - 1)) }
      : {}),
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
