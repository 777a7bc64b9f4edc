// The leaf types of the protocol. Each accepts exactly the spellings that the stock devices accept and comes out canonical.

import { fromBase64, toHex } from "@fz/bytes";
import { formatPrefix, type IpAddress, ipVersion, parseIp, parsePrefix, parseSocketAddress } from "@fz/ip";
import { z } from "zod";

/** Lower-case dashed UUID. */
export type Uuid = string;

const PLAIN_UUID = /^[0-9a-f]{32}$/;
const DASHED_UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/;

/** RFC 9562 text in the four spellings devices know (dashed, undashed, braced, `urn:uuid:`), made canonical. */
export function parseUuid(text: string): Uuid | undefined {
  const lower = text.toLowerCase();
  if (PLAIN_UUID.test(lower)) {
    return [lower.slice(0, 8), lower.slice(8, 12), lower.slice(12, 16), lower.slice(16, 20), lower.slice(20)].join("-");
  }
  const dashed = lower.startsWith("urn:uuid:") ? lower.slice(9) : lower.replace(/^\{(.*)\}$/, "$1");
  return DASHED_UUID.test(dashed) ? dashed : undefined;
}

/** 16 bytes to the canonical text. */
export function formatUuid(bytes: Uint8Array): Uuid {
  return parseUuid(toHex(bytes)) ?? "";
}

/** A string schema whose output is what `parse` makes of it; undefined refuses. */
function text<T>(expected: string, parse: (text: string) => T | undefined) {
  return z.string().transform((input, context) => {
    const output = parse(input);
    if (output !== undefined) return output;
    context.issues.push({ code: "custom", message: `expected ${expected}`, input });
    return z.NEVER;
  });
}

export const UuidSchema = text("a UUID", parseUuid);

export const Ipv4Schema = text("a bare IPv4 address", (input) => addressOf(input, 4));
export const Ipv6Schema = text("a bare IPv6 address", (input) => addressOf(input, 6));
export const IpSchema = text("a bare IP address", parseIp);

function addressOf(input: string, version: 4 | 6): IpAddress | undefined {
  const ip = parseIp(input);
  return ip !== undefined && ipVersion(ip) === version ? ip : undefined;
}

/** A network with its mask and no host bits, e.g. `10.0.0.0/8`. */
export const NetworkSchema = text("a network such as 10.0.0.0/8 without host bits", networkOf);
export const Ipv4NetworkSchema = text("an IPv4 network with its mask", (input) => networkOf(input, 4));
export const Ipv6NetworkSchema = text("an IPv6 network with its mask", (input) => networkOf(input, 6));

function networkOf(input: string, version?: 4 | 6): string | undefined {
  const prefix = parsePrefix(input);
  if (!prefix || (version !== undefined && ipVersion(prefix.ip) !== version)) return undefined;
  return formatPrefix(prefix);
}

/** `1.2.3.4:80` or `[::1]:80`; never a host name. */
export const SocketAddressSchema = text("an address with its port", (input) =>
  parseSocketAddress(input) ? input : undefined,
);

export const KEY_BYTES = 32;

/** 32 bytes as padded standard base64: WireGuard keys and pre-shared keys. */
export const KeySchema = text("32 bytes in padded standard base64", (input) =>
  fromBase64(input)?.length === KEY_BYTES ? input : undefined,
);

/** Unix time in whole seconds. */
export const UnixSecondsSchema = z.int();
export const UnsignedUnixSecondsSchema = z.int().nonnegative();

export const PORT_MAX = 0xffff;
export const PortSchema = z.int().min(0).max(PORT_MAX);

const NAME_MAX = 253;
const LABEL = /^[^\s.]{1,63}$/;

/** A domain name in presentation form, with or without the trailing dot (RFC 1035 §2.3.4 lengths). */
export const DomainNameSchema = text("a domain name", (input) => {
  const name = input.endsWith(".") ? input.slice(0, -1) : input;
  return name.length <= NAME_MAX && name.split(".").every((label) => LABEL.test(label)) ? input : undefined;
});

export const HttpsUrlSchema = text("an https URL", (input) =>
  URL.canParse(input) && new URL(input).protocol === "https:" ? input : undefined,
);

/** Keeps the strings of a list and drops whatever else a peer put there. */
export const LenientStringListSchema = z
  .array(z.unknown())
  .transform((entries) => entries.filter((entry) => typeof entry === "string"));

const CANDIDATE_PRIORITY_FIELD = 3;

/**
 * ICE candidate lines (RFC 8839 §5.1 without the `a=`). Entries that are no candidates are skipped one by one,
 * as devices do; the ICE layer may still refuse what is left.
 */
export const CandidateListSchema = z
  .array(z.unknown())
  .transform((entries) => entries.filter((entry) => typeof entry === "string").filter(isCandidate));

function isCandidate(line: string): boolean {
  return line.startsWith("candidate:") && /^\d+$/.test(line.split(" ")[CANDIDATE_PRIORITY_FIELD] ?? "");
}
