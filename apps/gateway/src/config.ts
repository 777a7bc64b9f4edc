import { dirname } from "node:path";
import { encodeName } from "@fz/dns";
import { type FeatureFlags, featureFlags } from "@fz/engine";
import { GATEWAY_ID_FILE } from "@fz/linux";
import {
  BUFFER_VARIABLES,
  Duration,
  LOG_VARIABLES,
  type LogFormat,
  portalUrl,
  readSettings,
  type UdpBuffers,
  udpBuffers,
  type Variables,
} from "@fz/program";
import { z } from "zod";
import { EXIT_CONFIGURATION } from "./exit-codes.ts";

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
  readonly buffers: UdpBuffers;
  readonly flags: FeatureFlags;
}

const SettingsSchema = z.object({
  FIREZONE_API_URL: portalUrl("gateway"),
  FIREZONE_NAME: z.string().max(255, "is longer than 255 characters").optional(),
  FIREZONE_ID: z.string().optional(),
  FIREZONE_STATE_DIR: z.string().default(dirname(GATEWAY_ID_FILE)),
  FIREZONE_MAX_PARTITION_TIME: Duration.prefault("24h"),
  HEALTH_CHECK_ADDR: z.string().default("0.0.0.0:8080"),
  ...LOG_VARIABLES,
  FIREZONE_DNS_PROBE_NAME: z
    .string()
    .refine((name) => encodeName(name) !== undefined, "is no domain name")
    .default("firezone.dev"),
  ...BUFFER_VARIABLES,
});

/**
 * The settings by the names of their variables; empty ones count as unset.
 * @throws ExitError that names each variable that cannot be used
 */
export function gatewayConfig(variables: Variables, token: string): GatewayConfig {
  return readSettings(
    variables,
    (present) => {
      const settings = SettingsSchema.parse(present);
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
        buffers: udpBuffers(settings),
        flags: featureFlags(present),
      };
    },
    EXIT_CONFIGURATION,
  );
}
