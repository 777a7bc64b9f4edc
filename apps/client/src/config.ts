import { type FeatureFlags, featureFlags } from "@fz/engine";
import { DNS_CONTROL_METHODS, type DnsControlMethod } from "@fz/linux";
import type { UdpOptions } from "@fz/native";
import { ExitError, LOG_FORMATS, type LogFormat, parseDuration, parseLogLevel } from "@fz/program";
import { connectUrl } from "@fz/wire";
import { z } from "zod";

/** The kernel's SO_SNDBUF and SO_RCVBUF are ints that it doubles. */
const MAX_BUFFER = 2 ** 30;

export interface ClientConfig {
  readonly apiUrl: string;
  /** Configured; "" never. */
  readonly name: string | undefined;
  readonly deviceId: string | undefined;
  /** Of the environment; the file counts where there is none. */
  readonly token: string | undefined;
  readonly tokenPath: string;
  readonly dnsControl: DnsControlMethod;
  readonly internetResourceActive: boolean;
  /** Sum of waits in ms after which an outage of the portal ends the program; undefined: never. */
  readonly maxPartitionTime: number | undefined;
  readonly stateFolder: string;
  readonly socketPath: string;
  readonly healthAddress: string | undefined;
  readonly logFormat: LogFormat;
  readonly logLevel: string;
  readonly logFolder: string | undefined;
  /** Of each UDP socket of the tunnel; the packet loop's own sizes where they are missing. */
  readonly buffers: Pick<UdpOptions, "sendBufferBytes" | "receiveBufferBytes">;
  readonly flags: FeatureFlags;
}

const Duration = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  context.issues.push({ code: "custom", message: "is no duration; write it like 24h or 30min", input: text });
  return z.NEVER;
});

const LogLevel = z.string().transform((text, context) => {
  const level = parseLogLevel(text);
  if (level !== undefined) return level;
  context.issues.push({ code: "custom", message: "is no level; write info, debug or trace", input: text });
  return z.NEVER;
});

const Bytes = z
  .string()
  .regex(/^\d+$/, "is no number of bytes")
  .transform(Number)
  .refine((bytes) => bytes > 0 && bytes <= MAX_BUFFER, `is not between 1 and ${MAX_BUFFER} bytes`);

const Switch = z
  .enum(["true", "1", "yes", "on", "false", "0", "no", "off"], { error: "is neither true nor false" })
  .transform((text) => ["true", "1", "yes", "on"].includes(text));

const SettingsSchema = z.object({
  FIREZONE_API_URL: z
    .string()
    .refine((url) => connectUrl(url, "client", []) !== undefined, "is no URL like wss://api.example.com")
    .default("wss://api.firezone.dev/"),
  FIREZONE_NAME: z.string().max(255, "is longer than 255 characters").optional(),
  FIREZONE_ID: z.string().optional(),
  FIREZONE_TOKEN: z.string().optional(),
  FIREZONE_TOKEN_PATH: z.string().default("/etc/dev.firezone.client/token"),
  FIREZONE_DNS_CONTROL: z
    .enum(DNS_CONTROL_METHODS, { error: `is none of ${DNS_CONTROL_METHODS.join(", ")}` })
    .default("systemd-resolved"),
  FIREZONE_ACTIVATE_INTERNET_RESOURCE: Switch.default(false),
  MAX_PARTITION_TIME: Duration.optional(),
  FIREZONE_STATE_DIR: z.string().default("/var/lib/dev.firezone.client"),
  FIREZONE_SOCKET_PATH: z.string().default("/run/dev.firezone.client/client.sock"),
  HEALTH_CHECK_ADDR: z.string().optional(),
  FIREZONE_LOG_FORMAT: z.enum(LOG_FORMATS, { error: "is neither human nor json" }).default("human"),
  RUST_LOG: LogLevel.prefault("info"),
  LOG_DIR: z.string().optional(),
  FIREZONE_UDP_SEND_BUFFER_SIZE: Bytes.optional(),
  FIREZONE_UDP_RECV_BUFFER_SIZE: Bytes.optional(),
});

/** Names of the variables that `clientConfig` reads. */
export const VARIABLES: readonly string[] = Object.keys(SettingsSchema.shape);

/**
 * The settings by the names of their variables; empty ones count as unset.
 * @throws ExitError that names each variable that cannot be used
 */
export function clientConfig(variables: Readonly<Record<string, string | undefined>>): ClientConfig {
  const present = Object.fromEntries(
    Object.entries(variables).flatMap(([key, value]) =>
      value === undefined || value.trim() === "" ? [] : [[key, value.trim()]],
    ),
  );
  const parsed = SettingsSchema.safeParse(present);
  if (!parsed.success) throw new ExitError(describe(parsed.error, present));
  const settings = parsed.data;
  const sendBufferBytes = settings.FIREZONE_UDP_SEND_BUFFER_SIZE;
  const receiveBufferBytes = settings.FIREZONE_UDP_RECV_BUFFER_SIZE;
  return {
    apiUrl: settings.FIREZONE_API_URL,
    name: settings.FIREZONE_NAME,
    deviceId: settings.FIREZONE_ID,
    token: settings.FIREZONE_TOKEN,
    tokenPath: settings.FIREZONE_TOKEN_PATH,
    dnsControl: settings.FIREZONE_DNS_CONTROL,
    internetResourceActive: settings.FIREZONE_ACTIVATE_INTERNET_RESOURCE,
    maxPartitionTime: settings.MAX_PARTITION_TIME,
    stateFolder: settings.FIREZONE_STATE_DIR,
    socketPath: settings.FIREZONE_SOCKET_PATH,
    healthAddress: settings.HEALTH_CHECK_ADDR,
    logFormat: settings.FIREZONE_LOG_FORMAT,
    logLevel: settings.RUST_LOG,
    logFolder: settings.LOG_DIR,
    buffers: {
      ...(sendBufferBytes === undefined ? {} : { sendBufferBytes }),
      ...(receiveBufferBytes === undefined ? {} : { receiveBufferBytes }),
    },
    flags: flagsOf(present),
  };
}

function flagsOf(variables: Readonly<Record<string, string>>): FeatureFlags {
  try {
    return featureFlags(variables);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new ExitError(describe(error, variables));
  }
}

/** `HEALTH_CHECK_ADDR "x" is …; FIREZONE_… "y" is …` */
function describe(error: z.ZodError, variables: Readonly<Record<string, string>>): string {
  return error.issues
    .map(({ path, message }) => `${path.join(".")} "${variables[String(path[0])]}" ${message}`)
    .join("; ");
}
