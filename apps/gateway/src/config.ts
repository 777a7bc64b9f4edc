import { dirname } from "node:path";
import { encodeName } from "@fz/dns";
import { type FeatureFlags, featureFlags } from "@fz/engine";
import { GATEWAY_ID_FILE } from "@fz/linux";
import type { UdpOptions } from "@fz/native";
import { ExitError, LOG_FORMATS, type LogFormat, parseDuration, parseLogLevel } from "@fz/program";
import { connectUrl } from "@fz/wire";
import { z } from "zod";
import { EXIT_CONFIGURATION } from "./exit-codes.ts";

/** The kernel's SO_SNDBUF and SO_RCVBUF are ints that it doubles. */
const MAX_BUFFER = 2 ** 30;

export interface GatewayConfig {
  readonly apiUrl: string;
  readonly token: string;
  /** Configured; "" never. */
  readonly name: string | undefined;
  readonly deviceId: string | undefined;
  readonly stateFolder: string;
  /** Sum of waits in ms after which an outage of the portal ends the program. */
  readonly maxPartitionTime: number;
  readonly healthAddress: string;
  readonly logFormat: LogFormat;
  readonly logLevel: string;
  readonly dnsProbeName: string;
  /** Of each UDP socket of the tunnel; the packet loop's own sizes where they are missing. */
  readonly buffers: Pick<UdpOptions, "sendBufferBytes" | "receiveBufferBytes">;
  readonly flags: FeatureFlags;
}

const LogLevel = z.string().transform((text, context) => {
  const level = parseLogLevel(text);
  if (level !== undefined) return level;
  context.issues.push({ code: "custom", message: "is none of off, error, warn, info, debug, trace", input: text });
  return z.NEVER;
});

const Duration = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  context.issues.push({ code: "custom", message: "is no duration; write it like 24h or 30min", input: text });
  return z.NEVER;
});

const Bytes = z
  .string()
  .regex(/^\d+$/, "is no number of bytes")
  .transform(Number)
  .refine((bytes) => bytes > 0 && bytes <= MAX_BUFFER, `is not between 1 and ${MAX_BUFFER} bytes`);

const SettingsSchema = z.object({
  FIREZONE_API_URL: z
    .string()
    .refine((url) => connectUrl(url, "gateway", []) !== undefined, "is no URL like wss://api.example.com")
    .default("wss://api.firezone.dev/"),
  FIREZONE_NAME: z.string().max(255, "is longer than 255 characters").optional(),
  FIREZONE_ID: z.string().optional(),
  FIREZONE_STATE_DIR: z.string().default(dirname(GATEWAY_ID_FILE)),
  FIREZONE_MAX_PARTITION_TIME: Duration.prefault("24h"),
  HEALTH_CHECK_ADDR: z.string().default("0.0.0.0:8080"),
  FIREZONE_LOG_FORMAT: z.enum(LOG_FORMATS, { error: "is neither human nor json" }).default("human"),
  RUST_LOG: LogLevel.prefault("info"),
  FIREZONE_DNS_PROBE_NAME: z
    .string()
    .refine((name) => encodeName(name) !== undefined, "is no domain name")
    .default("firezone.dev"),
  FIREZONE_UDP_SEND_BUFFER_SIZE: Bytes.optional(),
  FIREZONE_UDP_RECV_BUFFER_SIZE: Bytes.optional(),
});

/**
 * The settings by the names of their variables; empty ones count as unset.
 * @throws ExitError that names each variable that cannot be used
 */
export function gatewayConfig(variables: Readonly<Record<string, string | undefined>>, token: string): GatewayConfig {
  const present = Object.fromEntries(
    Object.entries(variables).flatMap(([key, value]) =>
      value === undefined || value.trim() === "" ? [] : [[key, value.trim()]],
    ),
  );
  const parsed = SettingsSchema.safeParse(present);
  if (!parsed.success) throw new ExitError(describe(parsed.error, present), EXIT_CONFIGURATION);
  const settings = parsed.data;
  const sendBufferBytes = settings.FIREZONE_UDP_SEND_BUFFER_SIZE;
  const receiveBufferBytes = settings.FIREZONE_UDP_RECV_BUFFER_SIZE;
  return {
    apiUrl: settings.FIREZONE_API_URL,
    token,
    name: settings.FIREZONE_NAME,
    deviceId: settings.FIREZONE_ID,
    stateFolder: settings.FIREZONE_STATE_DIR,
    maxPartitionTime: settings.FIREZONE_MAX_PARTITION_TIME,
    healthAddress: settings.HEALTH_CHECK_ADDR,
    logFormat: settings.FIREZONE_LOG_FORMAT,
    logLevel: settings.RUST_LOG,
    dnsProbeName: settings.FIREZONE_DNS_PROBE_NAME,
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
    throw new ExitError(describe(error, variables), EXIT_CONFIGURATION);
  }
}

/** `HEALTH_CHECK_ADDR "x" is …; FIREZONE_… "y" is …` */
function describe(error: z.ZodError, variables: Readonly<Record<string, string>>): string {
  return error.issues
    .map(({ path, message }) => `${path.join(".")} "${variables[String(path[0])]}" ${message}`)
    .join("; ");
}
