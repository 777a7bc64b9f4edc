// DNS on the client: takes queries off packets to the sentinels, lets the stub resolver judge them, and carries what it
// cannot answer to whoever can: the host, a server through the tunnel, or the DNS server of a site.
import {
  type AssignedAddresses,
  DNS_PORT,
  type DnsTransport,
  type ForwardedQuery,
  type ProxyAddresses,
  StubResolver,
  type Upstream,
  type UpstreamOutcome,
} from "@fz/dns";
import { type DnsOutcome, DnsTcpClient, DnsTcpServer, DnsUdpClient, type TcpQuery } from "@fz/dns-transport";
import {
  type IpAddress,
  ipVersion,
  type PacketView,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type SocketAddress,
  udpPacket,
} from "@fz/ip";
import { Queue } from "../queue.ts";

/** Port of the DNS server that gateways run on their tunnel addresses. */
export const SITE_DNS_PORT = 53_535;
