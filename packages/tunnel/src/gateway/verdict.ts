// What a gateway does with one packet of a client, and with one packet for a client. Nothing is sent or rewritten here;
// NAT sessions are made and renewed.
import {
  type IpAddress,
  isMulticast,
  isProxyIp,
  isTunnelIp,
  type PacketView,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  parseIcmpError,
} from "@fz/ip";
import type { ClientPeer } from "./client-peer.ts";
import type { NatEndpoint, NatProtocol, NatSession } from "./nat-table.ts";

/** The gateway's own tunnel addresses. */
export interface TunnelAddresses {
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
}

export type DropReason =
  | "multicast"
  | "icmp-error-from-client"
  | "nat-exhausted"
  | "nat-unsupported"
  | "nat-session-expired"
  | "source-is-a-peer"
  | "not-permitted";

export type ClientVerdict =
  /** `resource` is undefined for the gateway's own addresses. */
  | { readonly type: "forward"; readonly resource: string | undefined; readonly session: NatSession | undefined }
  | { readonly type: "icmp"; readonly error: "prohibited" | "network_unreachable" }
  | { readonly type: "drop"; readonly reason: DropReason };

export type TunVerdict =
  | { readonly type: "send"; readonly session: NatSession | undefined }
  /** An ICMP error about a packet of this session; it has to be rebuilt for the client. */
  | { readonly type: "send-icmp-error"; readonly session: NatSession }
  | { readonly type: "drop"; readonly reason: DropReason };

const PROHIBITED: ClientVerdict = { type: "icmp", error: "prohibited" };
const UNREACHABLE: ClientVerdict = { type: "icmp", error: "network_unreachable" };

/** Judges a packet out of the client's connection. Control packets are taken out before. */
export function judgeClientPacket(
  view: PacketView,
  peer: ClientPeer,
  own: TunnelAddresses,
  now: number,
): ClientVerdict {
  const destination = view.destinationIp();
  if (isMulticast(destination)) return { type: "drop", reason: "multicast" };
  if (quotesPacket(view)) return { type: "drop", reason: "icmp-error-from-client" };
  if (!peer.owns(view.sourceIp())) return PROHIBITED;
  if (isOwn(destination, own)) return { type: "forward", resource: undefined, session: undefined };
  if (isTunnelIp(destination)) return PROHIBITED;
  const permission = peer.permission(destination, view.protocol, view.destinationPort);
  if (permission.type === "prohibited") return PROHIBITED;
  if (permission.type === "unreachable") return UNREACHABLE;
  const { resource } = permission;
  if (!isProxyIp(destination)) return { type: "forward", resource, session: undefined };

  const realIp = peer.proxies.get(destination)?.realIp;
  if (realIp === undefined) return UNREACHABLE;
  const inside = endpoint(view, view.sourcePort, destination);
  if (!inside) return { type: "drop", reason: "nat-unsupported" };
  const session = peer.nat.outgoing(inside, realIp, view.tcpFlags, now);
  return session ? { type: "forward", resource, session } : { type: "drop", reason: "nat-exhausted" };
}

/** Judges a packet that the host routed to the tunnel for `peer`. Nothing dropped in this direction is answered. */
export function judgeTunPacket(view: PacketView, peer: ClientPeer, own: TunnelAddresses, now: number): TunVerdict {
  const source = view.sourceIp();
  if (isOwn(source, own)) return { type: "send", session: undefined };
  const error = view.isIcmpError ? judgeIcmpError(view, peer, now) : undefined;
  if (error) return error;

  const outside = endpoint(view, view.destinationPort, source);
  const session = outside && peer.nat.incoming(outside);
  if (session === "expired") return { type: "drop", reason: "nat-session-expired" };
  // What a translated packet is judged by is the address that the client knows.
  const resourceIp = session?.inside.ip ?? source;
  if (isTunnelIp(resourceIp)) return { type: "drop", reason: "source-is-a-peer" };
  if (!outside) return { type: "drop", reason: "not-permitted" };
  if (peer.permission(resourceIp, view.protocol, view.sourcePort).type !== "permitted") {
    return { type: "drop", reason: "not-permitted" };
  }
  session?.touchIncoming(view.tcpFlags, now);
  return { type: "send", session };
}

/** Errors about something a client sent pass whatever the resources are; undefined where the quote says nothing to us. */
function judgeIcmpError(view: PacketView, peer: ClientPeer, now: number): TunVerdict | undefined {
  const error = parseIcmpError(view.buf, view.offset, view.totalLength);
  if (!error) return undefined;
  const { quoted } = error;
  const protocol = natProtocol(quoted.protocol);
  const session = protocol && peer.nat.incoming({ protocol, value: quoted.sourcePort, ip: quoted.destination });
  if (session === "expired") return { type: "drop", reason: "nat-session-expired" };
  if (session) {
    session.touchIncoming(0, now);
    return { type: "send-icmp-error", session };
  }
  return isTunnelIp(error.source) ? { type: "drop", reason: "source-is-a-peer" } : { type: "send", session: undefined };
}

function quotesPacket(view: PacketView): boolean {
  return view.isIcmpError && parseIcmpError(view.buf, view.offset, view.totalLength) !== undefined;
}

function isOwn(ip: IpAddress, own: TunnelAddresses): boolean {
  return ip === own.ipv4 || ip === own.ipv6;
}

/** Undefined for packets without ports or echo id, which no session can be told by. */
function endpoint(view: PacketView, value: number, ip: IpAddress): NatEndpoint | undefined {
  const protocol = natProtocol(view.protocol);
  return protocol !== undefined && view.hasPorts ? { protocol, value, ip } : undefined;
}

function natProtocol(protocol: number): NatProtocol | undefined {
  switch (protocol) {
    case PROTOCOL_TCP:
      return "tcp";
    case PROTOCOL_UDP:
      return "udp";
    case PROTOCOL_ICMP:
    case PROTOCOL_ICMPV6:
      return "icmp";
    default:
      return undefined;
  }
}
