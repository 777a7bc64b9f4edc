// Addresses of resources: what may be written, and the form that is kept.

import { formatIp, ipBytes, parseIp } from "@fz/ip";

/** Canonical address, or why not. */
export type AddressResult = { readonly address: string } | { readonly error: string };

interface Block {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

const MAX_DNS = 253;
const MAX_LABEL = 63;
const LOOPBACK = ["127.0.0.0/8", "::1/128"];
const UNSPECIFIED = ["0.0.0.0/32", "::/128"];
/** IPv4 addresses in disguise (RFC 4291 §2.5.5.2), which are on no wire. */
const MAPPED = ["::ffff:0:0/96"];
/** Tunnel addresses and what the data plane uses inside. */
const RESERVED = ["100.64.0.0/10", "fd00:2021:1111::/48"];

/** Top-level domains below which not everything may be a wildcard. */
const GENERIC_TLDS = "com org net edu gov mil biz info name mobi pro ac eu uk".split(" ");

export function checkAddress(
  type: "dns" | "cidr" | "ip",
  text: string,
  isCountryTld: (tld: string) => boolean,
): AddressResult {
  if (type === "dns") return checkDns(text, isCountryTld);
  return type === "cidr" ? checkCidr(text) : checkIp(text);
}

function checkCidr(text: string): AddressResult {
  const block = parseBlock(text);
  if (!block) return { error: "must be an address and a prefix length, such as 10.0.0.0/8" };
  return checkBlock(block, `${formatIp(block.bytes)}/${block.bits}`);
}

function checkIp(text: string): AddressResult {
  const bytes = ipBytes(text);
  if (!bytes) return { error: "must be one IP address" };
  return checkBlock({ bytes, bits: bytes.length * 8 }, formatIp(bytes));
}

function checkBlock(block: Block, address: string): AddressResult {
  const hits = (networks: readonly string[]) => networks.some((network) => overlaps(block, network));
  if (hits(LOOPBACK)) return { error: "must not overlap the loopback network" };
  if (hits(UNSPECIFIED)) return { error: "must not contain the unspecified address; use the Internet resource" };
  if (hits(MAPPED)) return { error: "must be written as IPv4" };
  if (hits(RESERVED)) return { error: "must not overlap the addresses of the tunnel" };
  return { address };
}

function overlaps(block: Block, network: string): boolean {
  const other = parseBlock(network);
  if (!other || other.bytes.length !== block.bytes.length) return false;
  const bits = Math.min(block.bits, other.bits);
  return sameBits(masked(block.bytes, bits), masked(other.bytes, bits));
}

/** Host bits are cleared. */
function parseBlock(text: string): Block | undefined {
  const match = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text);
  const bytes = match ? ipBytes(match[1]) : undefined;
  const bits = Number(match?.[2]);
  return bytes && bits <= bytes.length * 8 ? { bytes: masked(bytes, bits), bits } : undefined;
}

function masked(bytes: Uint8Array, bits: number): Uint8Array {
  return bytes.map((byte, i) => byte & ~(0xff >> Math.min(8, Math.max(0, bits - 8 * i))) & 0xff);
}

function sameBits(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}

function checkDns(text: string, isCountryTld: (tld: string) => boolean): AddressResult {
  if (text.length > MAX_DNS) return { error: `must be at most ${MAX_DNS} characters` };
  if (text.includes("/")) return { error: "must be the name alone, without http:// before it and a path after it" };
  if (text.includes(":")) return { error: "must not contain a port" };
  if (parseIp(text) !== undefined) return { error: "must be a name, not an address" };
  const labels = text.split(".");
  if (!labels.every(isLabel))
    return { error: "must be a domain name; labels have letters, digits, hyphens and wildcards" };
  const tld = (labels.at(-1) ?? "").toLowerCase();
  if (/[*?]/.test(tld)) return { error: "must not have a wildcard for its top level" };
  if (tld === "localhost") return { error: "must not be below localhost" };
  const rest = labels.slice(0, -1);
  const onlyWildcards = rest.length > 0 && rest.every((label) => /^[*?]+$/.test(label));
  const isKnownTld = GENERIC_TLDS.includes(tld) || isCountryTld(tld);
  if (onlyWildcards && isKnownTld) return { error: "must not stand for everything below a top-level domain" };
  return { address: text };
}

function isLabel(label: string): boolean {
  if (label === "**") return true;
  return (
    label.length >= 1 && label.length <= MAX_LABEL && /^[\p{L}\p{M}\p{N}*?-]+$/u.test(label) && !label.includes("**")
  );
}
