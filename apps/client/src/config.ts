import { type FeatureFlags, featureFlags } from "@fz/engine";
import { DNS_CONTROL_METHODS, type DnsControlMethod } from "@fz/linux";
import {
  BUFFER_VARIABLES,
  Duration,
  LOG_VARIABLES,
  type LogFormat,
  portalUrl,
  readSettings,
  Switch,
  type UdpBuffers,
  udpBuffers,
  type Variables,
} from "@fz/program";
import { z } from "zod";

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
  readonly buffers: UdpBuffers;
  readonly flags: FeatureFlags;
  /** The feature flag `icmp-error-unreachable-prohibited-create-new-flow`. */
  readonly asksAgainWhenProhibited: boolean;
}

const SettingsSchema = z.object({
  FIREZONE_API_URL: portalUrl("client"),
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
  ...LOG_VARIABLES,
  LOG_DIR: z.string().optional(),
  ...BUFFER_VARIABLES,
  FZFF_ICMP_ERROR_UNREACHABLE_PROHIBITED_CREATE_NEW_FLOW: Switch.default(true),
});

/** Names of the variables that `clientConfig` reads. */
export const VARIABLES: readonly string[] = Object.keys(SettingsSchema.shape);

/**
 * The settings by the names of their variables; empty ones count as unset.
 * @throws ExitError that names each variable that cannot be used
 */
export function clientConfig(variables: Variables): ClientConfig {
  return readSettings(variables, (present) => {
    const settings = SettingsSchema.parse(present);
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
      buffers: udpBuffers(settings),
      flags: featureFlags(present),
      asksAgainWhenProhibited: settings.FZFF_ICMP_ERROR_UNREACHABLE_PROHIBITED_CREATE_NEW_FLOW,
    };
  });
}
