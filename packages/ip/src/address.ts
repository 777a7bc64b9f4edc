// Text forms: RFC 4291 §2.2 (IPv6), RFC 5952 (its canonical spelling), dotted quads without leading zeros.

/** An IP address in canonical text: the one spelling that equal addresses share, so it serves as a map key. */
export type IpAddress = string;

export interface SocketAddress {
  readonly ip: IpAddress;
  readonly port: number;
}

export type IpVersion = 4 | 6;

export const IPV4_BYTES = 4;
export const IPV6_BYTES = 16;

export function ipVersion(ip: IpAddress): IpVersion {
  return ip.includes(":") ? 6 : 4;
}

/** Canonical form of any accepted spelling, or undefined where the text is no address (zones and masks included). */
export function parseIp(text: string): IpAddress | undefined {
  const bytes = ipBytes(text);
  return bytes && formatIp(bytes);
}

/** 4 or 16 bytes in network order, or undefined where the text is no address. */
export function ipBytes(text: string): Uint8Array | undefined {
  return text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text);
}

/** `bytes` holds 4 or 16 bytes from `offset` on. */
export function formatIp(bytes: Uint8Array, offset = 0, length = bytes.length - offset): IpAddress {
  return length === IPV4_BYTES ? formatIpv4(bytes, offset) : formatIpv6(bytes, offset);
}

export function formatIpv4(bytes: Uint8Array, offset: number): IpAddress {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
}

export function formatIpv6(bytes: Uint8Array, offset: number): IpAddress {
  const groups: number[] = [];
  for (let i = 0; i < 8; i++) groups.push((bytes[offset + 2 * i] << 8) | bytes[offset + 2 * i + 1]);
  if (isIpv4Mapped(groups)) return `::ffff:${formatIpv4(bytes, offset + 12)}`;
  const run = longestZeroRun(groups);
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  if (run.length < 2) return text(groups);
  return `${text(groups.slice(0, run.start))}::${text(groups.slice(run.start + run.length))}`;
}

export function sameSocketAddress(a: SocketAddress, b: SocketAddress): boolean {
  return a.port === b.port && a.ip === b.ip;
}

/** `1.2.3.4:80` or `[::1]:80`. */
export function formatSocketAddress(address: SocketAddress): string {
  return ipVersion(address.ip) === 6 ? `[${address.ip}]:${address.port}` : `${address.ip}:${address.port}`;
}

export function parseSocketAddress(text: string): SocketAddress | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):([0-9]{1,5})$/.exec(text);
  if (!match) return undefined;
  const ip = parseIp(match[1] ?? match[2] ?? "");
  const port = Number(match[3]);
  const bracketed = match[1] !== undefined;
  if (ip === undefined || port > 0xffff || bracketed !== (ipVersion(ip) === 6)) return undefined;
  return { ip, port };
}

function ipv4Bytes(text: string): Uint8Array | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const octets = match.slice(1);
  const canonical = octets.every((octet) => Number(octet) <= 255 && (octet === "0" || !octet.startsWith("0")));
  return canonical ? Uint8Array.from(octets, Number) : undefined;
}

function ipv6Bytes(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = ipv6Groups(halves[0], halves.length === 1);
  const tail = halves.length === 2 ? ipv6Groups(halves[1], true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const bytes = new Uint8Array(IPV6_BYTES);
  groups.forEach((group, i) => {
    bytes[2 * i] = group >> 8;
    bytes[2 * i + 1] = group & 0xff;
  });
  return bytes;
}

/** The 16-bit groups of one side of a `::`; only the last side may end in a dotted quad. */
function ipv6Groups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (part.includes(".") && mayEndInIpv4 && i === parts.length - 1) {
      const v4 = ipv4Bytes(part);
      if (!v4) return undefined;
      groups.push((v4[0] << 8) | v4[1], (v4[2] << 8) | v4[3]);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function isIpv4Mapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  return best;
}
