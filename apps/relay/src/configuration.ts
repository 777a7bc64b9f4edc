// What the relay is told, by flag or environment, checked once at the start.

import {
  formatPrefix,
  type IpAddress,
  type IpVersion,
  ipVersion,
  type Prefix,
  parseIp,
  parsePrefix,
  parseSocketAddress,
  type SocketAddress,
} from "@fz/ip";
import { ExitError, LOG_FORMATS, type LogFormat, parseLogLevel, textFor } from "@fz/program";
import { CHANNEL_MAX } from "@fz/stun";
import { z } from "zod";
import type { Limits } from "./turn-server.ts";

/** Google Cloud reads JSON lines. */
const LOG_FORMAT_NAMES = [...LOG_FORMATS, "google-cloud"] as const;

const PORT_MAX = 65_535;
const ALLOCATIONS_MAX = 16_384;
/** The end of the range in RFC 5766 §11. */
const RFC_5766_CHANNEL_MAX = 0x7fff;

function text<T>(expected: string, parse: (input: string) => T | undefined) {
  return textFor(
    (input) => parse(input.trim()),
    (input) => `expected ${expected}, not "${input}"`,
  );
}

function addressOf(version: IpVersion): (input: string) => IpAddress | undefined {
  return (input) => {
    const ip = parseIp(input);
    return ip !== undefined && ipVersion(ip) === version ? ip : undefined;
  };
}

function wholeNumber(input: string, min: number, max: number): number | undefined {
  const number = /^\d{1,10}$/.test(input) ? Number(input) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

function channelNumber(input: string): number | undefined {
  const number = /^(0x[0-9a-f]{4}|\d{5})$/i.test(input) ? Number(input) : Number.NaN;
  return number >= CHANNEL_MAX && number <= RFC_5766_CHANNEL_MAX ? number : undefined;
}

function prefixes(input: string): readonly Prefix[] | undefined {
  const parsed = input
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(parsePrefix);
  return parsed.every((prefix) => prefix !== undefined) ? parsed : undefined;
}

const Ipv4 = text("an IPv4 address", addressOf(4)).optional();
const Ipv6 = text("an IPv6 address", addressOf(6)).optional();
const Port = text("a port from 1 to 65535", (input) => wholeNumber(input, 1, PORT_MAX));
const Networks = text("networks such as 10.0.0.0/8,fd00::/8 without host bits", prefixes).default([]);
/** `off` stands for none. */
const Listener = text("an address such as 0.0.0.0:8080, or off", (input): SocketAddress | "off" | undefined =>
  input === "off" ? "off" : parseSocketAddress(input),
);
const PortalUrl = text("a URL such as wss://api.example.com", (input) =>
  URL.canParse(input) && /^(wss?|https?):$/.test(new URL(input).protocol) ? input : undefined,
);

export const ConfigurationSchema = z
  .object({
    publicIp4Addr: Ipv4,
    publicIp6Addr: Ipv6,
    bindIp4Addr: Ipv4,
    bindIp6Addr: Ipv6,
    listenPort: Port.default(3478),
    lowestPort: Port.default(49_152),
    highestPort: Port.default(65_535),
    allocationsPerUser: text("a number from 1 to 16384", (input) => wholeNumber(input, 1, ALLOCATIONS_MAX)).default(1),
    highestChannel: text("a channel number from 0x4fff to 0x7fff", channelNumber).default(CHANNEL_MAX),
    allowPeer: Networks,
    denyPeer: Networks,
    apiUrl: PortalUrl.optional(),
    token: z.string().optional(),
    name: z.string().max(255).optional(),
    stampSecret: z.string().min(16, "expected at least 16 characters, better 64 hexadecimal ones").optional(),
    rngSeed: text("a whole number", (input) => (/^\d+$/.test(input) ? input : undefined)).optional(),
    healthCheckAddr: Listener.default({ ip: "0.0.0.0", port: 8080 }),
    controlEndpoint: Listener.default("off"),
    logLevel: text("a level such as debug or info", parseLogLevel).default("info"),
    logFormat: z.enum(LOG_FORMAT_NAMES).default("human"),
  })
  .transform((given, context): Configuration => {
    const refuse = (path: string, message: string) => {
      context.issues.push({ code: "custom", message, path: [path], input: undefined });
      return z.NEVER;
    };
    if (given.publicIp4Addr === undefined && given.publicIp6Addr === undefined) {
      return refuse("publicIp4Addr", "give the address at which clients reach this relay (IPv4, IPv6 or both)");
    }
    if (given.lowestPort > given.highestPort) {
      return refuse("lowestPort", `${given.lowestPort} is above the highest port, ${given.highestPort}`);
    }
    if (given.listenPort >= given.lowestPort && given.listenPort <= given.highestPort) {
      return refuse("listenPort", `${given.listenPort} lies in the range of relayed ports`);
    }
    if (given.token !== undefined && given.apiUrl === undefined) {
      return refuse("apiUrl", "a token is given, but not the portal that it is for (such as wss://api.example.com)");
    }
    const { token, apiUrl } = given;
    return {
      addresses: { ipv4: given.publicIp4Addr, ipv6: given.publicIp6Addr },
      bindTo: { ipv4: given.bindIp4Addr, ipv6: given.bindIp6Addr },
      listenPort: given.listenPort,
      ports: { lowest: given.lowestPort, highest: given.highestPort },
      limits: { allocationsPerUser: given.allocationsPerUser, highestChannel: given.highestChannel },
      allowedPeers: given.allowPeer,
      deniedPeers: given.denyPeer,
      portal: token !== undefined && apiUrl !== undefined ? { url: apiUrl, token } : undefined,
      name: given.name,
      stampSecret: given.stampSecret,
      rngSeed: given.rngSeed,
      health: given.healthCheckAddr === "off" ? undefined : given.healthCheckAddr,
      control: given.controlEndpoint === "off" ? undefined : given.controlEndpoint,
      log: { level: given.logLevel, format: given.logFormat === "human" ? "human" : "json" },
    };
  });

interface AddressPair {
  readonly ipv4: IpAddress | undefined;
  readonly ipv6: IpAddress | undefined;
}

export interface Configuration {
  /** What clients and peers know the relay by; at least one. */
  readonly addresses: AddressPair;
  /** undefined: see `defaultBindAddress`. */
  readonly bindTo: AddressPair;
  /** 0: any free one, which only tests can use. */
  readonly listenPort: number;
  readonly ports: { readonly lowest: number; readonly highest: number };
  readonly limits: Limits;
  readonly allowedPeers: readonly Prefix[];
  readonly deniedPeers: readonly Prefix[];
  /** undefined: stands alone. */
  readonly portal: { readonly url: string; readonly token: string } | undefined;
  readonly name: string | undefined;
  /** undefined: a random one, known to the portal only. */
  readonly stampSecret: string | undefined;
  readonly rngSeed: string | undefined;
  readonly health: SocketAddress | undefined;
  readonly control: SocketAddress | undefined;
  readonly log: { readonly level: string; readonly format: LogFormat };
}

/** What a person has to change before the relay can start. */
export class ConfigurationError extends ExitError {
  constructor(message: string) {
    super(message, 2);
  }
}

/**
 * @param given by the names of the schema; empty strings count as not given
 * @param label how a person knows the option of that name
 * @throws ConfigurationError with one line for a person
 */
export function parseConfiguration(
  given: Readonly<Record<string, unknown>>,
  label: (name: string) => string = (name) => name,
): Configuration {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  const parsed = ConfigurationSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${label(path.join("."))}: ${message}`);
  throw new ConfigurationError(problems.join("; "));
}

/** For logs. */
export function formatPrefixes(list: readonly Prefix[]): string {
  return list.map(formatPrefix).join(",");
}
