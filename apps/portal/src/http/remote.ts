// Where a request comes from. Forwarding and location headers count only when a trusted proxy sent them; a place that no
// header tells comes from the file of places.

import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { type IpAddress, ipVersion, networkOf, parseIp } from "@fz/ip";
import { type AddressBlock, blockContains } from "@fz/policy";
import type { FindPlace } from "./geo-database.ts";

export interface Remote {
  readonly ip: IpAddress;
  /** ISO 3166-1 alpha-2. */
  readonly region: string | null;
  readonly city: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
}

const UNSPECIFIED = "0.0.0.0";
const SUBSCRIBER_BITS = 64;

interface Surroundings {
  readonly config: { readonly trustedProxies: readonly AddressBlock[] };
  readonly findPlace: FindPlace;
}

export function remoteOf(request: IncomingMessage, { config, findPlace }: Surroundings): Remote {
  const trusted = config.trustedProxies;
  const peer = plainIp(request.socket.remoteAddress ?? "") ?? UNSPECIFIED;
  if (!isTrusted(peer, trusted)) return { ip: peer, ...findPlace(peer) };
  const header = (name: string) => {
    const value = request.headers[name];
    return (Array.isArray(value) ? value.join(",") : value)?.trim() || null;
  };
  const country = header("x-azure-geo-country") ?? header("x-geo-location-region");
  const [lat, lon] = coordinates(header("x-geo-location-coordinates"));
  const ip = forwardedFor(header("x-forwarded-for"), trusted) ?? peer;
  const found = country === null ? findPlace(ip) : undefined;
  return {
    ip,
    region: country !== null && /^[A-Z]{2}$/.test(country) ? country : (found?.region ?? null),
    city: header("x-geo-location-city") ?? found?.city ?? null,
    lat: lat ?? found?.lat ?? null,
    lon: lon ?? found?.lon ?? null,
  };
}

/** Whether the caller speaks TLS: to this portal, or to a trusted proxy that says so. */
export function isOverTls(request: IncomingMessage, trusted: readonly AddressBlock[]): boolean {
  const { socket, headers } = request;
  if (socket instanceof TLSSocket) return true;
  const peer = plainIp(socket.remoteAddress ?? "");
  const isProxy = peer !== undefined && isTrusted(peer, trusted);
  return isProxy && String(headers["x-forwarded-proto"]).split(",")[0].trim() === "https";
}

/** The last hop that is no proxy of ours; `address:port` and brackets are tolerated. What stands before is hearsay. */
function forwardedFor(header: string | null, trusted: readonly AddressBlock[]): IpAddress | undefined {
  const hops = (header ?? "").split(",").map((hop) => plainIp(stripPort(hop.trim())));
  return hops.findLast((hop) => hop === undefined || !isTrusted(hop, trusted));
}

/** What budgets of strangers go by: an address, or the network that one subscriber of IPv6 has (RFC 6177). */
export function budgetKey(ip: IpAddress): string {
  return ipVersion(ip) === 4 ? ip : networkOf(ip, SUBSCRIBER_BITS).ip;
}

function stripPort(hop: string): string {
  const match = /^\[([^\]]+)\](?::\d+)?$|^([^:]+):\d+$/.exec(hop);
  return match ? (match[1] ?? match[2]) : hop;
}

/** An IPv4 address that arrived on a dual-stack socket is an IPv4 address. */
function plainIp(text: string): IpAddress | undefined {
  return parseIp(text.replace(/^::ffff:(?=\d+\.)/i, ""));
}

function isTrusted(ip: IpAddress, trusted: readonly AddressBlock[]): boolean {
  return trusted.some((block) => blockContains(block, ip));
}

function coordinates(header: string | null): [number | null, number | null] {
  const match = /^(-?\d+\.\d+),(-?\d+\.\d+)$/.exec(header ?? "");
  return match ? [Number(match[1]), Number(match[2])] : [null, null];
}
