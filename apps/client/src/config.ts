import { ExitError, LOG_FORMATS } from "@fz/program";
import { z } from "zod";

export const DNS_CONTROLS = ["systemd-resolved", "etc-resolv-conf", "disabled"] as const;
export type DnsControl = (typeof DNS_CONTROLS)[number];

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30`, `30s`, `5m`, `24h`, `7d` to milliseconds; a bare number counts seconds. */
const duration = z.string().transform((text, context) => {
  const match = /^(\d+)\s*(ms|s|m|h|d)?$/.exec(text.trim());
  if (match) return Number(match[1]) * MILLISECONDS[(match[2] ?? "s") as keyof typeof MILLISECONDS];
  context.addIssue({ code: "custom", message: `"${text}" is no time span such as 30s, 5m, 24h or 7d` });
  return z.NEVER;
});

const flag = z
  .enum(["true", "false", "1", "0", ""])
  .transform((text) => text === "true" || text === "1")
  .or(z.boolean());

/** Everything the daemon can be told, by flag or by environment; flags win. */
const schema = z.object({
  FIREZONE_API_URL: z
    .url({ protocol: /^(wss?|https?)$/, error: "must be a URL such as wss://portal.example:443/" })
    .default("wss://api.firezone.dev/"),
  FIREZONE_NAME: z.string().min(1).optional(),
  FIREZONE_ID: z.string().min(1).optional(),
  FIREZONE_TOKEN: z.string().min(1).optional(),
  FIREZONE_TOKEN_PATH: z.string().min(1).default("/etc/dev.firezone.client/token"),
  FIREZONE_DNS_CONTROL: z.enum(DNS_CONTROLS).default("systemd-resolved"),
  FIREZONE_ACTIVATE_INTERNET_RESOURCE: flag.default(false),
  FIREZONE_LOG_FORMAT: z.enum(LOG_FORMATS).default("human"),
  FIREZONE_STATE_DIR: z.string().min(1).default("/var/lib/dev.firezone.client"),
  FIREZONE_SOCKET_PATH: z.string().min(1).default("/run/dev.firezone.client/client.sock"),
  MAX_PARTITION_TIME: duration.optional(),
  HEALTH_CHECK_ADDR: z.string().optional(),
  RUST_LOG: z.string().optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type ClientConfig = z.output<typeof schema>;

/** @throws ExitError that names every setting that is wrong */
export function readConfig(environment: NodeJS.ProcessEnv, flags: Record<string, unknown>): ClientConfig {
  const parsed = schema.safeParse({ ...present(environment), ...present(flags) });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new ExitError(`The configuration is not usable. ${issues.join("; ")}`);
}

/** What is empty counts as not given. */
function present(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== ""));
}
