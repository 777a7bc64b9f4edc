import { compare } from "@fz/bytes";
import { formatIp, type IpAddress, ipBytes } from "./address.ts";

/** Sorts IPv4 before IPv6, and by number within a family. */
export function compareIp(a: IpAddress, b: IpAddress): number {
  const [left, right] = [ipBytes(a), ipBytes(b)];
  if (!left || !right) throw new RangeError(`not IP addresses: ${a}, ${b}`);
  return left.length - right.length || compare(left, right);
}

/** The address `steps` (a safe integer, may be negative) after `ip`; undefined past either end of the family's space. */
export function ipAfter(ip: IpAddress, steps: number): IpAddress | undefined {
  const bytes = ipBytes(ip);
  if (!bytes) throw new RangeError(`not an IP address: ${ip}`);
  let carry = steps;
  for (let i = bytes.length - 1; i >= 0 && carry !== 0; i--) {
    const sum = bytes[i] + carry;
    bytes[i] = ((sum % 256) + 256) % 256;
    carry = Math.floor(sum / 256);
  }
  return carry === 0 ? formatIp(bytes) : undefined;
}
