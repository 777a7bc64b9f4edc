// CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3).
import { formatIp, IPV4_BYTES, IPV6_BYTES, type IpAddress, ipBytes, ipVersion, parseIp } from "./address.ts";

/** A network: its first address and how many leading bits its members share. Bits past `length` are zero in `ip`. */
export interface Prefix {
  readonly ip: IpAddress;
  readonly length: number;
}

export const IPV4_BITS = 8 * IPV4_BYTES;
export const IPV6_BITS = 8 * IPV6_BYTES;

/** `10.0.0.0/8`. Undefined without a mask, with host bits, or where it is no network at all. */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const ip = match ? parseIp(match[1]) : undefined;
  if (!match || ip === undefined) return undefined;
  const length = Number(match[2]);
  if (length > addressBits(ip)) return undefined;
  return networkOf(ip, length).ip === ip ? { ip, length } : undefined;
}

export function formatPrefix(prefix: Prefix): string {
  return `${prefix.ip}/${prefix.length}`;
}

/** The network of that length that contains `ip`. @throws RangeError for a length that the family does not have, or no address */
export function networkOf(ip: IpAddress, length: number): Prefix {
  const bytes = ipBytes(ip);
  if (!bytes || length < 0 || length > 8 * bytes.length) throw new RangeError(`no network: ${ip}/${length}`);
  for (let i = 0; i < bytes.length; i++) bytes[i] &= byteMask(length - 8 * i);
  return { ip: formatIp(bytes), length };
}

export function prefixContains(prefix: Prefix, ip: IpAddress): boolean {
  if (ipVersion(prefix.ip) !== ipVersion(ip)) return false;
  return networkOf(ip, prefix.length).ip === prefix.ip;
}

export function prefixesOverlap(a: Prefix, b: Prefix): boolean {
  return a.length <= b.length ? prefixContains(a, b.ip) : prefixContains(b, a.ip);
}

function addressBits(ip: IpAddress): number {
  return ipVersion(ip) === 4 ? IPV4_BITS : IPV6_BITS;
}

/** The mask of one byte of which the first `bits` (may be negative or above 8) belong to the network. */
function byteMask(bits: number): number {
  if (bits >= 8) return 0xff;
  return bits <= 0 ? 0 : (0xff00 >> bits) & 0xff;
}
