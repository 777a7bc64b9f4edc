import { type IpAddress, parseIp } from "@fz/ip";
import type { DomainName } from "./name.ts";

const IPV4_SUFFIX = ".in-addr.arpa";
const IPV6_SUFFIX = ".ip6.arpa";

/** The address that a reverse name stands for: RFC 1035 §3.5 (IPv4), RFC 3596 §2.5 (IPv6). */
export function addressOfReverseName(name: DomainName): IpAddress | undefined {
  const folded = name.toLowerCase();
  if (folded.endsWith(IPV4_SUFFIX)) {
    const octets = folded.slice(0, -IPV4_SUFFIX.length).split(".");
    return octets.length === 4 ? parseIp(octets.reverse().join(".")) : undefined;
  }
  if (!folded.endsWith(IPV6_SUFFIX)) return undefined;
  const nibbles = folded.slice(0, -IPV6_SUFFIX.length).split(".");
  if (nibbles.length !== 32 || !nibbles.every((nibble) => /^[0-9a-f]$/.test(nibble))) return undefined;
  return parseIp(
    nibbles
      .reverse()
      .join("")
      .replace(/(.{4})(?=.)/g, "$1:"),
  );
}
