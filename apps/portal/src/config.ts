import { fileURLToPath } from "node:url";
import { type Prefix, parsePrefix } from "@fz/ip";
import { type AddressBlock, parseAddressBlock } from "@fz/policy";
import { z } from "zod";
import type { DatabaseConfig } from "./database/database.ts";
import { formatIssues } from "./http/validation.ts";
import type { MailConfig } from "./mail/mail.ts";

const EnvironmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(postgres|postgresql|socket):/, "is no URL such as postgres://portal:password@db.example/portal")
    .optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(20),
  LISTEN_ADDRESS: z.string().min(1).default("127.0.0.1:8081"),
  REST_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  WEB_EXTERNAL_URL: z.url({ protocol: /^https?$/ }).optional(),
  API_EXTERNAL_URL: z.url({ protocol: /^(wss?|https?)$/ }).optional(),
  WEB_REFILL_RATE: z.coerce.number().positive().default(10),
  WEB_CAPACITY: z.coerce.number().int().positive().default(200),
  GOOGLE_OIDC_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  ENTRA_OIDC_CLIENT_ID: z.string().min(1).optional(),
  ENTRA_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  FLOW_LOGS_API_URL: z.string().default(""),
  FLOW_LOGS_UPLOAD_INTERVAL_SECS: z.coerce.number().int().min(0).default(0),
  FLOW_LOGS_UPLOAD_BATCH_SIZE: z.coerce.number().int().min(1).max(10_000).default(1_000),
  CONNECTION_REPORTS_INTERVAL_SECS: z.coerce.number().int().min(0).max(3_600).default(15),
  FLOW_LOGS_INGEST_REFILL_RATE: z.coerce.number().positive().default(1),
  FLOW_LOGS_INGEST_CAPACITY: z.coerce.number().int().positive().default(1),
  API_SOCKET_REFILL_RATE: z.coerce.number().positive().default(1),
  API_SOCKET_CAPACITY: z.coerce.number().int().positive().default(1),
  API_REFILL_RATE: z.coerce.number().positive().default(10),
  API_CAPACITY: z.coerce.number().int().positive().default(200),
  RELAY_PRESENCE_DEBOUNCE_MS: z.coerce.number().int().min(0).default(1_000),
  TRUSTED_PROXIES: z.string().default(""),
  OUTBOUND_ALLOWED_NETWORKS: z.string().default(""),
  TLS_CERT_FILE: z.string().min(1).optional(),
  TLS_KEY_FILE: z.string().min(1).optional(),
  HTTP_REDIRECT_LISTEN_ADDRESS: z.string().min(1).optional(),
  METRICS_TOKEN: z.string().min(16, "must be 16 characters or more").optional(),
  METRICS_ALLOWED_NETWORKS: z.string().default(""),
  TOKENS_KEY_BASE: z.string().min(32, "must be 32 characters or more").optional(),
  TOKENS_SALT: z.string().default(""),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be smtp://… or smtps://…" }).optional(),
  SMTP_FROM: z
    .string()
    .regex(/^[^<>@\s]+@[^<>@\s]+$|^[^<>@]*<[^<>@\s]+@[^<>@\s]+>$/, "must be name@host or Name <name@host>")
    .optional(),
  GEOIP_DB: z.string().min(1).optional(),
  PACKAGES_FOLDER: z.string().min(1).optional(),
  SIGN_UP: z.string().default("off"),
  OPERATOR_ACCOUNT_ID: z.uuid("must be the id of an account").toLowerCase().optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** Who may make an account for themselves: nobody, anybody, or addresses of these domains. */
export type SignUp = "off" | "on" | readonly string[];

export interface PortalConfig {
  readonly database: DatabaseConfig;
  readonly listen: { readonly host: string; readonly port: number };
  /** Canonical base URL of the REST API; requests for another host of ours are redirected there. */
  readonly restApiUrl?: string | undefined;
  /** Where people open the sign-in pages; undefined: where the portal listens, which then must be loopback. */
  readonly webExternalUrl?: string | undefined;
  /** Where devices connect, as commands say that people copy; undefined: wherever people reach the console. */
  readonly apiExternalUrl?: string | undefined;
  /** Page budget of one address: a page costs 1, a form 10. */
  readonly webBucket: { readonly refillPerSecond: number; readonly capacity: number };
  /** OAuth clients of the installation, for providers that bring none of their own. */
  readonly oidcClients: Readonly<Record<"google" | "entra", OidcClient>>;
  /** How long an identity provider may take for one answer. */
  readonly idpTimeoutMs: number;
  /** Answers of sign-in forms take at least this long, so that their time tells nothing. */
  readonly signInFloorMs: number;
  readonly flowLogs: {
    readonly apiUrl: string;
    readonly uploadIntervalSecs: number;
    readonly uploadBatchSize: number;
    /** Uploads of one device for one authorization: per second, and at once. */
    readonly ingestBucket: { readonly refillPerSecond: number; readonly capacity: number };
  };
  /** How often devices report their connections while figures change; 0: they are not asked. */
  readonly connectionReportsIntervalSecs: number;
  /** Connection attempts of one address with one token: per second, and at once. */
  readonly socketBucket: { readonly refillPerSecond: number; readonly capacity: number };
  /** REST requests of one account cost 10 each. */
  readonly apiBucket: { readonly refillPerSecond: number; readonly capacity: number };
  readonly relayPresenceDebounceMs: number;
  /** How long a socket may stay silent before a newcomer with the same identity takes its place. */
  readonly takeoverPingMs: number;
  /** What token signatures derive from; undefined: a key made by and kept in the database. */
  readonly tokenSecret?: { readonly keyBase: string; readonly salt: string } | undefined;
  /** Networks whose forwarding and location headers are believed. */
  readonly trustedProxies: readonly AddressBlock[];
  readonly mail: MailConfig;
  readonly signUp: SignUp;
  /** Whose administrators look after relays; undefined: those of the only account, where nobody may make another. */
  readonly operatorAccountId?: string | undefined;
  /** Networks that requests to identity providers and the like may reach besides public addresses, also by plain http. */
  readonly outboundAllowedNetworks: readonly Prefix[];
  /** Undefined: plain HTTP, for a proxy in front or loopback. */
  readonly tls?: TlsConfig | undefined;
  /** Where plain HTTP is sent on to https. */
  readonly httpRedirectListen?: { readonly host: string; readonly port: number } | undefined;
  /** Who may read /metrics, besides this machine. */
  readonly metrics: { readonly token?: string | undefined; readonly networks: readonly AddressBlock[] };
  /** File in the MaxMind DB format; undefined: the one that comes with the portal. */
  readonly geoDatabase?: string | undefined;
  /** Where packages lie that other machines may fetch; it need not exist. */
  readonly packagesFolder: string;
  readonly logLevel: z.output<typeof EnvironmentSchema>["LOG_LEVEL"];
}

export interface TlsConfig {
  /** PEM; the first pair serves whoever asks for no name that another one is for. */
  readonly files: readonly [TlsPair, ...TlsPair[]];
  readonly checkEveryMs: number;
}

interface TlsPair {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface OidcClient {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
}

/** The message is one line for the person who starts the portal. */
export class ConfigurationInvalid extends Error {
  override readonly name = "ConfigurationInvalid";
}

/** Where `npm run package` puts them. */
const PACKAGES_FOLDER = fileURLToPath(new URL("../../../dist", import.meta.url));
const TAKEOVER_PING_MS = 1_500;
const TLS_CHECK_MS = 10_000;
const IDP_TIMEOUT_MS = 10_000;
const SIGN_IN_FLOOR_MS = 1_500;

/** What `portal --help` says about the environment; the names are those of EnvironmentSchema. */
export const ENVIRONMENT_HELP = `
Environment:
  DATABASE_URL                     PostgreSQL 15 or newer; unset: embedded in --data
  DATABASE_POOL_SIZE               connections to it (20)
  LISTEN_ADDRESS                   address:port to serve on (127.0.0.1:8081); --listen wins
  REST_API_URL                     canonical base URL of the REST API; other hosts are redirected there
  WEB_EXTERNAL_URL                 base URL of the sign-in pages, as people and identity providers see it
  API_EXTERNAL_URL                 where devices connect, for the commands that the console shows (as the console is opened)
  WEB_REFILL_RATE                  page budget per second and address; a page costs 1, a form 10 (10)
  WEB_CAPACITY                     … at once (200)
  GOOGLE_OIDC_CLIENT_ID, …_SECRET  OAuth client for Google providers that have none of their own
  ENTRA_OIDC_CLIENT_ID, …_SECRET   the same for Entra
  FLOW_LOGS_API_URL                where devices upload flow logs; for stock ones https on port 443 with a public certificate
  FLOW_LOGS_UPLOAD_INTERVAL_SECS   seconds between uploads, 0 turns them off (0)
  FLOW_LOGS_UPLOAD_BATCH_SIZE      flow logs in one upload (1000)
  FLOW_LOGS_INGEST_REFILL_RATE     uploads per second that are taken for an authorization of a device (1)
  FLOW_LOGS_INGEST_CAPACITY        … at once (1)
  CONNECTION_REPORTS_INTERVAL_SECS seconds between reports of a device on its connections, 0 turns them off (15)
  API_SOCKET_REFILL_RATE           connection attempts per second, address and token (1)
  API_SOCKET_CAPACITY              … at once (1)
  API_REFILL_RATE                  REST budget per second and account; a request costs 10 (10)
  API_CAPACITY                     … at once (200)
  RELAY_PRESENCE_DEBOUNCE_MS       calm after relays come or go before devices are told (1000)
  TRUSTED_PROXIES                  networks whose X-Forwarded-For and location headers count, comma-separated
  TLS_CERT_FILE, TLS_KEY_FILE      PEM files to serve https with, read again when they change; several, comma-separated: by name
  HTTP_REDIRECT_LISTEN_ADDRESS     address:port whose plain HTTP requests are sent on to https
  METRICS_TOKEN                    bearer token that opens /metrics to other machines
  METRICS_ALLOWED_NETWORKS         networks that may read /metrics without one, comma-separated
  OUTBOUND_ALLOWED_NETWORKS        private networks with identity providers and the like, comma-separated
  TOKENS_KEY_BASE, TOKENS_SALT     what token signatures derive from; unset: a key kept in the database
  SMTP_URL                         smtp://user:password@host:587 or smtps://…; unset: mail goes to the log and /outbox
  SMTP_FROM                        who mail comes from: name@host or "Name <name@host>"; needed with SMTP_URL
  GEOIP_DB                         MaxMind DB file (.mmdb) for countries of addresses; unset: one that comes along
  PACKAGES_FOLDER                  with the Debian packages that /download hands out (dist of the checkout)
  SIGN_UP                          whether people may make accounts: on, off, or their domains, comma-separated (off)
  OPERATOR_ACCOUNT_ID              account that looks after relays (the only one there is, unless people may sign up)
  LOG_LEVEL                        fatal, error, warn, info, debug, trace or silent (info)
`;

/** Settings from the environment, where an empty one counts as unset; flags of the command line come in as `over`. Throws ConfigurationInvalid. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  over: { readonly listen?: string | undefined; readonly folder?: string | undefined } = {},
): PortalConfig {
  const set = Object.entries(environment).filter(([, value]) => value !== "");
  const parsed = EnvironmentSchema.safeParse(Object.fromEntries(set));
  if (!parsed.success) throw new ConfigurationInvalid(`The environment is not usable: ${formatIssues(parsed.error)}`);
  const env = parsed.data;
  return {
    database: { url: env.DATABASE_URL, folder: over.folder, poolSize: env.DATABASE_POOL_SIZE },
    listen: parseListenAddress(over.listen ?? env.LISTEN_ADDRESS),
    restApiUrl: env.REST_API_URL,
    webExternalUrl: env.WEB_EXTERNAL_URL,
    apiExternalUrl: env.API_EXTERNAL_URL,
    webBucket: { refillPerSecond: env.WEB_REFILL_RATE, capacity: env.WEB_CAPACITY },
    oidcClients: {
      google: { clientId: env.GOOGLE_OIDC_CLIENT_ID, clientSecret: env.GOOGLE_OIDC_CLIENT_SECRET },
      entra: { clientId: env.ENTRA_OIDC_CLIENT_ID, clientSecret: env.ENTRA_OIDC_CLIENT_SECRET },
    },
    idpTimeoutMs: IDP_TIMEOUT_MS,
    signInFloorMs: SIGN_IN_FLOOR_MS,
    flowLogs: {
      apiUrl: env.FLOW_LOGS_API_URL,
      uploadIntervalSecs: env.FLOW_LOGS_UPLOAD_INTERVAL_SECS,
      uploadBatchSize: env.FLOW_LOGS_UPLOAD_BATCH_SIZE,
      ingestBucket: {
        refillPerSecond: env.FLOW_LOGS_INGEST_REFILL_RATE,
        capacity: env.FLOW_LOGS_INGEST_CAPACITY,
      },
    },
    connectionReportsIntervalSecs: env.CONNECTION_REPORTS_INTERVAL_SECS,
    socketBucket: { refillPerSecond: env.API_SOCKET_REFILL_RATE, capacity: env.API_SOCKET_CAPACITY },
    apiBucket: { refillPerSecond: env.API_REFILL_RATE, capacity: env.API_CAPACITY },
    relayPresenceDebounceMs: env.RELAY_PRESENCE_DEBOUNCE_MS,
    takeoverPingMs: TAKEOVER_PING_MS,
    tokenSecret:
      env.TOKENS_KEY_BASE === undefined ? undefined : { keyBase: env.TOKENS_KEY_BASE, salt: env.TOKENS_SALT },
    mail: mailConfig(env),
    signUp: parseSignUp(env.SIGN_UP),
    operatorAccountId: env.OPERATOR_ACCOUNT_ID,
    trustedProxies: parseNetworks("TRUSTED_PROXIES", env.TRUSTED_PROXIES, parseAddressBlock),
    outboundAllowedNetworks: parseNetworks("OUTBOUND_ALLOWED_NETWORKS", env.OUTBOUND_ALLOWED_NETWORKS, parsePrefix),
    tls: tlsConfig(env),
    httpRedirectListen:
      env.HTTP_REDIRECT_LISTEN_ADDRESS === undefined ? undefined : parseListenAddress(env.HTTP_REDIRECT_LISTEN_ADDRESS),
    metrics: {
      token: env.METRICS_TOKEN,
      networks: parseNetworks("METRICS_ALLOWED_NETWORKS", env.METRICS_ALLOWED_NETWORKS, parseAddressBlock),
    },
    geoDatabase: env.GEOIP_DB,
    packagesFolder: env.PACKAGES_FOLDER ?? PACKAGES_FOLDER,
    logLevel: env.LOG_LEVEL,
  };
}

/** `127.0.0.1:8081`, `[::]:8081` or `:8081` (all addresses). */
export function parseListenAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 0xffff) throw new ConfigurationInvalid(`"${text}" is no address:port to listen on.`);
  return { host: match[1] ?? (match[2] || "::"), port };
}

function parseSignUp(text: string): SignUp {
  if (text === "on" || text === "off") return text;
  const domains = text.split(",").map((domain) => domain.trim().toLowerCase());
  if (domains.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))) return domains;
  throw new ConfigurationInvalid(
    `SIGN_UP must be on, off, or domains like "example.com, example.org"; it is "${text}".`,
  );
}

function mailConfig({ SMTP_URL, SMTP_FROM }: z.output<typeof EnvironmentSchema>): MailConfig {
  if (SMTP_URL !== undefined && SMTP_FROM === undefined) {
    throw new ConfigurationInvalid("SMTP_URL needs SMTP_FROM beside it: the address that mail comes from.");
  }
  return { smtpUrl: SMTP_URL, from: SMTP_FROM ?? "" };
}

function tlsConfig(env: z.output<typeof EnvironmentSchema>): TlsConfig | undefined {
  const [certs, keys] = [env.TLS_CERT_FILE, env.TLS_KEY_FILE].map((files) => files?.split(",").map((f) => f.trim()));
  if (certs === undefined && keys === undefined) {
    if (env.HTTP_REDIRECT_LISTEN_ADDRESS === undefined) return undefined;
    throw new ConfigurationInvalid("HTTP_REDIRECT_LISTEN_ADDRESS needs TLS_CERT_FILE and TLS_KEY_FILE beside it.");
  }
  if (certs === undefined || certs.length !== keys?.length) {
    throw new ConfigurationInvalid("TLS_CERT_FILE and TLS_KEY_FILE belong together: one key for each certificate.");
  }
  const [first, ...others] = certs.map((certFile, i) => ({ certFile, keyFile: keys[i] }));
  return { files: [first, ...others], checkEveryMs: TLS_CHECK_MS };
}

function parseNetworks<T>(name: string, text: string, parse: (network: string) => T | undefined): T[] {
  const networks = text.split(",").map((network) => network.trim());
  return networks
    .filter((network) => network !== "")
    .map((network) => {
      const parsed = parse(network);
      if (parsed === undefined) throw new ConfigurationInvalid(`"${network}" in ${name} is no network.`);
      return parsed;
    });
}
