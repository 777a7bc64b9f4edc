import { type IpAddress, ipVersion } from "@fz/ip";

/** This end's tunnel addresses, one or both. */
export interface TunnelSource {
  readonly ipv4?: IpAddress | undefined;
  readonly ipv6?: IpAddress | undefined;
}

// RFC 6335 §6, the dynamic ports.
const FIRST_PORT = 49_152;
const PORT_COUNT = 16_384;

/** The one of our addresses that the server can answer to. */
export function sourceFor(server: IpAddress, source: TunnelSource): IpAddress | undefined {
  return ipVersion(server) === 4 ? source.ipv4 : source.ipv6;
}

/** Any dynamic port, 49152 to 65535. */
export function randomPort(random: (length: number) => Uint8Array): number {
  return FIRST_PORT + (randomU16(random) % PORT_COUNT);
}

export function randomU16(random: (length: number) => Uint8Array): number {
  const [high, low] = random(2);
  return (high << 8) | low;
}
