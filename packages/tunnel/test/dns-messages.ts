import { toHex } from "@fz/bytes";
import { buildQuery, parseResponse, type RecordData } from "@fz/dns";
import { type IpAddress, udpPacket } from "@fz/ip";
import { seen } from "./packets.ts";

export const TYPE = { A: 1, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, HTTPS: 65 } as const;
export const SERVFAIL = 2;
export const NXDOMAIN = 3;
const DNS_PORT = 53;

export interface Answer {
  readonly rcode: number;
  /** Addresses, names, or bytes in hex. */
  readonly values: readonly string[];
  readonly ttls: readonly number[];
}

/** A query as the machine's stub resolver sends it to a sentinel. */
export function dnsQuery(
  name: string,
  type: number,
  ends: { readonly from: IpAddress; readonly sentinel: IpAddress; readonly port: number; readonly id: number },
): Uint8Array {
  const payload = buildQuery(ends.id, name, type);
  if (!payload) throw new Error(`no name: ${name}`);
  const source = { ip: ends.from, port: ends.port };
  return udpPacket({ source, destination: { ip: ends.sentinel, port: DNS_PORT }, payload });
}

/** The answer to the query with this id among packets for the machine. */
export function findAnswer(packets: readonly Uint8Array[], id: number): Answer | undefined {
  for (const packet of packets) {
    const { kind, sourcePort, payload } = seen(packet);
    const response = kind === "udp" && sourcePort === DNS_PORT ? parseResponse(payload) : undefined;
    if (response?.id !== id) continue;
    const values = response.answers.map(({ data }) => textOf(data));
    return { rcode: response.rcode, values, ttls: response.answers.map(({ ttl }) => ttl) };
  }
  return undefined;
}

function textOf(data: RecordData): string {
  switch (data.kind) {
    case "address":
      return data.ip;
    case "name":
      return data.name;
    case "opaque":
      return toHex(data.bytes);
  }
}
