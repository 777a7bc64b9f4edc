import {
  type IpAddress,
  icmpEcho,
  PacketView,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  parseIcmpError,
  TCP_ACK,
  TCP_SYN,
  tcpPacket,
  udpPacket,
} from "@fz/ip";

/** What a test looks at of a packet. */
export interface Seen {
  readonly kind: "udp" | "tcp" | "echo-request" | "echo-reply" | "icmp-error" | "other";
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
  /** Of ICMP: type and code. */
  readonly icmp: string | undefined;
}

export function seen(packet: Uint8Array): Seen {
  const view = new PacketView();
  if (!view.wrap(packet, 0, packet.length)) throw new Error(`malformed packet: ${view.fault}`);
  return {
    kind: kindOf(view, packet),
    source: view.sourceIp(),
    destination: view.destinationIp(),
    sourcePort: view.sourcePort,
    destinationPort: view.destinationPort,
    payload: view.payload().slice(),
    icmp: view.icmpType >= 0 ? `${view.icmpType}/${view.icmpCode}` : undefined,
  };
}

function kindOf(view: PacketView, packet: Uint8Array): Seen["kind"] {
  if (view.protocol === PROTOCOL_UDP) return "udp";
  if (view.protocol === PROTOCOL_TCP) return "tcp";
  if (view.isIcmpEchoRequest) return "echo-request";
  if (view.isIcmpEchoReply) return "echo-reply";
  return parseIcmpError(packet) ? "icmp-error" : "other";
}

/** What a server that echoes everything answers; undefined where there is nothing to answer. */
export function echoOf(packet: Uint8Array): Uint8Array | undefined {
  const view = new PacketView();
  if (!view.wrap(packet, 0, packet.length)) return undefined;
  const { sourcePort, destinationPort } = view;
  const [client, server] = [view.sourceIp(), view.destinationIp()];
  const ends = { source: { ip: server, port: destinationPort }, destination: { ip: client, port: sourcePort } };
  if (view.protocol === PROTOCOL_UDP) return udpPacket({ ...ends, payload: view.payload().slice() });
  if (view.isIcmpEchoRequest) {
    return icmpEcho({ kind: "reply", source: server, destination: client, id: sourcePort });
  }
  if (view.protocol === PROTOCOL_TCP && (view.tcpFlags & (TCP_SYN | TCP_ACK)) === TCP_SYN) {
    return tcpPacket({ ...ends, flags: TCP_SYN | TCP_ACK });
  }
  return undefined;
}
