// IPv6 addresses that lead to an IPv4 address, by way of a translator or tunnel somewhere on the way.

import { formatIp, formatIpv4, IPV6_BYTES, type IpAddress, ipBytes } from "./address.ts";
import { parsePrefix, prefixContains } from "./prefix.ts";

interface Embedding {
  readonly prefix: string;
  /** Where the IPv4 address begins in the IPv6 one. */
  readonly offset: number;
  /** Written with all bits turned over. */
  readonly inverted?: boolean;
}

const EMBEDDINGS: readonly Embedding[] = [
  { prefix: "::/96", offset: 12 }, // IPv4-compatible, RFC 4291 §2.5.5.1
  { prefix: "::ffff:0.0.0.0/96", offset: 12 }, // IPv4-mapped, RFC 4291 §2.5.5.2
  { prefix: "::ffff:0:0:0/96", offset: 12 }, // IPv4-translated, RFC 2765 §2.1
  { prefix: "64:ff9b::/96", offset: 12 }, // NAT64, RFC 6052
  { prefix: "2002::/16", offset: 2 }, // 6to4, RFC 3056
  { prefix: "2001::/32", offset: 4 }, // Teredo's server, RFC 4380 §4
  { prefix: "2001::/32", offset: 12, inverted: true }, // Teredo's client
];

const ISATAP_OFFSET = 8;
const ISATAP_MARK = [0x00, 0x5e, 0xfe];
const ISATAP_ADDRESS_OFFSET = 12;
const GROUP_AND_UNIVERSAL_BITS = 0x03;

/** Every IPv4 address that packets to `ip` may end up at; none for an IPv4 address. */
export function embeddedIpv4(ip: IpAddress): IpAddress[] {
  const bytes = ipBytes(ip);
  if (bytes?.length !== IPV6_BYTES) return [];
  const found = PARSED.filter(({ prefix }) => prefixContains(prefix, ip)).map(({ offset, inverted }) => {
    const ipv4 = bytes.slice(offset, offset + 4);
    return formatIp(inverted ? ipv4.map((byte) => ~byte) : ipv4);
  });
  if (isIsatap(bytes)) found.push(formatIpv4(bytes, ISATAP_ADDRESS_OFFSET));
  return found;
}

const PARSED = EMBEDDINGS.flatMap(({ prefix, ...rest }) => {
  const parsed = parsePrefix(prefix);
  return parsed ? [{ prefix: parsed, ...rest }] : [];
});

/** RFC 5214 §6.1: any network, then 0000:5efe or 0200:5efe. */
function isIsatap(bytes: Uint8Array): boolean {
  const flags = bytes[ISATAP_OFFSET] & ~GROUP_AND_UNIVERSAL_BITS;
  return flags === 0 && ISATAP_MARK.every((byte, i) => bytes[ISATAP_OFFSET + 1 + i] === byte);
}
